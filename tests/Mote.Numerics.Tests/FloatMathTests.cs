using Mote.Numerics;

namespace Mote.Numerics.Tests;

public class FloatMathTests
{
    private static int Ulps(float x, int i)
    {
        var y = FloatMath.Exp(x);
        var exact = Math.Exp(x);
        if (exact < 1.17549435e-38)
        {
            // Below the normal numbers the result is zero, or the smallest of them by rounding.
            Assert.True(y == 0 || y < 1.1755e-38f, $"case {i}: e^{x:R} is {y:R}");
            return 0;
        }
        if (exact > float.MaxValue)
        {
            Assert.True(float.IsPositiveInfinity(y) || y > 3.4028e38f, $"case {i}: e^{x:R} is {y:R}");
            return 0;
        }
        return Math.Abs(BitConverter.SingleToInt32Bits(y) - BitConverter.SingleToInt32Bits((float)exact));
    }

    [Fact]
    public void The_exponential_is_within_two_units_in_the_last_place()
    {
        var worst = 0;
        for (var i = 0; i < 2_000_000; i++)
        {
            var x = Operands.Real(i);
            if (float.IsNaN(x)) Assert.True(float.IsNaN(FloatMath.Exp(x)));
            else
            {
                var ulps = Ulps(x, i);
                Assert.True(ulps <= 2, $"case {i}: e^{x:R} is {FloatMath.Exp(x):R}, {Math.Exp(x):R} is expected: {ulps} ulp");
                worst = Math.Max(worst, ulps);
            }
        }
        TestContext.Current.SendDiagnosticMessage($"worst: {worst} ulp");
    }

    [Fact]
    public void The_exponential_has_its_known_values()
    {
        Assert.Equal(1, FloatMath.Exp(0));
        Assert.Equal(1, FloatMath.Exp(-0f));
        Assert.Equal(float.PositiveInfinity, FloatMath.Exp(float.PositiveInfinity));
        Assert.Equal(0, FloatMath.Exp(float.NegativeInfinity));
        Assert.Equal(float.PositiveInfinity, FloatMath.Exp(89));
        Assert.Equal(0, FloatMath.Exp(-88));
        Assert.True(float.IsNaN(FloatMath.Exp(float.NaN)));
    }
}
