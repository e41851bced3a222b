using Mote.Numerics.Fast;

namespace Mote.Training.Arithmetic;

/// <summary>What became of the numbers of a role.</summary>
/// <param name="Role">Which.</param>
/// <param name="Numbers">How many were rounded.</param>
/// <param name="Saturated">How many were beyond the format's limits.</param>
/// <param name="Vanished">How many became zero and were not.</param>
public sealed record RoleRounding(TensorRole Role, long Numbers, long Saturated, long Vanished)
{
    /// <summary>In [0, 1].</summary>
    public double SaturatedShare => Numbers == 0 ? 0 : Saturated / (double)Numbers;

    /// <summary>In [0, 1].</summary>
    public double VanishedShare => Numbers == 0 ? 0 : Vanished / (double)Numbers;
}

/// <summary>Counts by role. Any thread may add; sums of integers do not depend on the order.</summary>
internal sealed class RoundingStatistics
{
    private const int Each = 3;

    private readonly long[] _counts = new long[Enum.GetValues<TensorRole>().Length * Each];

    public void Add(TensorRole role, RoundingCount count)
    {
        var at = (int)role * Each;
        Interlocked.Add(ref _counts[at], count.Numbers);
        Interlocked.Add(ref _counts[at + 1], count.Saturated);
        Interlocked.Add(ref _counts[at + 2], count.Vanished);
    }

    public long[] Save() => [.. _counts];

    /// <param name="counts">Of <see cref="Save"/>; others begin anew.</param>
    public void Restore(ReadOnlySpan<long> counts)
    {
        Array.Clear(_counts);
        if (counts.Length == _counts.Length) counts.CopyTo(_counts);
    }

    /// <summary>Roles of which anything was rounded.</summary>
    public static IEnumerable<RoleRounding> Roles(long[] counts) => Enum.GetValues<TensorRole>()
        .Select(r => new RoleRounding(r, counts[(int)r * Each], counts[(int)r * Each + 1], counts[(int)r * Each + 2]))
        .Where(r => r.Numbers > 0);
}
