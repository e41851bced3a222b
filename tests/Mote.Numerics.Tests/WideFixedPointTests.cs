using System.Numerics;
using Mote.Numerics;

namespace Mote.Numerics.Tests;

/// <summary>The rescaling of wide sums against its definition in whole numbers.</summary>
public class WideFixedPointTests
{
    [Fact]
    public void Rescaling_rounds_once_with_the_upper_half_of_the_multiplier()
    {
        for (var i = 0; i < 200_000; i++)
        {
            var o = Operands.WideRescaling(i);
            var x = ((long)o[0] << 32) | (uint)o[1];
            if (Math.Abs((double)x) >= 1L << 47) continue;
            // round(m / 2^16), but never 2^15.
            var reduced = BigInteger.Min(((long)o[2] + (1 << 15)) / (1 << 16), short.MaxValue);
            var unit = BigInteger.One << (15 - o[3]);
            var nearest = Floor(2 * x * reduced + unit, 2 * unit);
            var expected = (int)(uint)(nearest & uint.MaxValue);
            Assert.Equal(expected, FixedPoint.MultiplyWide(x, new QuantizedMultiplier(o[2], o[3])));
        }
    }

    private static BigInteger Floor(BigInteger a, BigInteger b) => (a - (((a % b) + b) % b)) / b;
}
