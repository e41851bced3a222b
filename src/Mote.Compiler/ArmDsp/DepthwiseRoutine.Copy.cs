namespace Mote.Compiler.ArmDsp;

/// <summary>A channel's image into the padded plane.</summary>
internal sealed partial class DepthwiseRoutine
{
    private const int Counter = 13, Spare = 12, FirstCopied = 2, MostCopied = 10;

    private void CopyPlane()
    {
        var (from, to) = (new Cursor(_w, X), new Cursor(_w, Y));
        _w.Emit($"ldr r0, [sp, #{XAt}]");
        _w.Emit($"ldr r1, [sp, #{PaddedAt}]");
        to.MoveTo(_shape.Origin + (_shape.Top * _shape.Pitch) + _shape.Left, Spare);
        to.Rebase();
        var pieces = Pieces();
        var atOnce = RowsAtOnce(pieces.Count);
        var (passes, rest) = Math.DivRem(_shape.CopiedRows, atOnce);
        if (passes == 1) (passes, rest) = (0, _shape.CopiedRows);
        var (rowX, rowY) = (_shape.RowX, _shape.Pitch);
        if (passes > 0)
        {
            Registers.Constant(_w, Counter, passes);
            _w.Label(2);
            using (_w.Repeat(passes))
            {
                CopyRows(atOnce, pieces, from, to);
                from.MoveTo(atOnce * rowX, Spare);
                to.MoveTo(atOnce * rowY, Spare);
                _w.Emit("subs lr, lr, #1");
                _w.Emit("bne 2b");
            }
            from.Rebase();
            to.Rebase();
        }
        CopyRows(rest, pieces, from, to);
        // The next channel's image follows in planes; in rows it is better reached from this one's beginning.
        if (_shape.PixelX == 1) from.MoveTo(_shape.PlaneX - (passes * atOnce * rowX), Spare);
        else
        {
            _w.Emit($"ldr r0, [sp, #{XAt}]");
            Registers.Add(_w, X, _shape.PlaneX, Spare);
        }
        _w.Emit($"str r0, [sp, #{XAt}]");
    }

    private int RowsAtOnce(int pieces)
    {
        var most = Math.Max(1, (_unroll > 2 ? 24 : 12) / (_shape.CopiesWords ? (_shape.Width / 40) + 1 : pieces));
        // Without a remainder if possible.
        for (var rows = most; rows > most / 2; rows--)
            if (_shape.CopiedRows % rows == 0) return rows;
        return most;
    }

    /// <summary>
    /// A row in the largest pieces that a load takes: byte in the row, bytes; the last may repeat some of what is before it.
    /// </summary>
    private List<(int At, int Bytes)> Pieces()
    {
        var (pieces, width) = (new List<(int, int)>(), _shape.Width);
        if (_shape.PixelX > 1 || width == 1)
        {
            for (var x = 0; x < width; x++) pieces.Add((x, 1));
            return pieces;
        }
        for (var x = 0; x + 4 <= width; x += 4) pieces.Add((x, 4));
        if (width >= 4 && width % 4 > 0) pieces.Add(width % 4 == 1 ? (width - 1, 1) : width % 4 == 2 ? (width - 2, 2) : (width - 4, 4));
        if (width is 2 or 3) pieces.Add((0, 2));
        if (width is 3) pieces.Add((2, 1));
        return pieces;
    }

    private void CopyRows(int rows, List<(int At, int Bytes)> pieces, Cursor from, Cursor to)
    {
        if (_shape.CopiesWords)
        {
            CopyWords(rows, from, to);
            return;
        }
        var all = new List<(int From, int To, string Size)>();
        for (var row = 0; row < rows; row++)
            foreach (var (at, bytes) in pieces)
                all.Add(((row * _shape.RowX) + (at * _shape.PixelX), (row * _shape.Pitch) + at, Size(bytes)));
        foreach (var batch in all.Chunk(MostCopied))
        {
            for (var i = 0; i < batch.Length; i++)
            {
                from.Reach(batch[i].From, Spare);
                _w.Emit($"ldr{batch[i].Size} r{FirstCopied + i}, {from.At(batch[i].From)}");
            }
            for (var i = 0; i < batch.Length; i++)
            {
                to.Reach(batch[i].To, Spare);
                _w.Emit($"str{batch[i].Size} r{FirstCopied + i}, {to.At(batch[i].To)}");
            }
        }
    }

    private static string Size(int bytes) => bytes switch { 4 => "", 2 => "h", _ => "b" };

    private void CopyWords(int rows, Cursor from, Cursor to)
    {
        for (var row = 0; row < rows; row++)
        {
            to.MoveTo(row * _shape.Pitch, Spare);
            for (var word = 0; word < _shape.Width / 4; word += MostCopied)
            {
                var count = Math.Min(MostCopied, (_shape.Width / 4) - word);
                var registers = Enumerable.Range(FirstCopied, count).ToArray();
                _w.LoadOn(X, registers);
                _w.StoreOn(Y, registers);
                from.Advance(4 * count);
                to.Advance(4 * count);
            }
        }
    }
}
