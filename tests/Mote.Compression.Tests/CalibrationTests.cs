using System.Runtime.InteropServices;
using Mote.Compression;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Testing;

namespace Mote.Compression.Tests;

public class CalibrationTests
{
    /// <summary>20,000 numbers with heavy tails: sinh(2.5 sin(0.7 i)), every thousandth five times as large.</summary>
    private static float[] HeavyTails() =>
        [.. Enumerable.Range(0, 20000).Select(i => (float)(Math.Sinh(2.5 * Math.Sin(i * 0.7)) * (i % 1000 == 3 ? 5 : 1)))];

    private static Graph Identity(int elements)
    {
        var builder = new GraphBuilder("identity");
        var x = builder.Input("x", new TensorType(ElementType.Float32, [1, elements]));
        return builder.Build([builder.Add(new Unary(UnaryKind.Neg), [x], null, "y", Origin.Of("y"))]);
    }

    private static ActivationRange Range(float[][] examples, CalibrationOptions options)
    {
        var graph = Identity(examples[0].Length);
        var ranges = Calibration.Run(graph, Calibration.Examples(graph, examples), options, TestContext.Current.CancellationToken);
        return ranges.Values[graph.Inputs[0]];
    }

    [Fact]
    public void Everything_that_was_seen_is_in_the_range()
    {
        Assert.Equal(new ActivationRange(-2, 5) { Observed = (-2, 5) }, Range([[-1, 5], [-2, 3]], new CalibrationOptions()));
        // Zero is always stored exactly.
        Assert.Equal((0, 5), (Range([[4, 5]], new CalibrationOptions()).Low, Range([[4, 5]], new CalibrationOptions()).High));
    }

    [Fact]
    public void Moving_averages_follow_the_order_of_the_examples()
    {
        var range = Range([[-1, 5], [-2, 3], [-4, 4]], new CalibrationOptions(CalibrationMethod.MovingAverage, Decay: 0.75));
        Assert.Equal(0.75 * (0.75 * -1 + 0.25 * -2) + 0.25 * -4, range.Low, 1e-6);
        Assert.Equal(0.75 * (0.75 * 5 + 0.25 * 3) + 0.25 * 4, range.High, 1e-6);
        Assert.Equal((-4, 5), range.Observed);
    }

    // NumPy 1.24: numpy.percentile; a bin is 0.0147 wide.
    [Theory]
    [InlineData(99, -6.043051590919495, 6.043316173553467)]
    [InlineData(99.9, -6.050173285007477, 6.050177576065064)]
    public void Percentiles_are_those_of_NumPy(double percent, double low, double high)
    {
        var range = Range([HeavyTails()], new CalibrationOptions(CalibrationMethod.Percentile, percent));
        Assert.Equal(low, range.Low, 0.015);
        Assert.Equal(high, range.High, 0.015);
        Assert.Equal((HeavyTails().Min(), HeavyTails().Max()), range.Observed);
    }

    [Fact]
    public void The_least_squared_error_is_that_of_a_search_in_NumPy()
    {
        // Over 96 x 96 ranges: 0.0042581 at best, 0.0048442 for the whole range.
        var range = Range([HeavyTails()], new CalibrationOptions(CalibrationMethod.MeanSquaredError));
        Assert.True(Error(range) < 0.0042581 * 1.02, $"{range}: {Error(range)}");

        static double Error(ActivationRange range)
        {
            var scale = (range.High - (double)range.Low) / 255;
            var zero = Math.Round(-128 - range.Low / scale);
            return HeavyTails().Average(v => Math.Pow(v - scale * (Math.Clamp(Math.Round(v / scale) + zero, -128, 127) - zero), 2));
        }
    }

    [Fact]
    public void The_least_divergence_gives_up_few_outliers()
    {
        var range = Range([HeavyTails()], new CalibrationOptions(CalibrationMethod.KullbackLeibler));
        Assert.True(range is { Low: > -15 and < -5.5f, High: < 15 and > 5.5f }, range.ToString());
    }

    [Theory]
    [InlineData(CalibrationMethod.MinMax)]
    [InlineData(CalibrationMethod.MovingAverage)]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.MeanSquaredError)]
    [InlineData(CalibrationMethod.KullbackLeibler)]
    public void The_same_examples_give_the_same_ranges(CalibrationMethod method)
    {
        var graph = FloatSamples.Network();
        var examples = FloatSamples.Examples(graph, 4, 20);
        var first = Calibration.Run(graph, examples, new CalibrationOptions(method), TestContext.Current.CancellationToken).Values;
        var second = Calibration.Run(graph, examples, new CalibrationOptions(method), TestContext.Current.CancellationToken).Values;
        Assert.Equal(first.OrderBy(p => p.Key.Index), second.OrderBy(p => p.Key.Index));
    }

    [Fact]
    public void Cell_states_are_seen_at_every_step()
    {
        // A cell that fills for two steps and then forgets: the last state says nothing of the largest.
        var builder = new GraphBuilder("cell");
        var x = builder.Input("x", new TensorType(ElementType.Float32, [1, 4, 1]));
        var operands = new ValueId[15];
        operands[0] = x;
        // Order of gates: input, forget, cell, output.
        float[] weights = [0, 20, 0, 0], biases = [20, -10, 20, 0];
        for (var gate = 0; gate < 4; gate++)
        {
            operands[1 + gate] = builder.Constant($"w{gate}", Tensor.From<float>(new TensorType(ElementType.Float32, [1, 1]), [weights[gate]]));
            operands[5 + gate] = builder.Constant($"r{gate}", Tensor.From<float>(new TensorType(ElementType.Float32, [1, 1]), [0]));
            operands[9 + gate] = builder.Constant($"b{gate}", Tensor.From<float>(new TensorType(ElementType.Float32, [1]), [biases[gate]]));
        }
        for (var s = 13; s < 15; s++) operands[s] = builder.State($"s{s}", Tensor.FromBytes(new TensorType(ElementType.Float32, [1, 1]), new byte[4]));
        var results = builder.Add(new Lstm(), operands, [null, null, null], ["y", "h", "c"], Origin.Of("lstm"));
        builder.Keep(operands[13], results[1]);
        builder.Keep(operands[14], results[2]);
        var graph = builder.Build([results[0]]);
        var ranges = Calibration.Run(graph, Calibration.Examples(graph, [[1, 1, 1, 0]]), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(3, ranges.Values[results[2]].High, 0.01);
        var model = Quantizer.Quantize(graph, ranges);
        Assert.Equal(1 / 8192f, model.Graph.Type(model.Values[results[2]]).PerTensor.Scale);
    }

    [Fact]
    public void Examples_that_cannot_be_used_are_refused()
    {
        var graph = Identity(2);
        Refused(() => Calibration.Run(graph, []), "no examples");
        Refused(() => Calibration.Examples(graph, [[1, 2, 3]]), "3 numbers");
        Refused(() => Calibration.Run(graph, Calibration.Examples(graph, [[1, float.NaN]])), "not finite");

        static void Refused(Action action, string because)
        {
            var e = Assert.Throws<MoteException>(action);
            Assert.Equal("MOTE0704", e.Diagnostics[0].Code);
            Assert.Contains(because, e.Message, StringComparison.Ordinal);
        }
    }
}
