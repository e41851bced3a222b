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
    public void Inverse_square_roots(bool sanitize)
    {
        Compare(sanitize, "mote_inverse_sqrt.h", 1, "mote_inverse_sqrt(x[0], &extra)",
            i => [Operands.Positive(i)], x => FixedPointFunctions.InverseSqrt(x[0]).Multiplier);
        Compare(sanitize, "mote_inverse_sqrt.h", 1, "(mote_inverse_sqrt(x[0], &extra), extra)",
            i => [Operands.Positive(i)], x => FixedPointFunctions.InverseSqrt(x[0]).Shift);
    }
}
