using Mote.Numerics;

namespace Mote.Compiler.SmallCores;

/// <summary>
/// Where a channel's output, a monotone function of its sum, takes each of its steps. A function with the same steps is the same
/// function, however the two round: so the reference's two roundings can be replaced by one cheap form.
/// </summary>
public sealed class OutputSteps
{
    private readonly long[] _steps;

    private OutputSteps(QuantizedMultiplier factor, long origin, int first, long[] steps, long least, long most)
    {
        (Factor, Origin, First, _steps) = (factor, origin, first, steps);
        var (below, above) = steps.Length == 0 ? (least, most) : (steps[0] - 1, steps[^1]);
        Half = Math.Max(Math.Abs(below), Math.Abs(above));
        Least = Math.Max(least, -Half);
        Most = Math.Min(most, Half);
    }

    public QuantizedMultiplier Factor { get; }

    /// <summary>The sum at which the output comes to the middle of its range, or 0; all that follows is relative to it.</summary>
    public long Origin { get; }

    /// <summary>Between -Half and Half lie all steps: a sum may be clamped to that.</summary>
    public long Half { get; }

    /// <summary>The output of the least sum, relative to the middle.</summary>
    public int First { get; }

    /// <summary>The sums that reach the output <see cref="First"/> + 1 and on.</summary>
    public ReadOnlySpan<long> Steps => _steps;

    /// <summary>The least sum there is, after clamping.</summary>
    public long Least { get; }

    public long Most { get; }

    /// <param name="factor">Of the rescaling.</param>
    /// <param name="zeroPoint">Added after it.</param>
    /// <param name="clamp">Then it is clamped.</param>
    /// <param name="middle">What outputs are relative to.</param>
    /// <param name="fromZero">Whether the origin is 0 rather than where the output comes to the middle.</param>
    /// <param name="least">What the sum can be at least, over all inputs.</param>
    /// <param name="most">And at most.</param>
    /// <returns>Null where sums may wrap, whose function is not monotone.</returns>
    public static OutputSteps? Of(
        QuantizedMultiplier factor, int zeroPoint, (int Low, int High) clamp, int middle, bool fromZero, long least, long most)
    {
        var (low, high) = clamp;
        var limit = (1L << 30) >> Math.Max(factor.Shift, 0);
        if (factor.Multiplier <= 0 || factor.Shift is < -31 or > 20 || least < -limit || most > limit) return null;
        var origin = fromZero ? 0 : FirstReaching(middle, -limit, limit);
        var (first, last) = (Math.Clamp(Output(least), low, high), Math.Clamp(Output(most), low, high));
        var steps = new long[last - first];
        for (var i = 0; i < steps.Length; i++) steps[i] = FirstReaching(first + 1 + i, least, most) - origin;
        return new OutputSteps(factor, origin, first - middle, steps, least - origin, most - origin);

        int Output(long sum) => FixedPoint.Multiply((int)sum, factor) + zeroPoint;

        long FirstReaching(int output, long from, long to)
        {
            while (from < to)
            {
                var between = from + ((to - from) >> 1);
                if (Output(between) >= output) to = between;
                else from = between + 1;
            }
            return from;
        }
    }
}
