using System.Buffers.Binary;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Numerics.Tests;

/// <summary>The functions of gates: near the mathematical ones, and the same in C to the bit.</summary>
public class GateMathTests
{
    private static readonly int[] Powers = [-24, -15, -13, -12, -11, -9, -1];

    [Fact]
    public void Tanh_and_the_logistic_function_are_within_three_units_in_the_last_place()
    {
        for (var i = 0; i < 1_000_000; i++)
        {
            var x = Operands.Real(i);
            if (float.IsNaN(x))
            {
                Assert.True(float.IsNaN(FloatFunctions.Tanh(x)) && float.IsNaN(FloatFunctions.Logistic(x)));
                continue;
            }
            Near(Math.Tanh(x), FloatFunctions.Tanh(x), x, "tanh");
            // Below -9 the reference takes e^x for the function, which ends where its normal numbers do.
            if (x > -87) Near(x < -9 ? Math.Exp(x) : 1 / (1 + Math.Exp(-(double)x)), FloatFunctions.Logistic(x), x, "logistic");
        }

        static void Near(double exact, float found, float x, string name)
        {
            var rounded = (float)exact;
            // The zeros, whose bits are far apart, are equal.
            var ulps = rounded == found ? 0
                : Math.Abs((long)BitConverter.SingleToInt32Bits(rounded) - BitConverter.SingleToInt32Bits(found));
            Assert.True(ulps <= 3, $"{name} {x:R} is {found:R}, {exact:R} is expected: {ulps} units");
        }
    }

    [Fact]
    public void On_integers_they_are_near_the_real_functions()
    {
        for (var x = (int)short.MinValue; x <= short.MaxValue; x++)
        {
            Assert.InRange(GateMath.Sigmoid(x) / 32768.0, Real(1 / (1 + Math.Exp(-x / 4096.0)), -1), Real(1 / (1 + Math.Exp(-x / 4096.0)), 1));
            Assert.InRange(GateMath.Tanh(x, -12) / 32768.0, Real(Math.Tanh(x / 4096.0), -1), Real(Math.Tanh(x / 4096.0), 1));
        }

        static double Real(double value, int sign) => value + sign * 1.5e-4;
    }

    [Fact]
    public void The_C_gives_the_same_bits()
    {
        Assert.SkipUnless(HostCompiler.IsAvailable, HostCompiler.Missing);
        var scales = Powers.Select(GateMath.TanhScale).ToArray();
        var source = $$"""
            #include "mote_float_functions.h"
            #include "mote_gate_math.h"
            #include <stdio.h>
            int main(void)
            {
                static const int32_t multiplier[] = {{{string.Join(", ", scales.Select(s => s.Multiplier))}}};
                static const int32_t shift[] = {{{string.Join(", ", scales.Select(s => s.Shift))}}};
                int32_t x;
                float real[2];
                for (x = -32768; x <= 32767; x++)
                {
                    int16_t y[{{Powers.Length + 1}}];
                    int32_t i;
                    for (i = 0; i < {{Powers.Length}}; i++) y[i] = mote_gate_tanh_s16(x, multiplier[i], shift[i]);
                    y[{{Powers.Length}}] = mote_gate_sigmoid_s16(x);
                    if (fwrite(y, sizeof y, 1, stdout) != 1) return 1;
                }
                while (fread(real, sizeof real[0], 1, stdin) == 1)
                {
                    const float found[2] = {mote_tanh_f32(real[0]), mote_logistic_f32(real[0])};
                    if (fwrite(found, sizeof found, 1, stdout) != 1) return 1;
                }
                return 0;
            }

            """;
        const int reals = 300_000;
        var input = new byte[4 * reals];
        for (var i = 0; i < reals; i++) BinaryPrimitives.WriteSingleLittleEndian(input.AsSpan(4 * i), Operands.Real(i));
        var output = HostCompiler.BuildAndRun(source, input, sanitize: true).AsSpan();
        for (var x = (int)short.MinValue; x <= short.MaxValue; x++)
        {
            foreach (var power in Powers) Assert.Equal(GateMath.Tanh(x, power), Short(ref output));
            Assert.Equal(GateMath.Sigmoid(x), Short(ref output));
        }
        for (var i = 0; i < reals; i++, output = output[8..])
        {
            var x = Operands.Real(i);
            if (float.IsNaN(x)) continue;
            Assert.Equal(BitConverter.SingleToInt32Bits(FloatFunctions.Tanh(x)), BinaryPrimitives.ReadInt32LittleEndian(output));
            Assert.Equal(BitConverter.SingleToInt32Bits(FloatFunctions.Logistic(x)), BinaryPrimitives.ReadInt32LittleEndian(output[4..]));
        }

        static short Short(ref Span<byte> from)
        {
            var value = BinaryPrimitives.ReadInt16LittleEndian(from);
            from = from[2..];
            return value;
        }
    }
}
