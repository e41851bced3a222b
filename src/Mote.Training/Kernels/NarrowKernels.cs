using Mote.Numerics.Fast;
using Mote.Training.Arithmetic;
using Mote.Training.Execution;
using Mote.Training.Networks;
using FastDropout = Mote.Numerics.Fast.Dropout;

namespace Mote.Training.Kernels;

/// <summary>
/// Roundings, and products with sums in narrow formats. All are products of matrices whose rows a <see cref="PatchTable"/> finds, and whose
/// sums go over products in one order, whatever chunks and threads there are.
/// </summary>
internal static unsafe class NarrowKernels
{
    /// <summary>Rows of a result that are computed at a time.</summary>
    private const int RowsAtOnce = 64;

    /// <returns>Null for operators of other kinds.</returns>
    public static Kernel<float>? Select(BoundNode<float> node)
    {
        if (node.Node.Op is RoundTo rounding) return new Kernel<float>(Round(rounding));
        if (node.Node.Op is not Accumulated accumulated) return null;
        var (x, y, sums) = (node.Inputs.Select(i => i.Shape).ToArray(), node.Outputs[0].Shape, accumulated.Sums.Sums);
        var op = accumulated.Op;
        if (op is Convolve c)
            return Rows(PatchTable.Forward(new(x[0], y, x[1][1], x[1][2], c.Steps, c.Padding)), y[3], sums,
                ByOutput(y[3], x[1].Elements / y[3]));
        if (op is ConvolveInputGradient i)
            return Rows(PatchTable.Backward(new(y, x[0], x[1][1], x[1][2], i.Steps, i.Padding)), y[3], sums,
                ByTap(x[1][0], x[1][1] * x[1][2], x[1][3]));
        if (op is ConvolveWeightGradient w)
            return OverBatch(PatchTable.Forward(new(x[0], x[1], y[1], y[2], w.Steps, w.Padding)), y[0], sums);
        if (op is Connect)
            return Rows(PatchTable.OfRows(y.Elements / x[1][0], x[1][1]), x[1][0], sums, ByOutput(x[1][0], x[1][1]));
        if (op is ConnectInputGradient)
            return Rows(PatchTable.OfRows(x[0].Elements / x[1][0], x[1][0]), x[1][1], sums, ByTap(x[1][0], 1, x[1][1]));
        if (op is ConnectWeightGradient)
            return OverBatch(PatchTable.OfRows(x[1].Elements / y[0], y[1]), y[0], sums);
        if (op is SumRows)
            return SumOverRows(PatchTable.OfRows(x[0].Elements / y[0], y[0]), sums);
        throw new InvalidOperationException($"{node.Node.Name}: {op.GetType().Name} has no sums of its own");
    }

    private static NodeKernel<float> Round(RoundTo op)
    {
        var grid = op.Format.Grid;
        return (in c) =>
        {
            var count = op.Mode == RoundingMode.Nearest
                ? Rounding.Nearest(grid, c.XElements(0), op.Factor, c.X(0), c.Y())
                : Rounding.Stochastic(grid, c.XElements(0), op.Factor, FastDropout.Key(c.Context.Seed, c.Context.Step, op.Stream),
                    (uint)c.First * (uint)c.XShape(0).Elements, c.X(0), c.Y());
            c.Context.Roundings?.Add(op.Role, count);
        };
    }

    /// <summary>Y = rows of the first operand · prepared matrix.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="columns">Of the result.</param>
    /// <param name="sums">How products are summed.</param>
    /// <param name="prepare">The matrix, [length of a row, padded columns], from the second operand.</param>
    private static Kernel<float> Rows(PatchTable table, int columns, ProductSums sums, NodeKernel<float> prepare)
    {
        var (padded, length) = (ProductSums.Padded(columns), table.Length);
        return new Kernel<float>(
            (in c) =>
            {
                var rows = Rows(c, table);
                float* gathered = c.Scratch, sum = gathered + NativeBlock<float>.Aligned(RowsAtOnce * length);
                for (long first = 0; first < rows; first += RowsAtOnce)
                {
                    var count = (int)Math.Min(RowsAtOnce, rows - first);
                    table.Gather(c.X(0), first, count, gathered, length);
                    sums.Clear(count, padded, sum);
                    for (var p = 0; p < length; p += sums.Block)
                        sums.Add(count, padded, Math.Min(sums.Block, length - p), gathered + p, length, 1,
                            c.Prepared + (long)p * padded, sum);
                    sums.Write(count, padded, sum, c.Y() + first * columns, columns);
                }
            },
            NativeBlock<float>.Aligned(RowsAtOnce * length) + sums.Floats(RowsAtOnce, padded), prepare, (long)length * padded);
    }

    /// <summary>[k, m] of weights [m, k].</summary>
    private static NodeKernel<float> ByOutput(int m, int k) => (in c) =>
    {
        var padded = ProductSums.Padded(m);
        for (var p = 0; p < k; p++)
        for (var o = 0; o < padded; o++)
            c.Prepared[(long)p * padded + o] = o < m ? c.X(1)[(long)o * k + p] : 0;
    };

    /// <summary>[taps·m, k] of weights [m, taps, k].</summary>
    private static NodeKernel<float> ByTap(int m, int taps, int k) => (in c) =>
    {
        var padded = ProductSums.Padded(k);
        for (var tap = 0; tap < taps; tap++)
        for (var o = 0; o < m; o++)
        for (var i = 0; i < padded; i++)
            c.Prepared[((long)tap * m + o) * padded + i] = i < k ? c.X(1)[((long)o * taps + tap) * k + i] : 0;
    };

    /// <summary>dW = dYᵀ · rows of the first operand, summed over all rows of the batch.</summary>
    private static Kernel<float> OverBatch(PatchTable table, int m, ProductSums sums)
    {
        var (length, padded) = (table.Length, ProductSums.Padded(table.Length));
        return new Kernel<float>(
            (in c) =>
            {
                var (begin, share) = c.Share(m);
                if (share > 0)
                    Sum(table, sums, Rows(c, table), c.X(0), c.X(1) + begin, m, share, c.Scratch, c.Y() + (long)begin * length);
            },
            Scratch(sums, padded, m), Parts: Math.Clamp(m / 8, 1, 4));
    }

    private static Kernel<float> SumOverRows(PatchTable table, ProductSums sums)
    {
        var padded = ProductSums.Padded(table.Length);
        return new Kernel<float>(
            (in c) =>
            {
                var one = c.Scratch;
                *one = 1;
                Sum(table, sums, Rows(c, table), c.X(0), one, 0, 1, c.Scratch + NativeBlock<float>.Aligned(1), c.Y());
            },
            NativeBlock<float>.Aligned(1) + Scratch(sums, padded, 1));
    }

    /// <summary>Of the batch, or of a whole value.</summary>
    private static long Rows(in NodeCall<float> c, PatchTable table) => (c.XIsPerExample(0) ? c.Count : 1L) * table.Rows;

    private static long Scratch(ProductSums sums, int padded, int rows) =>
        NativeBlock<float>.Aligned((long)sums.Block * padded) + sums.Floats(rows, padded);

    /// <summary>to[i,j] = Σ a[r,i]·row r[j]</summary>
    /// <param name="table">Rows.</param>
    /// <param name="sums">How products are summed.</param>
    /// <param name="rows">How many.</param>
    /// <param name="x">What they are of.</param>
    /// <param name="a">The first factor of the first row.</param>
    /// <param name="step">Floats from one row's factors to the next's.</param>
    /// <param name="m">Rows of the result.</param>
    /// <param name="scratch">Memory.</param>
    /// <param name="to">The result.</param>
    private static void Sum(PatchTable table, ProductSums sums, long rows, float* x, float* a, int step, int m, float* scratch, float* to)
    {
        var padded = ProductSums.Padded(table.Length);
        var sum = scratch + NativeBlock<float>.Aligned((long)sums.Block * padded);
        sums.Clear(m, padded, sum);
        for (long first = 0; first < rows; first += sums.Block)
        {
            var count = (int)Math.Min(sums.Block, rows - first);
            table.Gather(x, first, count, scratch, padded);
            sums.Add(m, padded, count, a + first * step, 1, step, scratch, sum);
        }
        sums.Write(m, padded, sum, to, table.Length);
    }
}
