using System.Runtime.InteropServices;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Numerics.Tests;

/// <summary>
/// The C headers of the runtime against the C# they are twins of: built by the host's compiler, millions of operands, bit for bit;
/// and once more with everything that is undefined in C made an error.
/// </summary>
public partial class TwinTests
{
    private const int Cases = 2_000_000;

    private delegate int Twin(ReadOnlySpan<int> operands);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void High_multiplication(bool sanitize) => Compare(sanitize, "mote_fixed_point.h", 2, "mote_high_multiply(x[0], x[1])",
        i => Operands.Pair(i) is var (a, b) ? [a, b] : [], x => FixedPoint.SaturatingRoundingDoublingHighMultiply(x[0], x[1]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void High_multiplication_by_a_positive_number(bool sanitize) => Compare(sanitize, "mote_fixed_point.h", 2,
        "mote_high_multiply_positive(x[0], x[1])", i => Operands.Pair(i) is var (a, b) ? [a, b & int.MaxValue] : [],
        x => FixedPoint.SaturatingRoundingDoublingHighMultiply(x[0], x[1]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Division(bool sanitize) => Compare(sanitize, "mote_fixed_point.h", 2, "mote_divide_by_power_of_two(x[0], x[1])",
        i => Operands.Division(i) is var (x, e) ? [x, e] : [], x => FixedPoint.RoundingDivideByPowerOfTwo(x[0], x[1]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shifting(bool sanitize) => Compare(sanitize, "mote_fixed_point.h", 2, "mote_saturating_shift_left(x[0], x[1])",
        i => Operands.Division(i) is var (x, e) ? [x, e] : [], x => FixedPoint.SaturatingShiftLeft(x[0], x[1]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rescaling(bool sanitize) => Compare(sanitize, "mote_fixed_point.h", 3, "mote_rescale(x[0], x[1], x[2])",
        i => Operands.Rescaling(i) is var (x, m) ? [x, m.Multiplier, m.Shift] : [],
        x => FixedPoint.Multiply(x[0], new QuantizedMultiplier(x[1], x[2])));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wide_rescaling(bool sanitize) => Compare(sanitize, "mote_wide_fixed_point.h", 4,
        "mote_rescale_wide((int64_t)(((uint64_t)(uint32_t)x[0] << 32) | (uint32_t)x[1]), x[2], x[3])", Operands.WideRescaling,
        x => FixedPoint.MultiplyWide(((long)x[0] << 32) | (uint)x[1], new QuantizedMultiplier(x[2], x[3])));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exponentials(bool sanitize) => Compare(sanitize, "mote_exp_of_negative.h", 1, "mote_exp_of_negative(x[0])",
        i => [Operands.Exponent(i)], x => FixedPoint.ExpOfNegative(x[0]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reciprocals(bool sanitize)
    {
        Compare(sanitize, "mote_reciprocal.h", 1, "mote_reciprocal(x[0], 12, &extra)", i => [Operands.Positive(i)], x => FixedPoint.Reciprocal(x[0], 12).Mantissa);
        Compare(sanitize, "mote_reciprocal.h", 1, "(mote_reciprocal(x[0], 12, &extra), extra)",
            i => [Operands.Positive(i)], x => FixedPoint.Reciprocal(x[0], 12).BitsOverUnit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Float_exponentials(bool sanitize) => Compare(sanitize, "mote_float_math.h", 1, "bits(mote_exp_f32(real(x[0])))",
        i => [BitConverter.SingleToInt32Bits(Operands.Real(i))],
        x => BitConverter.SingleToInt32Bits(FloatMath.Exp(BitConverter.Int32BitsToSingle(x[0]))));

    private static void Compare(bool sanitize, string header, int arity, string call, Func<int, int[]> operands, Twin twin)
    {
        Assert.SkipUnless(HostCompiler.IsAvailable, HostCompiler.Missing);
        var input = new int[Cases * arity];
        for (var i = 0; i < Cases; i++) operands(i).CopyTo(input.AsSpan(i * arity));
        var output = HostCompiler.BuildAndRun(Program(header, arity, call), MemoryMarshal.AsBytes(input.AsSpan()).ToArray(), sanitize);
        var actual = MemoryMarshal.Cast<byte, int>(output);
        Assert.Equal(Cases, actual.Length);
        for (var i = 0; i < Cases; i++)
        {
            var x = input.AsSpan(i * arity, arity);
            var expected = twin(x);
            if (expected != actual[i]) Assert.Fail($"case {i}: {call} of {string.Join(", ", x.ToArray())} is {actual[i]}, {expected} is expected");
        }
    }

    private static string Program(string header, int arity, string call) => $$"""
        #include "{{header}}"
        #include <stdio.h>
        #include <string.h>

        static inline float real(int32_t bits)
        {
            float value;
            memcpy(&value, &bits, sizeof value);
            return value;
        }

        static inline int32_t bits(float value)
        {
            int32_t result;
            memcpy(&result, &value, sizeof result);
            return result;
        }

        int main(void)
        {
            int32_t x[{{arity}}], extra = 0;
            while (fread(x, sizeof x, 1, stdin) == 1)
            {
                const int32_t y = {{call}};
                if (fwrite(&y, sizeof y, 1, stdout) != 1) return 1;
            }
            (void)extra;
            (void)real;
            (void)bits;
            return 0;
        }

        """;
}
