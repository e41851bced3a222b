using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Numerics.Fast;

/// <summary>What became of numbers that were rounded.</summary>
/// <param name="Numbers">How many there were.</param>
/// <param name="Saturated">How many lay beyond the least or the largest number of the format.</param>
/// <param name="Vanished">How many were not zero and became zero.</param>
public readonly record struct RoundingCount(long Numbers, long Saturated, long Vanished)
{
    public static RoundingCount operator +(RoundingCount a, RoundingCount b) =>
        new(a.Numbers + b.Numbers, a.Saturated + b.Saturated, a.Vanished + b.Vanished);
}

/// <summary>Rounds buffers to a <see cref="RoundingGrid"/>, eight numbers at a time; what is no number stays so.</summary>
public static unsafe class Rounding
{
    private const int Exponents = 0x7F800000;

    /// <summary>y[i] = the number nearest to factor·x[i]; y may be x.</summary>
    public static RoundingCount Nearest(in RoundingGrid grid, int n, float factor, float* x, float* y) =>
        Round(grid, n, factor, x, y, stochastic: false, 0, 0);

    /// <summary>y[i] = one of the two numbers around factor·x[i], drawn by bits of element first + i; y may be x.</summary>
    public static RoundingCount Stochastic(in RoundingGrid grid, int n, float factor, ulong key, uint first, float* x, float* y) =>
        Round(grid, n, factor, x, y, stochastic: true, key, first);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static RoundingCount Round(
        in RoundingGrid grid, int n, float factor, float* x, float* y, bool stochastic, ulong key, uint first)
    {
        var least = Vector256.Create((grid.LeastExponent + 127) << 23);
        var most = Vector256.Create((grid.MostExponent + 127) << 23);
        var inverse = Vector256.Create((254 + grid.FractionBits) << 23);
        var spacing = Vector256.Create(grid.FractionBits << 23);
        var (low, high) = (Vector256.Create(grid.Low), Vector256.Create(grid.High));
        var (keyLow, keyHigh) = (Vector256.Create((uint)key), Vector256.Create((uint)(key >> 32)));
        var index = Vector256<uint>.Indices + Vector256.Create(first);
        var (saturated, vanished) = (Vector256<int>.Zero, Vector256<int>.Zero);
        var i = 0;
        for (; i + 8 <= n; i += 8, index += Vector256.Create(8u))
        {
            var v = Vector256.Load(x + i) * factor;
            var e = Vector256.Min(Vector256.Max(v.AsInt32() & Vector256.Create(Exponents), least), most);
            var scaled = v * (inverse - e).AsSingle();
            Vector256<float> whole;
            if (stochastic)
            {
                whole = Vector256.Floor(scaled);
                var up = Vector256.LessThan(CounterBits.Unit(keyLow, keyHigh, index), scaled - whole);
                whole += up & Vector256<float>.One;
            }
            else
            {
                whole = Vector256.Round(scaled, MidpointRounding.ToEven);
            }
            var r = whole * (e - spacing).AsSingle();
            var (above, below) = (Vector256.GreaterThan(r, high), Vector256.LessThan(r, low));
            r = Vector256.ConditionalSelect(above, high, Vector256.ConditionalSelect(below, low, r));
            r.Store(y + i);
            saturated -= (above | below).AsInt32();
            vanished -= Vector256.AndNot(Vector256.Equals(r, Vector256<float>.Zero), Vector256.Equals(v, Vector256<float>.Zero)).AsInt32();
        }
        long beyond = Vector256.Sum(saturated), zeros = Vector256.Sum(vanished);
        for (; i < n; i++)
        {
            var v = x[i] * factor;
            var r = stochastic ? grid.Stochastic(v, CounterBits.Unit(key, first + (uint)i)) : grid.Nearest(v);
            y[i] = r;
            if (r == 0 && v != 0) zeros++;
            // What is rounded up to the limit has not been cut off.
            if ((r == grid.High || r == grid.Low) && (v > grid.High || v < grid.Low) && Beyond(grid, v, stochastic, key, first + (uint)i))
                beyond++;
        }
        return new RoundingCount(n, beyond, zeros);
    }

    private static bool Beyond(in RoundingGrid grid, float v, bool stochastic, ulong key, uint index)
    {
        var wide = grid with { Low = float.NegativeInfinity, High = float.PositiveInfinity };
        var r = stochastic ? wide.Stochastic(v, CounterBits.Unit(key, index)) : wide.Nearest(v);
        return r > grid.High || r < grid.Low;
    }
}
