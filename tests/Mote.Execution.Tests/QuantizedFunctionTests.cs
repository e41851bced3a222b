using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Tests;

/// <summary>Functions of stored integers against the same function of the reals they stand for, in steps of the output.</summary>
public class QuantizedFunctionTests
{
    private static readonly (UnaryKind Kind, Func<double, double> Exact)[] Functions =
    [
        (UnaryKind.Abs, Math.Abs), (UnaryKind.Neg, x => -x), (UnaryKind.Sqrt, Math.Sqrt), (UnaryKind.Rsqrt, x => 1 / Math.Sqrt(x)),
        (UnaryKind.Square, x => x * x), (UnaryKind.Exp, Math.Exp), (UnaryKind.Log, Math.Log), (UnaryKind.Sin, Math.Sin), (UnaryKind.Cos, Math.Cos),
        (UnaryKind.Logistic, x => 1 / (1 + Math.Exp(-x))), (UnaryKind.Tanh, Math.Tanh), (UnaryKind.Elu, x => x < 0 ? Math.Exp(x) - 1 : x),
        (UnaryKind.HardSwish, x => x * Math.Clamp(x + 3, 0, 6) / 6), (UnaryKind.Gelu, x => x * (1 + Erf(x / Math.Sqrt(2))) / 2),
        (UnaryKind.GeluTanh, x => x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2),
    ];

    /// <summary>The error function by its Taylor series; exact enough below 4, and at its end beyond.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 4) return Math.Sign(x);
        var (sum, power) = (0.0, x);
        for (var n = 0; n < 100; n++)
        {
            sum += power / (2 * n + 1);
            power *= -x * x / (n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    public static TheoryData<UnaryKind> Kinds => [.. Functions.Select(f => f.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Int8_is_within_a_step(UnaryKind kind)
    {
        foreach (var zero in (int[])[-128, 3, 127])
            foreach (var scale in (float[])[0.01f, 0.05f, 0.2f])
                Check(kind, ElementType.Int8, scale, zero, Canonical(kind) ?? new Quantization.PerTensor(0.05f, -20), 1.01);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Int16_is_within_a_few_steps(UnaryKind kind)
    {
        foreach (var scale in (float[])[1f / 2048, 1f / 4096, 0.0003f, 0.001f])
            Check(kind, ElementType.Int16, scale, 0,
                kind is UnaryKind.Logistic or UnaryKind.Tanh ? new Quantization.PerTensor(1f / 32768, 0) : new Quantization.PerTensor(1f / 1024, 0),
                kind is UnaryKind.Logistic or UnaryKind.Tanh ? 16 : 1.01);
    }

    private static Quantization.PerTensor? Canonical(UnaryKind kind) => kind == UnaryKind.Logistic ? new(1f / 256, -128)
        : kind == UnaryKind.Tanh ? new(1f / 128, 0) : null;

    private static void Check(UnaryKind kind, ElementType element, float scale, int zero, Quantization.PerTensor to, double steps)
    {
        var (low, high) = element.Range();
        int[] stored = [.. Enumerable.Range(low, high - low + 1).Where(q => q >= 0 || element == ElementType.Int8 || q % 7 == 0)];
        var builder = new GraphBuilder("function");
        var x = builder.Input("x", new TensorType(element, [stored.Length], new Quantization.PerTensor(scale, zero)));
        var graph = builder.Build([builder.Add(new Unary(kind), [x], to, "y", Origin.Of("function"))]);
        byte[] input = element == ElementType.Int8 ? [.. stored.Select(q => (byte)q)] : MemoryMarshal.AsBytes<short>(stored.Select(q => (short)q).ToArray()).ToArray();
        var output = new Interpreter(graph).Run(input);
        for (var i = 0; i < stored.Length; i++)
        {
            var exact = Functions.Single(f => f.Kind == kind).Exact(scale * (double)(stored[i] - zero));
            if (double.IsNaN(exact)) continue;
            var y = element == ElementType.Int8 ? (sbyte)output[i] : MemoryMarshal.Cast<byte, short>(output)[i];
            var expected = Math.Clamp(exact / to.Scale + to.ZeroPoint, low, high);
            Assert.True(Math.Abs(y - expected) <= steps, $"{kind} of {stored[i]} ({scale}, {zero}) is {y}, {expected} is expected");
        }
    }

    [Fact]
    public void A_sum_of_int8_is_within_a_step_where_the_zero_point_is_zero()
    {
        var builder = new GraphBuilder("sum");
        var type = new TensorType(ElementType.Int8, [256], new Quantization.PerTensor(0.05f, 0));
        var (a, b, c) = (builder.Input("a", type), builder.Input("b", type), builder.Input("c", type));
        var to = new Quantization.PerTensor(0.11f, 5);
        var graph = builder.Build([builder.Add(new AddN(), [a, b, c], to, "y", Origin.Of("sum"))]);
        byte[] input = [.. Enumerable.Range(0, 768).Select(i => (byte)(i * 37 + i / 256 * 11))];
        var output = new Interpreter(graph).Run(input);
        for (var i = 0; i < 256; i++)
        {
            var exact = 0.05 * ((sbyte)input[i] + (sbyte)input[256 + i] + (sbyte)input[512 + i]);
            Assert.True(Math.Abs((sbyte)output[i] - Math.Clamp(exact / 0.11 + 5, -128, 127)) <= 0.51, $"{i}");
        }
    }
}
