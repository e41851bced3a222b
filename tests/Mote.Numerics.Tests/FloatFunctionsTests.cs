using Mote.Numerics;

namespace Mote.Numerics.Tests;

/// <summary>Single-precision functions against double precision, in units in the last place.</summary>
public class FloatFunctionsTests
{
    private const int Cases = 1_000_000;

    private static readonly (string Name, Func<float, float> Function, Func<double, double> Exact)[] Functions =
    [
        ("sqrt", FloatFunctions.Sqrt, Math.Sqrt),
        ("log", FloatFunctions.Log, Math.Log),
        ("sin", FloatFunctions.Sin, Math.Sin),
        ("cos", FloatFunctions.Cos, Math.Cos),
        ("tanh", FloatFunctions.Tanh, Math.Tanh),
        ("elu", FloatFunctions.Elu, x => x < 0 ? ExpMinusOne(x) : x),
        ("floor", FloatFunctions.Floor, Math.Floor),
        ("ceil", FloatFunctions.Ceil, Math.Ceiling),
        ("round", FloatFunctions.Round, x => Math.Round(x, MidpointRounding.ToEven)),
    ];

    public static TheoryData<string> Names => [.. Functions.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_is_within_two_units_in_the_last_place(string name)
    {
        var (_, function, exact) = Functions.Single(f => f.Name == name);
        var worst = 0L;
        for (var i = 0; i < Cases; i++)
        {
            var x = Operands.Real(i);
            var (y, e) = (function(x), (float)exact(x));
            if (float.IsNaN(e))
            {
                Assert.True(float.IsNaN(y), $"case {i}: {name} of {x:R} is {y:R}");
                continue;
            }
            var ulps = Math.Abs((long)Ordered(y) - Ordered(e));
            // Below the normal numbers there are no relative errors to speak of.
            if (ulps > 2 && !(Math.Abs(e) < 1.2e-38f && Math.Abs(y) < 1.2e-38f)) Assert.Fail($"case {i}: {name} of {x:R} is {y:R}, {e:R} is expected: {ulps} ulp");
            worst = Math.Max(worst, ulps);
        }
        TestContext.Current.SendDiagnosticMessage($"{name}, worst: {worst} ulp");
    }

    [Fact]
    public void Quotients_and_remainders_are_exact()
    {
        for (var i = 0; i < 200_000; i++)
        {
            var (a, b) = (Operands.Real(i), Operands.Real(i * 7 + 3));
            var remainder = a % b;
            var expected = remainder != 0 && b < 0 != remainder < 0 ? remainder + b : remainder;
            Assert.True(Same(expected, FloatFunctions.FloorMod(a, b)), $"case {i}: {a:R} mod {b:R} is {FloatFunctions.FloorMod(a, b):R}, {expected:R} is expected");
            var quotient = (float)Math.Floor(a / (double)b);
            Assert.True(Same(quotient, FloatFunctions.FloorDiv(a, b)), $"case {i}: {a:R} div {b:R} is {FloatFunctions.FloorDiv(a, b):R}, {quotient:R} is expected");
        }

        static bool Same(float a, float b) => a == b || (float.IsNaN(a) && float.IsNaN(b));
    }

    /// <summary>Without loss near zero.</summary>
    private static double ExpMinusOne(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 + x * x * x / 6 : Math.Exp(x) - 1;

    /// <summary>Neighbouring floats as neighbouring integers; both zeros are 0.</summary>
    private static int Ordered(float x) => BitConverter.SingleToInt32Bits(x) is var bits && bits < 0 ? int.MinValue - bits : bits;
}
