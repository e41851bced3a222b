using Mote.Numerics;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// What an output channel makes of its sum a: clamp(rescale(a + Offset) + ZeroPoint), for every a that its weights and bias let happen.
/// </summary>
/// <param name="Factor">Of the two roundings; see <see cref="FixedPoint.Multiply"/>.</param>
/// <param name="ZeroPoint">The output's.</param>
/// <param name="Low">Least stored result, in int8.</param>
/// <param name="High">Largest stored result, in int8.</param>
/// <param name="From">Least a that can be reached.</param>
/// <param name="To">Largest a that can be reached.</param>
/// <param name="Offset">Part of the bias that the sum leaves out, so that it stays small.</param>
public sealed record RescaledChannel(QuantizedMultiplier Factor, int ZeroPoint, int Low, int High, int From, int To, int Offset = 0)
{
    /// <summary>The definition.</summary>
    public int At(int a) => Math.Clamp(unchecked(FixedPoint.Multiply(a + Offset, Factor) + ZeroPoint), Low, High);

    /// <summary>
    /// Whether larger sums never give smaller results: so it is as long as nothing wraps. Both roundings are monotone, for the
    /// multiplier is not negative.
    /// </summary>
    public bool IsMonotone
    {
        get
        {
            var left = Math.Clamp(Factor.Shift, 0, 31);
            return Factor.Multiplier >= 0 && From <= To && Holds(From) && Holds(To);

            bool Holds(int a)
            {
                var shifted = ((long)a + Offset) << left;
                if (shifted is < int.MinValue or > int.MaxValue) return false;
                return (long)FixedPoint.Multiply(a + Offset, Factor) + ZeroPoint is >= int.MinValue and <= int.MaxValue;
            }
        }
    }

    /// <summary>For k = Low + 1 .. High the least a whose result is at least k; To + 1 if there is none. Monotone ones only.</summary>
    public int[] Thresholds()
    {
        var thresholds = new int[High - Low];
        var from = From;
        for (var i = 0; i < thresholds.Length; i++)
        {
            var (below, reached) = ((long)from - 1, (long)To + 1);
            while (reached - below > 1)
            {
                var middle = (below + reached) >> 1;
                if (At((int)middle) > Low + i) reached = middle;
                else below = middle;
            }
            thresholds[i] = from = (int)reached;
            if (reached > To)
            {
                Array.Fill(thresholds, from, i, thresholds.Length - i);
                break;
            }
        }
        return thresholds;
    }
}
