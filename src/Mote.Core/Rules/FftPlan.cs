namespace Mote.Core.Rules;

/// <summary>
/// How a transform of real numbers is done: as one of half as many complex ones, in stages of radix 4, then 2, 3 and 5, the last
/// one first. The order is that of the reference, for integers are rounded after each stage.
/// </summary>
public static class FftPlan
{
    public const int LongestLength = 1 << 16;

    /// <summary>Radices of a complex transform, the outermost first.</summary>
    public static IReadOnlyList<int> Factors(int points)
    {
        var factors = new List<int>();
        foreach (var radix in (ReadOnlySpan<int>)[4, 2, 3, 5])
            for (; points % radix == 0 && points > 1; points /= radix) factors.Add(radix);
        return points == 1 ? factors : throw new ArgumentException($"{points} has other factors than 2, 3 and 5");
    }

    /// <summary>What is wrong with a length; null if nothing is.</summary>
    public static string? Problem(int length)
    {
        if (length < 4 || length > LongestLength || length % 2 != 0)
            return $"a transform of length {length} is not supported; even lengths from 4 to {LongestLength} are.";
        var rest = length;
        foreach (var prime in (ReadOnlySpan<int>)[2, 3, 5])
            while (rest % prime == 0) rest /= prime;
        return rest == 1 ? null : $"a transform of length {length} is not supported: it has other prime factors than 2, 3 and 5.";
    }

    /// <summary>How many of the roots of unity e^(2πi·k/points) the stages use: k from 0.</summary>
    public static int RootsUsed(int points)
    {
        var (used, step, size) = (1, 1, points);
        foreach (var radix in Factors(points))
        {
            size /= radix;
            used = Math.Max(used, 1 + (radix - 1) * (size - 1) * step);
            // The third and fifth roots of unity themselves.
            if (radix is 3 or 5) used = Math.Max(used, 1 + radix / 2 * size * step);
            step *= radix;
        }
        return used;
    }
}
