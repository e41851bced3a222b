namespace Mote.Numerics;

/// <summary>
/// SplitMix64: a small generator whose stream never changes between versions or platforms (System.Random promises neither).
/// </summary>
public sealed class RandomStream(ulong seed)
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [low, high).</summary>
    public int Next(int low, int high)
    {
        if (high <= low) throw new ArgumentOutOfRangeException(nameof(high), "the range is empty");
        return (int)(low + (long)(NextUInt64() % (ulong)((long)high - low)));
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Normal with mean 0 and variance 1 (Box and Muller).</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }
}
