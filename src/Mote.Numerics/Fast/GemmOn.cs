namespace Mote.Numerics.Fast;

/// <summary><see cref="Gemm"/> in registers of one width.</summary>
internal static unsafe class GemmOn<V> where V : unmanaged, ILanes<V>
{
    /// <summary>Floats of a panel of B that stay in the first-level cache beside rows of A and C.</summary>
    private const int PanelFloats = 16 << 10;

    /// <summary>Floats of A that stay in the second-level cache while the panels of B pass by.</summary>
    private const int BlockFloats = 64 << 10;

    /// <summary>Vectors of the next panel where <paramref name="vectors"/> are left: panels are shared out evenly.</summary>
    internal static int PanelVectors(int vectors)
    {
        int panels = (vectors + V.TileVectors - 1) / V.TileVectors;
        return (vectors + panels - 1) / panels;
    }

    internal static int Vectors(int n) => (n + V.Width - 1) / V.Width;

    /// <summary>Floats of the last vector of a panel that ends <paramref name="left"/> floats before the row does.</summary>
    internal static int LastOf(int panelFloats, int left) => left >= panelFloats ? V.Width : left - panelFloats + V.Width;

    internal static void Pack(bool transposed, int n, int k, float* b, nint ldb, float* packed)
    {
        for (int from = 0; from < n;)
        {
            int width = PanelVectors(Vectors(n - from)) * V.Width;
            int valid = Math.Min(width, n - from);
            if (transposed)
                PackColumns(width, valid, k, b + from * ldb, ldb, packed);
            else
                PackRows(width, valid, k, b + from, ldb, packed);
            packed += (nint)width * k;
            from += width;
        }
    }

    private static void PackRows(int width, int valid, int k, float* b, nint ldb, float* packed)
    {
        int whole = valid / V.Width * V.Width;
        for (int row = 0; row < k; row++, b += ldb, packed += width)
        {
            int j = 0;
            for (; j < whole; j += V.Width)
                V.Load(b + j).Store(packed + j);
            if (j < width)
                V.Load(b + j, valid - j).Store(packed + j);
        }
    }

    private static void PackColumns(int width, int valid, int k, float* b, nint ldb, float* packed)
    {
        int j = 0;
        for (; j + 4 <= valid; j += 4)
            Transpose.FourRows(k, b + j * ldb, ldb, packed + j, width);
        for (; j < width; j++)
        {
            for (int row = 0; row < k; row++)
                packed[(nint)row * width + j] = j < valid ? b[j * ldb + row] : 0;
        }
    }

    internal static void MultiplyPacked(
        bool transposedA, int m, int n, int k, float* a, nint lda, float* packed, float* c, nint ldc, bool accumulate)
    {
        nint aRow = transposedA ? 1 : lda, aStep = transposedA ? lda : 1;
        int block = Math.Max(BlockFloats / Math.Max(1, k) / 48 * 48, 48);
        for (int first = 0; first < m; first += block)
        {
            int rows = Math.Min(block, m - first);
            float* panel = packed;
            for (int from = 0; from < n;)
            {
                int vectors = PanelVectors(Vectors(n - from)), width = vectors * V.Width;
                var o = new TileOperands
                {
                    ARow = aRow, AStep = aStep, BStep = width, CRow = ldc, Segments = 1, Last = LastOf(width, n - from),
                };
                int steps = StepsAtOnce(k, PanelFloats * 2 / width);
                for (int done = 0; done < k || done == 0; done += steps)
                {
                    o.A = a + first * aRow + done * aStep;
                    o.B = panel + (nint)done * width;
                    o.C = c + first * ldc + from;
                    o.Steps = Math.Min(steps, k - done);
                    o.Accumulate = accumulate || done > 0;
                    Tiles.Run<V>(o, rows, vectors, maskedB: false);
                }

                panel += (nint)width * k;
                from += width;
            }
        }
    }

    internal static void Multiply(
        bool transposedA, int m, int n, int k, float* a, nint lda, float* b, nint ldb, float* c, nint ldc, bool accumulate)
    {
        nint aRow = transposedA ? 1 : lda, aStep = transposedA ? lda : 1;
        int steps = StepsAtOnce(k, Math.Max(64, PanelFloats / (m + n)));
        for (int done = 0; done < k || done == 0; done += steps)
        {
            for (int from = 0; from < n;)
            {
                int vectors = PanelVectors(Vectors(n - from)), width = vectors * V.Width;
                Tiles.Run<V>(
                    new TileOperands
                    {
                        A = a + done * aStep, ARow = aRow, AStep = aStep,
                        B = b + done * ldb + from, BStep = ldb,
                        C = c + from, CRow = ldc, Segments = 1, Steps = Math.Min(steps, k - done),
                        Last = LastOf(width, n - from), Accumulate = accumulate || done > 0,
                    },
                    m, vectors, maskedB: true);
                from += width;
            }
        }
    }

    /// <summary>Steps of each of the equal parts, none above <paramref name="most"/>, that a sum of k steps is cut into.</summary>
    private static int StepsAtOnce(int k, int most)
    {
        int parts = Math.Max(1, (k + most - 1) / most);
        return Math.Max(1, (k + parts - 1) / parts);
    }
}
