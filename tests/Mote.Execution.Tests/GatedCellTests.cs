using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Execution.Tests;

/// <summary>GRU and FastGRNN: in float against their equations in double precision, on integers against float.</summary>
public class GatedCellTests
{
    private const int Steps = 60;

    private static readonly Quantization.PerTensor Inputs8 = new(6f / 255, -7), State8 = new(1f / 127, 0), Inputs16 = new(4f / 32768, 0);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_float_gru_follows_its_equations(bool linear)
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            var cell = GatedCell.Gru(linear, 7, 11, seed);
            var x = Sequence(cell, seed + 100);
            AssertClose(PlainGru(cell, linear, x), Run(cell.Float(Steps), x), 2e-6);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_float_fastgrnn_follows_its_equations(int rank)
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            var cell = GatedCell.FastGrnn(0.9f, 0.1f, rank, 7, 11, seed);
            var x = Sequence(cell, seed + 100);
            AssertClose(PlainFastGrnn(cell, 0.9f, 0.1f, x), Run(cell.Float(Steps), x), 5e-6);
        }
    }

    /// <summary>
    /// Against the float cell on the same (rounded) inputs, 20 cells of 16 units, 60 steps each; with the float cell's matrices
    /// rounded to int8 likewise, so that what is left is the arithmetic, and with those as they were. Errors are in steps of an
    /// int8 output whose range is the float cell's. What int8 states lose at each step adds up where a cell remembers for long.
    /// </summary>
    [Theory]
    [InlineData("gru", 0.7, 9)]
    [InlineData("gru linear", 0.7, 9)]
    [InlineData("fastgrnn", 0.7, 18)]
    [InlineData("fastgrnn of rank 4", 1.0, 30)]
    public void Integers_stay_near_float(string kind, double mostMean, double most)
    {
        foreach (var (x, hidden) in ((ElementType, ElementType)[])
            [(ElementType.Int8, ElementType.Int8), (ElementType.Int8, ElementType.Int16), (ElementType.Int16, ElementType.Int16)])
        {
            var arithmetic = Error(kind, x, hidden, rounded: true);
            var whole = Error(kind, x, hidden, rounded: false);
            var found = $"{kind}, inputs {x}, states {hidden}: arithmetic {arithmetic}, with rounding of weights {whole}";
            TestContext.Current.SendDiagnosticMessage(found);
            Assert.True(whole.Mean < mostMean && whole.Max < most, found);
            Assert.True(hidden == ElementType.Int8 || (arithmetic.Mean < 0.4 && arithmetic.Max < 5), found);
        }
    }

    private static (double Mean, double Max) Error(string kind, ElementType x, ElementType hidden, bool rounded)
    {
        var errors = new List<double>();
        for (ulong seed = 0; seed < 20; seed++)
        {
            var cell = kind.StartsWith("gru", StringComparison.Ordinal) ? GatedCell.Gru(kind == "gru linear", 8, 16, seed)
                : GatedCell.FastGrnn(0.9f, 0.1f, kind == "fastgrnn" ? 0 : 4, 8, 16, seed);
            if (rounded) cell = cell.WithRoundedMatrices();
            var xs = Sequence(cell, seed + 500);
            var range = Run(cell.Float(Steps), xs).Max(MathF.Abs);
            var (narrow, wide) = (new Quantization.PerTensor(range / 127, 0), new Quantization.PerTensor(range / 32767, 0));
            var graph = cell.Integer(Steps, (x, x == ElementType.Int8 ? Inputs8 : Inputs16),
                (hidden, hidden == ElementType.Int8 ? narrow : wide), x == ElementType.Int8 ? narrow : wide);
            var stored = Store(xs, graph.Type(graph.Inputs[0]));
            var expected = Run(cell.Float(Steps), Reals(stored, graph.Type(graph.Inputs[0])));
            var actual = Reals(new Interpreter(graph).Run(stored), graph.Type(graph.Outputs[0]));
            errors.AddRange(expected.Zip(actual, (e, a) => Math.Abs((double)e - a) / narrow.Scale));
        }
        return (Math.Round(errors.Average(), 3), Math.Round(errors.Max(), 2));
    }

    [Fact]
    public void A_sequence_in_one_run_or_in_many_is_the_same()
    {
        foreach (var cell in (GatedCell[])[GatedCell.Gru(false, 3, 5, 1), GatedCell.Gru(true, 3, 5, 2), GatedCell.FastGrnn(0.8f, 0.1f, 2, 3, 5, 3)])
            foreach (var make in (Func<int, Graph>[])[cell.Float, steps => cell.Integer(steps, (ElementType.Int8, Inputs8), (ElementType.Int8, State8), State8)])
            {
                var (whole, single) = (make(Steps), new Interpreter(make(1)));
                var x = Store(Sequence(cell, 9), whole.Type(whole.Inputs[0]));
                var expected = new Interpreter(whole).Run(x);
                byte[] actual = [.. x.Chunk(x.Length / Steps).SelectMany(step => single.Run(step))];
                Assert.Equal(expected, actual);
            }
    }

    private static float[] Sequence(GatedCell cell, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, Steps * cell.Inputs).Select(_ => (float)random.NextNormal())];
    }

    private static float[] Run(Graph graph, float[] x) =>
        MemoryMarshal.Cast<byte, float>(new Interpreter(graph).Run(MemoryMarshal.AsBytes<float>(x))).ToArray();

    private static byte[] Store(float[] reals, TensorType type)
    {
        if (type.IsFloat) return MemoryMarshal.AsBytes<float>(reals).ToArray();
        var (low, high) = type.Element.Range();
        var stored = reals.Select(r => (int)Math.Clamp(Math.Round(r / type.PerTensor.Scale) + type.PerTensor.ZeroPoint, low, high));
        return type.Element == ElementType.Int8 ? [.. stored.Select(v => (byte)v)] : [.. stored.SelectMany(v => BitConverter.GetBytes((short)v))];
    }

    private static float[] Reals(byte[] bytes, TensorType type)
    {
        var stored = type.Element == ElementType.Int8 ? bytes.Select(b => (int)(sbyte)b) : bytes.Chunk(2).Select(b => (int)BitConverter.ToInt16(b));
        return [.. stored.Select(v => type.PerTensor.Scale * (v - type.PerTensor.ZeroPoint))];
    }

    private static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"element {i}: {expected[i]} expected, {actual[i]} found");
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double[] Times(Tensor matrix, double[] vector)
    {
        var product = new double[matrix.Type.Shape[0]];
        for (var i = 0; i < product.Length; i++)
            for (var j = 0; j < vector.Length; j++) product[i] += (double)matrix.Span<float>()[i * vector.Length + j] * vector[j];
        return product;
    }

    /// <summary>The equations of ONNX's GRU.</summary>
    private static double[] PlainGru(GatedCell cell, bool linear, float[] xs)
    {
        var h = new double[cell.States];
        var y = new List<double>();
        for (var t = 0; t < xs.Length / cell.Inputs; t++)
        {
            var x = xs.Skip(t * cell.Inputs).Take(cell.Inputs).Select(v => (double)v).ToArray();
            var (wz, wr, wg) = (Times(cell[Gru.Weights]!, x), Times(cell[Gru.Weights + 1]!, x), Times(cell[Gru.Weights + 2]!, x));
            var (rz, rr) = (Times(cell[Gru.Recurrent]!, h), Times(cell[Gru.Recurrent + 1]!, h));
            var z = h.Select((_, i) => Sigmoid(wz[i] + rz[i] + cell[Gru.Bias]!.Span<float>()[i])).ToArray();
            var r = h.Select((_, i) => Sigmoid(wr[i] + rr[i] + cell[Gru.Bias + 1]!.Span<float>()[i])).ToArray();
            var inner = Times(cell[Gru.Recurrent + 2]!, linear ? h : [.. h.Select((v, i) => r[i] * v)]);
            var g = h.Select((_, i) => Math.Tanh(wg[i] + cell[Gru.Bias + 2]!.Span<float>()[i]
                + (linear ? r[i] * (inner[i] + cell[Gru.RecurrentBias]!.Span<float>()[i]) : inner[i]))).ToArray();
            h = [.. h.Select((v, i) => (1 - z[i]) * g[i] + z[i] * v)];
            y.AddRange(h);
        }
        return [.. y];
    }

    private static double[] PlainFastGrnn(GatedCell cell, double zeta, double nu, float[] xs)
    {
        var h = new double[cell.States];
        var y = new List<double>();
        for (var t = 0; t < xs.Length / cell.Inputs; t++)
        {
            var wx = Times(cell[FastGrnn.Weights]!, [.. xs.Skip(t * cell.Inputs).Take(cell.Inputs).Select(v => (double)v)]);
            var uh = Times(cell[FastGrnn.Recurrent]!, cell[FastGrnn.RecurrentFactor] is { } factor ? Times(factor, h) : h);
            h = [.. h.Select((v, i) =>
            {
                var z = Sigmoid(wx[i] + uh[i] + cell[FastGrnn.UpdateBias]!.Span<float>()[i]);
                var g = Math.Tanh(wx[i] + uh[i] + cell[FastGrnn.CandidateBias]!.Span<float>()[i]);
                return (zeta * (1 - z) + nu) * g + z * v;
            })];
            y.AddRange(h);
        }
        return [.. y];
    }
}
