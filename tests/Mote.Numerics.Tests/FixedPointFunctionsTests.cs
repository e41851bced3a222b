using Mote.Numerics;

namespace Mote.Numerics.Tests;

/// <summary>Fixed-point functions against double precision: they approximate what their names say.</summary>
public class FixedPointFunctionsTests
{
    [Fact]
    public void Logistic_and_tanh_are_near()
    {
        for (long raw = int.MinValue + 1; raw <= int.MaxValue; raw += 9973)
        {
            var x = Math.ScaleB(raw, -27);
            Assert.Equal(1 / (1 + Math.Exp(-x)), Math.ScaleB(FixedPointFunctions.Logistic((int)raw), -31), 1e-5);
            Assert.Equal(Math.Tanh(x), Math.ScaleB(FixedPointFunctions.Tanh((int)raw), -31), 1e-5);
        }
        Assert.Equal(1 << 30, FixedPointFunctions.Logistic(0));
        Assert.Equal(0, FixedPointFunctions.Tanh(0));
    }

    [Fact]
    public void Logarithm_is_near()
    {
        for (long raw = 1 << 19; raw <= int.MaxValue; raw += 9973)
            Assert.Equal(Math.Log(Math.ScaleB(raw, -19)), Math.ScaleB(FixedPointFunctions.LogOfAtLeastOne((int)raw), -26), 1e-4);
    }

    [Fact]
    public void Inverse_square_root_is_near()
    {
        for (long x = 1; x <= int.MaxValue; x += 1 + x / 1000)
        {
            var y = FixedPointFunctions.InverseSqrt((int)x);
            Assert.Equal(1, Math.ScaleB(y.Multiplier, y.Shift - 31) * Math.Sqrt(x), 1e-3);
        }
    }
}
