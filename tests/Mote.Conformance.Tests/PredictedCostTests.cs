using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>What lowering says a layer executes, against what the emulated Cortex-M4 counts.</summary>
public class PredictedCostTests
{
    private const double Tolerance = 0.03;

    // Of the call of a layer and of the model around it.
    private const int Around = 60;

    public static TheoryData<string> Layers => ["depthwise 25x5x64", "depthwise 48x48x8", "depthwise 48x48x8 by two", "depthwise chain",
        "winograd 32x32x16", "winograd 16x16x32", "winograd 8x8x64", "winograd 9x13x20", "add", "mean", "mean of planes"];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Instructions_are_predicted(string layer)
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var s = new GraphSketch(layer, new RandomStream(7));
        var graph = s.Build(Make(layer, s));
        var cancellation = TestContext.Current.CancellationToken;
        using var device = DeviceProgram.Build(graph, target, OptimizeGoal.Instructions, cancellation: cancellation);
        var result = device.Run(RandomInputs.Of(graph, 1), 1, null, cancellation);
        var calls = device.Model.Program.Calls.ToList();
        Assert.All(calls, c => Assert.NotNull(c.Cost));
        var predicted = calls.Sum(c => c.Cost!.Value.Instructions);
        var counted = result.Instructions.Average();
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{layer}: {counted:F0} counted, ")
            + string.Join(" + ", calls.Select(c => FormattableString.Invariant($"{c.Cost!.Value.Instructions:F0}"))) + " predicted");
        Assert.InRange(predicted, (counted * (1 - Tolerance)) - Around, (counted * (1 + Tolerance)) + Around);
    }

    private static ValueId Make(string layer, GraphSketch s) => layer switch
    {
        "depthwise 25x5x64" => Depthwise(s, s.Input([1, 25, 5, 64]), 1),
        "depthwise 48x48x8" => Depthwise(s, s.Input([1, 48, 48, 8]), 1),
        "depthwise 48x48x8 by two" => Depthwise(s, s.Input([1, 48, 48, 8]), 2),
        "depthwise chain" => Depthwise(s, Depthwise(s, Depthwise(s, s.Input([1, 25, 5, 64]), 1), 1), 2),
        "winograd 32x32x16" => Convolution(s, 32, 32, 16),
        "winograd 16x16x32" => Convolution(s, 16, 16, 32),
        "winograd 8x8x64" => Convolution(s, 8, 8, 64),
        "winograd 9x13x20" => Convolution(s, 9, 13, 20),
        "add" => s.Node(new Add(Activation.Relu), s.Q(0.103f, -128), s.Input([1, 9, 9, 13], 0.0612f), s.Input([1, 9, 9, 13], 0.0907f)),
        "mean" => s.Keep(new AveragePool2D(8, 8, Steps.One, default), s.Input([1, 8, 8, 64])),
        "mean of planes" => s.Keep(new AveragePool2D(25, 5, Steps.One, default), Depthwise(s, s.Input([1, 25, 5, 64]), 1)),
        _ => throw new ArgumentOutOfRangeException(nameof(layer)),
    };

    private static ValueId Depthwise(GraphSketch s, ValueId x, int stride)
    {
        var shape = s.Builder.Type(x).Shape;
        var (top, bottom) = Padding.Same(shape[1], 3, stride, 1);
        var (left, right) = Padding.Same(shape[2], 3, stride, 1);
        return s.Node(new DepthwiseConv2D(new Steps(stride, stride), new Padding(top, bottom, left, right), Activation.Relu),
            s.Sums(x, 9, -128), x, s.Weights([1, 3, 3, shape[3]], 3), s.Bias(shape[3]));
    }

    private static ValueId Convolution(GraphSketch s, int height, int width, int channels)
    {
        var x = s.Input([1, height, width, channels]);
        return s.Node(new Conv2D(Steps.One, new Padding(1, 1, 1, 1)), s.Sums(x, 9 * channels, 4),
            x, s.Weights([channels, 3, 3, channels], 0), s.Bias(channels));
    }
}
