using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>What lowering says a layer executes on a Cortex-M55 is what the emulator counts.</summary>
public class MveCostTests
{
    private const double Tolerance = 0.03;

    public static TheoryData<string> Layers => [.. Graphs.Keys];

    private static Dictionary<string, Func<RandomStream, Graph>> Graphs { get; } = new()
    {
        ["conv 3x3x3 to 8, stride 2"] = r => Convolution(r, 40, 41, 3, 8, 3, 2),
        ["conv 3x3x20 to 17"] = r => Convolution(r, 9, 13, 20, 17, 3, 1),
        ["conv 1x1x72 to 40"] = r => Convolution(r, 7, 7, 72, 40, 1, 1),
        ["conv 5x5x8 to 12"] = r => Convolution(r, 12, 10, 8, 12, 5, 1),
        ["depthwise 3x3x48"] = r => Depthwise(r, 11, 9, 48, 3, 1),
        ["depthwise 3x3x37, stride 2"] = r => Depthwise(r, 18, 18, 37, 3, 2),
        ["depthwise 5x5x140"] = r => Depthwise(r, 8, 8, 140, 5, 1),
        ["matrix 500 to 33"] = r => Matrix(r, 1, 500, 33),
        ["matrix 90 to 20, 7 rows"] = r => Matrix(r, 7, 90, 20),
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Predicted_instructions_are_within_three_percent_of_the_measured(string layer)
    {
        var device = TargetsAtHand.Require("cortex-m55");
        var graph = Graphs[layer](new RandomStream(7));
        foreach (var goal in new[] { OptimizeGoal.Balanced, OptimizeGoal.Instructions })
        {
            var call = Assert.Single(ModelCompiler.Compile(graph, new CompileOptions(device.InstructionSet, goal)).Calls);
            var seen = Measure.Run(graph, device, goal, null, 1, null, TestContext.Current.CancellationToken).Instructions!.Value;
            Assert.NotNull(call.Cost);
            Assert.InRange(call.Cost.Value.Instructions, seen * (1 - Tolerance), seen * (1 + Tolerance));
        }
    }

    private static Graph Convolution(RandomStream random, int h, int w, int depth, int outputs, int kernel, int stride)
    {
        var layer = new RandomLayer(random, [1, h, w, depth], [outputs, kernel, kernel, depth], outputs, depth * kernel * kernel, true);
        var pad = kernel / 2;
        return layer.Build(new Conv2D(new Steps(stride, stride), new Padding(pad, pad, pad, pad), layer.Activation),
            [1, (h - 1) / stride + 1, (w - 1) / stride + 1, outputs]);
    }

    private static Graph Depthwise(RandomStream random, int h, int w, int depth, int kernel, int stride)
    {
        var layer = new RandomLayer(random, [1, h, w, depth], [1, kernel, kernel, depth], depth, kernel * kernel, true, isDepthwise: true);
        var pad = kernel / 2;
        return layer.Build(new DepthwiseConv2D(new Steps(stride, stride), new Padding(pad, pad, pad, pad), layer.Activation),
            [1, (h - 1) / stride + 1, (w - 1) / stride + 1, depth]);
    }

    private static Graph Matrix(RandomStream random, int rows, int depth, int outputs)
    {
        var layer = new RandomLayer(random, [rows, depth], [outputs, depth], outputs, depth, perChannel: false);
        return layer.Build(new FullyConnected(layer.Activation), [rows, outputs]);
    }
}
