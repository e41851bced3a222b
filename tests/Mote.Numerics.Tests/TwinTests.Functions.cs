using Mote.Numerics;

namespace Mote.Numerics.Tests;

/// <summary>Twins of the further elementary functions.</summary>
public partial class TwinTests
{
    private static readonly (string Call, Func<float, float> Function)[] Elementary =
    [
        ("mote_sqrt_f32(real(x[0]))", FloatFunctions.Sqrt),
        ("mote_log_f32(real(x[0]))", FloatFunctions.Log),
        ("mote_wave_f32(real(x[0]), 0u)", FloatFunctions.Sin),
        ("mote_wave_f32(real(x[0]), 1u)", FloatFunctions.Cos),
        ("mote_tanh_f32(real(x[0]))", FloatFunctions.Tanh),
        ("mote_elu_f32(real(x[0]))", FloatFunctions.Elu),
        ("mote_logistic_f32(real(x[0]))", FloatFunctions.Logistic),
        ("mote_hard_swish_f32(real(x[0]))", FloatFunctions.HardSwish),
        ("mote_gelu_f32(real(x[0]))", FloatFunctions.Gelu),
        ("mote_gelu_tanh_f32(real(x[0]))", FloatFunctions.GeluTanh),
        ("mote_floor_f32(real(x[0]))", FloatFunctions.Floor),
        ("mote_ceil_f32(real(x[0]))", FloatFunctions.Ceil),
        ("mote_round_f32(real(x[0]))", FloatFunctions.Round),
    ];

    public static TheoryData<string, bool> ElementaryCalls
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var (call, _) in Elementary)
            {
                data.Add(call, false);
                data.Add(call, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ElementaryCalls))]
    public void Elementary_functions(string call, bool sanitize)
    {
        var function = Elementary.Single(e => e.Call == call).Function;
        Compare(sanitize, "mote_float_functions.h", 1, $"bits({call})",
            i => [BitConverter.SingleToInt32Bits(Operands.Real(i))],
            x => BitConverter.SingleToInt32Bits(function(BitConverter.Int32BitsToSingle(x[0]))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Logarithms_in_fixed_point(bool sanitize) => Compare(sanitize, "mote_log_of_at_least_one.h", 1, "mote_log_of_at_least_one(x[0])",
        i => [Math.Max(Operands.Positive(i), 1 << 18)], x => FixedPointFunctions.LogOfAtLeastOne(x[0]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Quotients(bool sanitize)
    {
        Compare(sanitize, "mote_quotient.h", 4, "mote_quotient(x[0], x[1], x[2], x[3])",
            i => Operands.Pair(i) is var (a, b) ? [a >> 15, b >> (i % 3 == 0 ? 15 : 24), Operands.Positive(i), i % 60 - 40] : [],
            x => FixedPoint.Quotient(x[0], x[1], new QuantizedMultiplier(x[2], x[3])));
        Compare(sanitize, "mote_quotient.h", 2, "mote_plain_quotient(x[0], x[1])",
            i => Operands.Pair(i) is var (a, b) ? [a, b] : [], x => FixedPoint.PlainQuotient(x[0], x[1]));
        Compare(sanitize, "mote_quotient.h", 2, "mote_floor_quotient(x[0], x[1])",
            i => Operands.Pair(i) is var (a, b) ? [a, b >> (i % 32)] : [], x => FixedPoint.FloorQuotient(x[0], x[1]));
        Compare(sanitize, "mote_quotient.h", 2, "mote_floor_remainder(x[0], x[1])",
            i => Operands.Pair(i) is var (a, b) ? [a, b >> (i % 32)] : [], x => FixedPoint.FloorRemainder(x[0], x[1]));
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(7, 0, int.MaxValue, 0)]
    [InlineData(-7, 0, int.MinValue, 0)]
    [InlineData(7, -2, -4, -1)]
    [InlineData(-7, 2, -4, 1)]
    [InlineData(-7, -2, 3, -1)]
    [InlineData(int.MinValue, -1, int.MaxValue, 0)]
    public void Floors_of_quotients_are_defined_for_all_operands(int a, int b, int quotient, int remainder)
    {
        Assert.Equal(quotient, FixedPoint.FloorQuotient(a, b));
        Assert.Equal(remainder, FixedPoint.FloorRemainder(a, b));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inverse_square_roots(bool sanitize)
    {
        Compare(sanitize, "mote_inverse_sqrt.h", 1, "mote_inverse_sqrt(x[0], &extra)",
            i => [Operands.Positive(i)], x => FixedPointFunctions.InverseSqrt(x[0]).Multiplier);
        Compare(sanitize, "mote_inverse_sqrt.h", 1, "(mote_inverse_sqrt(x[0], &extra), extra)",
            i => [Operands.Positive(i)], x => FixedPointFunctions.InverseSqrt(x[0]).Shift);
    }
}
