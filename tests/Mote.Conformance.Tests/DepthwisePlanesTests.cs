using Mote.Compiler;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>Depthwise convolutions plane by plane on the emulated Cortex-M4: random shapes, paddings, zero points, ranges.</summary>
public class DepthwisePlanesTests
{
    private const int Examples = 4;

    [Theory]
    [InlineData(1, OptimizeGoal.Instructions)]
    [InlineData(2, OptimizeGoal.Balanced)]
    public void Chains_of_depthwise_convolutions_equal_the_interpreter(ulong seed, OptimizeGoal goal)
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var batch = new DeviceBatch(target, goal);
        var models = new List<(Graph Graph, byte[][] Inputs)>();
        var (planar, calls) = (0, 0);
        for (var i = 0; i < 60; i++)
        {
            var random = new RandomStream((seed * 1000) + (ulong)i);
            var graph = Chain($"chain {i}", random);
            byte[][] inputs = [.. Enumerable.Range(0, Examples).Select(_ => RandomTensors.Inputs(graph, random))];
            models.Add((graph, inputs));
            batch.Add(graph, optimize: false, inputs, isSequence: false);
            var program = ModelCompiler.Compile(graph, new CompileOptions(target.InstructionSet, goal));
            calls += program.Calls.Count(c => c.Kernel.Family == "depthwise_planes_s8_dsp");
            planar += program.Layouts.Count(l => l is ValueLayout.Planes);
        }
        Assert.True(calls > 80, $"only {calls} layers are done plane by plane");
        Assert.True(planar >= 30, $"only {planar} values lie in planes");
        var wrong = new List<string>();
        foreach (var ((graph, inputs), outputs) in models.Zip(batch.Run(TestContext.Current.CancellationToken)))
        {
            var interpreter = new Interpreter(graph);
            for (var e = 0; e < inputs.Length; e++)
                if (!interpreter.Run(inputs[e]).AsSpan().SequenceEqual(outputs[e])) wrong.Add($"{graph.Name} example {e}: {Shapes(graph)}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string Shapes(Graph graph) =>
        string.Join(" -> ", graph.Nodes.Select(n => $"{graph.Type(n.Inputs[0])} {n.Op}"));

    private static Graph Chain(string name, RandomStream random)
    {
        var s = new GraphSketch(name, random);
        var channels = random.Next(1, 9);
        var (height, width) = random.Next(0, 4) == 0 ? (random.Next(1, 40), random.Next(1, 40)) : (random.Next(1, 12), random.Next(1, 12));
        if (random.Next(0, 3) == 0) width = (width + 3) & ~3;
        var x = s.Input([1, height, width, channels], zeroPoint: ZeroPoint(random));
        var layers = random.Next(1, 4);
        for (var layer = 0; layer < layers; layer++)
        {
            var (h, w) = (s.Builder.Type(x).Shape[1], s.Builder.Type(x).Shape[2]);
            var steps = new Steps(random.Next(1, 3), random.Next(1, 3));
            if (random.Next(0, 2) == 0) steps = steps with { StrideX = steps.StrideY };
            var valid = random.Next(0, 4) == 0 && h >= 3 && w >= 3;
            var (top, bottom) = valid ? (0, 0) : Padding.Same(h, 3, steps.StrideY, 1);
            var (left, right) = valid ? (0, 0) : Padding.Same(w, 3, steps.StrideX, 1);
            // Most layers of real models end in a ReLU whose zero point is the least integer: sums below zero need no rounding.
            var relu = random.Next(0, 3) > 0;
            var scale = s.Builder.Type(x).PerTensor.Scale * 0.01f * (float)Math.Pow(2, (random.NextDouble() * 12) - 1) * 60;
            var activation = relu ? random.Next(0, 2) == 0 ? Activation.Relu : Activation.Relu6 : Activation.None;
            if (activation == Activation.Relu6) scale = Math.Min(scale, 6f / 255);
            x = s.Node(new DepthwiseConv2D(steps, new Padding(top, bottom, left, right), activation),
                s.Q(scale, relu ? -128 : ZeroPoint(random)), x, s.Weights([1, 3, 3, channels], 3),
                random.Next(0, 5) == 0 ? ValueId.None : Bias(s, channels, random));
        }
        return s.Build(x);
    }

    /// <summary>Some are so large that sums of bytes beside them leave 24 bits.</summary>
    private static ValueId Bias(GraphSketch s, int channels, RandomStream random) =>
        s.Constant(new TensorType(ElementType.Int32, [channels]), random.Next(0, 6) == 0 ? 20_000_000 : random.Next(1, 200_000));

    private static int ZeroPoint(RandomStream random) => random.Next(0, 3) switch
    {
        0 => -128,
        1 => random.Next(-128, 128),
        _ => 3,
    };
}
