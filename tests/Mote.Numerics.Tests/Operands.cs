using Mote.Numerics;

namespace Mote.Numerics.Tests;

/// <summary>Operands by case number: extremes first, then random ones, many of them made to fall on a rounding tie.</summary>
internal static class Operands
{
    private static readonly int[] Extremes =
        [int.MinValue, int.MinValue + 1, -(1 << 30), -3, -2, -1, 0, 1, 2, 3, (1 << 30) - 1, 1 << 30, (1 << 30) + 1, int.MaxValue - 1, int.MaxValue];

    private static int Any(RandomStream random) => (int)random.NextUInt64() >> random.Next(0, 31);

    public static (int A, int B) Pair(int i)
    {
        if (i < Extremes.Length * Extremes.Length) return (Extremes[i / Extremes.Length], Extremes[i % Extremes.Length]);
        var random = new RandomStream((ulong)i);
        if (i % 2 == 0) return (Any(random), Any(random));
        // a · b = k · 2^31 + 2^30 exactly: a power of two below, an odd number above.
        var shift = random.Next(0, 31);
        var odd = (Any(random) >> 8) | 1;
        return (odd << Math.Min(shift, 7), 1 << (30 - Math.Min(shift, 7)));
    }

    public static (int X, int Exponent) Division(int i)
    {
        if (i < Extremes.Length * 32) return (Extremes[i / 32], i % 32);
        var random = new RandomStream((ulong)i);
        var exponent = random.Next(0, 32);
        var x = Any(random);
        // (k + 1/2) · 2^exponent, and its neighbours.
        if (i % 2 == 0 && exponent is > 0 and < 31) x = (int)((((long)x >> exponent) << exponent) + (1L << (exponent - 1)) + random.Next(-1, 2));
        return (x, exponent);
    }

    public static (int X, QuantizedMultiplier Factor) Rescaling(int i)
    {
        var random = new RandomStream((ulong)i);
        var multiplier = i % 3 == 0 ? 1 << 30 : random.Next(1 << 30, int.MaxValue);
        var shift = random.Next(-31, i % 5 == 0 ? 32 : 3);
        var x = i < Extremes.Length ? Extremes[i] : Any(random);
        // Half of the results near a tie of the second rounding.
        if (i % 2 == 0 && shift < 0 && shift > -24)
            x = (int)Math.Clamp((random.Next(-300, 300) + 0.5) * Math.ScaleB(1, 31 - shift) / multiplier + random.Next(-1, 2), int.MinValue, int.MaxValue);
        return (x, new QuantizedMultiplier(multiplier, shift));
    }

    /// <summary>Sums of up to 64 bits as two halves, multiplier, shift; most sums within 48 bits, half of the results near a tie.</summary>
    public static int[] WideRescaling(int i)
    {
        var random = new RandomStream((ulong)i);
        var multiplier = i % 7 == 0 ? random.Next(0x7FFE0000, int.MaxValue) : random.Next(1 << 30, int.MaxValue);
        var shift = random.Next(-31, i % 5 == 0 ? 15 : 3);
        var x = (long)random.NextUInt64() >> (i % 11 == 0 ? 0 : random.Next(16, 64));
        if (i % 2 == 0) x = (long)((random.Next(-40000, 40000) + 0.5) * Math.ScaleB(1, 15 - shift) / (multiplier >> 16)) + random.Next(-1, 2);
        return [(int)(x >> 32), (int)x, multiplier, shift];
    }

    /// <summary>Q5.26 in (-32, 0].</summary>
    public static int Exponent(int i) => i < 70_000 ? -i : -(int)(new RandomStream((ulong)i).NextUInt64() >> (33 + i % 12));

    public static int Positive(int i) => i < 70_000 ? i + 1 : Math.Max(1, (int)(new RandomStream((ulong)i).NextUInt64() >> (33 + i % 31)));

    /// <summary>Floats around everything where the exponential changes its mind, then all magnitudes.</summary>
    public static float Real(int i)
    {
        float[] edges = [0, -0f, 88.72283f, -87.33654f, 88.5f, -87.5f, 0.34657359f, -0.34657359f, 1, -1, float.Epsilon, -float.Epsilon, 1.17549435e-38f,
            float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 89, -88, 103.9f, -104];
        const int around = 2000;
        if (i < edges.Length * around)
        {
            var bits = BitConverter.SingleToInt32Bits(edges[i / around]);
            return BitConverter.Int32BitsToSingle(bits + i % around - around / 2);
        }
        var random = new RandomStream((ulong)i);
        return i % 2 == 0 ? BitConverter.Int32BitsToSingle((int)random.NextUInt64()) : (float)(random.NextDouble() * 200 - 100);
    }
}
