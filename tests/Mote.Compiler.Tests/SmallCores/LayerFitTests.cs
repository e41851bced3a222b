using Mote.Compiler.SmallCores;
using Mote.Numerics;

namespace Mote.Compiler.Tests.SmallCores;

/// <summary>The cheap form of a rescaling gives the reference's output for every sum there is.</summary>
public class LayerFitTests
{
    public static TheoryData<int, int, int, int, int> Cases
    {
        get
        {
            var data = new TheoryData<int, int, int, int, int>();
            foreach (var (zeroPoint, low) in ((int, int)[])[(-128, -128), (14, -128), (0, -128), (-3, -3), (127, -128), (-128, -100)])
                foreach (var shift in (int[])[0, -1, -3, -5, -7, -8, -9, -10])
                    data.Add(1278221461, shift, zeroPoint, low, 200_000);
            // Ties: the factor is a power of two.
            foreach (var shift in (int[])[0, -2, -4, -6, -8])
            {
                data.Add(1 << 30, shift, 14, -128, 100_000);
                data.Add(1 << 30, shift, -128, -128, 100_000);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_sum_is_rescaled_as_the_reference_does(int multiplier, int shift, int zeroPoint, int low, int reach)
    {
        var factor = new QuantizedMultiplier(multiplier, shift);
        var fit = LayerFit.Of([factor], zeroPoint, (low, 127), [(-reach, reach)]);
        Assert.NotNull(fit);
        for (var sum = -reach; sum <= reach; sum++)
        {
            var expected = Math.Clamp(FixedPoint.Multiply(sum, factor) + zeroPoint, low, 127);
            if (Rescaled(fit, sum) != expected) Assert.Fail($"sum {sum}: {Rescaled(fit, sum)} instead of {expected}");
        }
    }

    /// <summary>As the routines compute it, in 32 bits.</summary>
    private static int Rescaled(LayerFit fit, int sum)
    {
        var (form, c) = (fit.Form, fit.Channels[0]);
        checked
        {
            var s = Math.Clamp(sum - c.Origin, -c.Half, c.Half);
            var t = form.Parts > 2 ? (s * c.Parts[0]) >> form.Bits : 0;
            var offset = c.Offset + (form.BySign && s < 0 ? c.Negative : 0);
            t = (t + s * c.Parts[form.Parts - 2] + offset) >> form.Bits;
            t += s * c.Parts[form.Parts - 1];
            var y = form.BySign ? ((t >> (form.LastShift - 1)) + 2 * form.Middle + 1) >> 1 : (t >> form.LastShift) + form.Middle;
            return Math.Min(Math.Max(y, form.Bottom ?? y), form.Top ?? Math.Max(y, form.Bottom ?? y));
        }
    }
}
