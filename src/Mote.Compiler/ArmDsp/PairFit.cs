namespace Mote.Compiler.ArmDsp;

/// <summary>
/// A function of two int8 that adds, rescales and clamps, as a sum of two terms that is shifted and saturated:
/// <code>y = ssat8((A[a] + B[b]) >> N)</code>
/// The definition is known for all 65,536 pairs, so a fit is a proof: an addend must bring the sum of each pair into the 2^N values that
/// give its result. Terms are products with a factor where some factors do, a multiplication each; otherwise tables.
/// </summary>
/// <param name="Shift">N.</param>
/// <param name="A">The addend included; by a + 128.</param>
/// <param name="B">By b + 128.</param>
/// <param name="Factors">Of a and b, and the addend, where the terms are products.</param>
internal sealed record PairFit(int Shift, int[] A, int[] B, (int A, int B, int Addend)? Factors)
{
    private const int Values = 256, MostShift = 23, LeastShift = 16;

    // Factors beside the exact ones.
    private const int Neighbours = 4;

    /// <param name="results">By 256·(a + 128) + b + 128.</param>
    /// <param name="a">What each a contributes, in steps of the result.</param>
    /// <param name="b">What each b contributes.</param>
    /// <param name="tables">Whether tables may serve.</param>
    public static PairFit? Of(ReadOnlySpan<sbyte> results, ReadOnlySpan<double> a, ReadOnlySpan<double> b, bool tables)
    {
        for (var shift = MostShift; shift >= LeastShift; shift--)
        {
            // Terms are straight lines but for their roundings: these are what the two ends say of them.
            var (first, second) = (Slope(a, shift), Slope(b, shift));
            for (var i = 0; i <= 2 * Neighbours; i++)
                for (var j = 0; j <= 2 * Neighbours; j++)
                {
                    var (fa, fb) = (Near(first, i), Near(second, j));
                    if (Math.Abs(fa) + Math.Abs(fb) >= 1L << 24) continue;
                    var (lineA, lineB) = (Line((int)fa), Line((int)fb));
                    if (Addend(results, lineA, lineB, shift) is { } c)
                        return new PairFit(shift, [.. lineA.Select(v => v + c)], lineB, ((int)fa, (int)fb, c));
                }
            if (!tables || Terms(a, shift) is not { } tableA || Terms(b, shift) is not { } tableB) continue;
            if (Addend(results, tableA, tableB, shift) is { } addend)
                return new PairFit(shift, [.. tableA.Select(v => v + addend)], tableB, null);
        }
        return null;

        static long Slope(ReadOnlySpan<double> terms, int shift) =>
            (long)Math.Round((terms[Values - 1] - terms[0]) / (Values - 1) * (1 << shift));

        static long Near(long exact, int i) => exact + (i % 2 == 0 ? -i / 2 : (i + 1) / 2);

        static int[] Line(int factor) => [.. Enumerable.Range(-128, Values).Select(v => v * factor)];
    }

    private static int[]? Terms(ReadOnlySpan<double> terms, int shift)
    {
        var table = new int[Values];
        for (var i = 0; i < Values; i++)
        {
            var term = Math.Round(terms[i] * (1 << shift));
            if (Math.Abs(term) >= 1 << 30) return null;
            table[i] = (int)term;
        }
        return table;
    }

    /// <summary>What brings all pairs to their results, or null.</summary>
    private static int? Addend(ReadOnlySpan<sbyte> results, int[] a, int[] b, int shift)
    {
        // Neither term with the addend nor the sum may leave 32 bits.
        var least = int.MinValue - Math.Min(Math.Min(0L, a.Min()), (long)a.Min() + b.Min());
        var most = int.MaxValue - Math.Max(Math.Max(0L, a.Max()), (long)a.Max() + b.Max());
        for (var i = 0; i < results.Length && least <= most; i++)
        {
            var sum = (long)a[i / Values] + b[i % Values];
            if (results[i] > sbyte.MinValue) least = Math.Max(least, ((long)results[i] << shift) - sum);
            if (results[i] < sbyte.MaxValue) most = Math.Min(most, (((long)results[i] + 1) << shift) - 1 - sum);
        }
        return least <= most ? (int)((least + most) >> 1) : null;
    }
}
