using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>3x3 convolutions in Winograd's form on the emulated Cortex-M4: random shapes, borders, zero points, extreme weights.</summary>
public class WinogradTests
{
    private const int Models = 40;

    [Theory]
    [InlineData(1, OptimizeGoal.Instructions)]
    [InlineData(2, OptimizeGoal.Speed)]
    public void Convolutions_equal_the_interpreter(ulong seed, OptimizeGoal goal)
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var batch = new DeviceBatch(target, goal);
        var models = new List<(Graph Graph, byte[][] Inputs)>();
        var calls = 0;
        for (var i = 0; i < Models; i++)
        {
            var random = new RandomStream((seed * 1000) + (ulong)i);
            var graph = Convolution($"convolution {i}", random);
            byte[][] inputs =
                [.. Enumerable.Range(0, 4).Select(e => e == 3 ? Extremes(graph, random) : RandomTensors.Inputs(graph, random))];
            models.Add((graph, inputs));
            batch.Add(graph, optimize: false, inputs, isSequence: false);
            calls += ModelCompiler.Compile(graph, new CompileOptions(target.InstructionSet, goal)).Calls
                .Count(c => c.Kernel.Family == "winograd_s8_dsp");
        }
        Assert.True(calls > Models / 2, $"only {calls} of {Models} are in Winograd's form");
        var wrong = new List<string>();
        foreach (var ((graph, inputs), outputs) in models.Zip(batch.Run(TestContext.Current.CancellationToken)))
        {
            var interpreter = new Interpreter(graph);
            for (var e = 0; e < inputs.Length; e++)
                if (!interpreter.Run(inputs[e]).AsSpan().SequenceEqual(outputs[e]))
                    wrong.Add($"{graph.Name} example {e}: {graph.Type(graph.Inputs[0])} {graph.Nodes[0].Op}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static byte[] Extremes(Graph graph, RandomStream random) =>
        [.. Enumerable.Range(0, graph.Type(graph.Inputs[0]).Bytes).Select(_ => (byte)(random.Next(0, 2) == 0 ? 127 : 128))];

    private static Graph Convolution(string name, RandomStream random)
    {
        var s = new GraphSketch(name, random);
        var channels = 4 * random.Next(1, random.Next(0, 4) == 0 ? 17 : 5);
        var outputs = random.Next(0, 2) == 0 ? channels : 4 * random.Next(1, 6);
        var (height, width) = random.Next(0, 3) == 0
            ? (8 * random.Next(1, 3), 8 * random.Next(1, 3)) : (random.Next(3, 15), random.Next(3, 15));
        int Side() => random.Next(0, 3) == 0 ? 0 : 1;
        var padding = random.Next(0, 2) == 0 ? new Padding(1, 1, 1, 1) : new Padding(Side(), Side(), Side(), Side());
        var relu = random.Next(0, 2) == 0;
        var x = s.Input([1, height, width, channels], zeroPoint: random.Next(0, 2) == 0 ? -128 : random.Next(-128, 128));
        var weights = random.Next(0, 4) > 0 ? s.Weights([outputs, 3, 3, channels], 0) : ExtremeWeights(s, [outputs, 3, 3, channels]);
        var y = s.Node(new Conv2D(Steps.One, padding, relu ? Activation.Relu : Activation.None),
            s.Sums(x, 9 * channels, relu ? -128 : random.Next(-128, 128)), x, weights,
            random.Next(0, 5) == 0 ? ValueId.None : s.Bias(outputs));
        return s.Build(y);
    }

    private static ValueId ExtremeWeights(GraphSketch s, Shape shape)
    {
        var tensor = s.WeightData(shape, 0);
        var extreme = tensor.Int8().ToArray().Select(v => (sbyte)(v < 0 ? -127 : 127)).ToArray();
        return s.Constant(Tensor.From<sbyte>(tensor.Type, extreme));
    }
}
