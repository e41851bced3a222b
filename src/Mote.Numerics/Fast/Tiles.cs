namespace Mote.Numerics.Fast;

/// <summary>Runs the tiles of a column of a matrix product, of up to four vectors, over any number of rows.</summary>
internal static unsafe class Tiles
{
    /// <summary>Rows are shared out evenly, for a tile of few rows waits for its own sums.</summary>
    /// <param name="vectors">Vectors of a row, 1 to 4, the last one of <see cref="TileOperands.Last"/> floats.</param>
    /// <param name="maskedB">B ends with the row: nothing behind it may be read.</param>
    internal static void Run<V>(TileOperands o, int rows, int vectors, bool maskedB) where V : unmanaged, ILanes<V>
    {
        int most = MaxRows<V>(vectors);
        for (int tiles = (rows + most - 1) / most; tiles > 0; tiles--)
        {
            int height = (rows + tiles - 1) / tiles;
            if (maskedB && o.Last < V.Width)
                Run<V, Rows2>(o, height, vectors);
            else
                Run<V, Rows1>(o, height, vectors);
            o.A += height * o.ARow;
            o.C += height * o.CRow;
            rows -= height;
        }
    }

    /// <summary>Registers hold the sums, a row of B and an element of A: 32 of 512 bits, 16 of those narrower ones (on x86).</summary>
    internal static int MaxRows<V>(int vectors) where V : unmanaged, ILanes<V> => vectors switch
    {
        1 => V.TileVectors == 4 ? Tile1.MaxRows : 12,
        2 => V.TileVectors == 4 ? Tile2.MaxRows : 6,
        3 => Tile3.MaxRows,
        _ => Tile4.MaxRows,
    };

    private static void Run<V, T>(in TileOperands o, int rows, int vectors) where V : unmanaged, ILanes<V> where T : unmanaged
    {
        switch (vectors)
        {
            case 1:
                Run1<V, T>(o, rows);
                break;
            case 2:
                Run2<V, T>(o, rows);
                break;
            case 3:
                Run3<V, T>(o, rows);
                break;
            default:
                Run4<V, T>(o, rows);
                break;
        }
    }

    private static void Run1<V, T>(in TileOperands o, int rows) where V : unmanaged, ILanes<V> where T : unmanaged
    {
        switch (rows)
        {
            case 1:
                Tile1.Run<V, Rows1, T>(o);
                break;
            case 2:
                Tile1.Run<V, Rows2, T>(o);
                break;
            case 3:
                Tile1.Run<V, Rows3, T>(o);
                break;
            case 4:
                Tile1.Run<V, Rows4, T>(o);
                break;
            case 5:
                Tile1.Run<V, Rows5, T>(o);
                break;
            case 6:
                Tile1.Run<V, Rows6, T>(o);
                break;
            case 7:
                Tile1.Run<V, Rows7, T>(o);
                break;
            case 8:
                Tile1.Run<V, Rows8, T>(o);
                break;
            case 9:
                Tile1.Run<V, Rows9, T>(o);
                break;
            case 10:
                Tile1.Run<V, Rows10, T>(o);
                break;
            case 11:
                Tile1.Run<V, Rows11, T>(o);
                break;
            case 12:
                Tile1.Run<V, Rows12, T>(o);
                break;
            case 13:
                Tile1.Run<V, Rows13, T>(o);
                break;
            default:
                Tile1.Run<V, Rows14, T>(o);
                break;
        }
    }

    private static void Run2<V, T>(in TileOperands o, int rows) where V : unmanaged, ILanes<V> where T : unmanaged
    {
        switch (rows)
        {
            case 1:
                Tile2.Run<V, Rows1, T>(o);
                break;
            case 2:
                Tile2.Run<V, Rows2, T>(o);
                break;
            case 3:
                Tile2.Run<V, Rows3, T>(o);
                break;
            case 4:
                Tile2.Run<V, Rows4, T>(o);
                break;
            case 5:
                Tile2.Run<V, Rows5, T>(o);
                break;
            case 6:
                Tile2.Run<V, Rows6, T>(o);
                break;
            case 7:
                Tile2.Run<V, Rows7, T>(o);
                break;
            case 8:
                Tile2.Run<V, Rows8, T>(o);
                break;
            case 9:
                Tile2.Run<V, Rows9, T>(o);
                break;
            case 10:
                Tile2.Run<V, Rows10, T>(o);
                break;
            case 11:
                Tile2.Run<V, Rows11, T>(o);
                break;
            default:
                Tile2.Run<V, Rows12, T>(o);
                break;
        }
    }

    private static void Run3<V, T>(in TileOperands o, int rows) where V : unmanaged, ILanes<V> where T : unmanaged
    {
        switch (rows)
        {
            case 1:
                Tile3.Run<V, Rows1, T>(o);
                break;
            case 2:
                Tile3.Run<V, Rows2, T>(o);
                break;
            case 3:
                Tile3.Run<V, Rows3, T>(o);
                break;
            case 4:
                Tile3.Run<V, Rows4, T>(o);
                break;
            case 5:
                Tile3.Run<V, Rows5, T>(o);
                break;
            case 6:
                Tile3.Run<V, Rows6, T>(o);
                break;
            case 7:
                Tile3.Run<V, Rows7, T>(o);
                break;
            default:
                Tile3.Run<V, Rows8, T>(o);
                break;
        }
    }

    private static void Run4<V, T>(in TileOperands o, int rows) where V : unmanaged, ILanes<V> where T : unmanaged
    {
        switch (rows)
        {
            case 1:
                Tile4.Run<V, Rows1, T>(o);
                break;
            case 2:
                Tile4.Run<V, Rows2, T>(o);
                break;
            case 3:
                Tile4.Run<V, Rows3, T>(o);
                break;
            case 4:
                Tile4.Run<V, Rows4, T>(o);
                break;
            case 5:
                Tile4.Run<V, Rows5, T>(o);
                break;
            default:
                Tile4.Run<V, Rows6, T>(o);
                break;
        }
    }
}
