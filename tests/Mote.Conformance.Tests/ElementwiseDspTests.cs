using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>Sums of two tensors and means over images on the emulated Cortex-M4.</summary>
public class ElementwiseDspTests
{
    [Fact]
    public void Additions_equal_the_interpreter() => Check("pairs_s8_dsp", 24, random =>
    {
        var s = new GraphSketch("add", random);
        Shape shape = [1, random.Next(8, 20), random.Next(4, 9), random.Next(4, 9)];
        var (a, b) = (s.Input(shape, Scale(random), ZeroPoint(random)), s.Input(shape, Scale(random), ZeroPoint(random)));
        var relu = random.Next(0, 2) == 0;
        var quantization = s.Q(Scale(random), relu ? -128 : ZeroPoint(random));
        return s.Build(s.Node(new Add(relu ? Activation.Relu : Activation.None), quantization, a, b));
    });

    [Fact]
    public void Means_equal_the_interpreter() => Check("mean_pixels_s8_dsp", 30, random =>
    {
        var s = new GraphSketch("mean", random);
        var (height, width) = (random.Next(1, 16), random.Next(1, 17));
        var x = s.Input([1, height, width, 4 * random.Next(1, 30)], zeroPoint: ZeroPoint(random));
        return s.Build(s.Keep(new AveragePool2D(height, width, Steps.One, default), x));
    });

    [Fact]
    public void Means_of_planes_equal_the_interpreter() => Check("mean_pixels_s8_dsp", 30, random =>
    {
        var s = new GraphSketch("depthwise and mean", random);
        var (height, width, channels) = (random.Next(1, 12), random.Next(2, 12), random.Next(2, 12));
        var x = s.Input([1, height, width, channels], zeroPoint: ZeroPoint(random));
        var y = s.Node(new DepthwiseConv2D(Steps.One, new Padding(1, 1, 1, 1), Activation.Relu), s.Sums(x, 9, -128),
            x, s.Weights([1, 3, 3, channels], 3), s.Bias(channels));
        return s.Build(s.Keep(new AveragePool2D(height, width, Steps.One, default), y));
    });

    private static float Scale(RandomStream random) => 0.01f * (float)Math.Pow(2, random.NextDouble() * 4);

    private static int ZeroPoint(RandomStream random) => random.Next(0, 3) == 0 ? -128 : random.Next(-128, 128);

    private static void Check(string family, int least, Func<RandomStream, Graph> make)
    {
        const int models = 30;
        var target = TargetsAtHand.Require("cortex-m4");
        var batch = new DeviceBatch(target, OptimizeGoal.Instructions);
        var all = new List<(Graph Graph, byte[][] Inputs)>();
        var calls = 0;
        for (var i = 0; i < models; i++)
        {
            var random = new RandomStream((ulong)i + 1);
            var graph = make(random);
            byte[][] inputs = [.. Enumerable.Range(0, 4).Select(_ => RandomTensors.Inputs(graph, random))];
            all.Add((graph, inputs));
            batch.Add(graph, optimize: false, inputs, isSequence: false);
            calls += ModelCompiler.Compile(graph, new CompileOptions(target.InstructionSet, OptimizeGoal.Instructions)).Calls
                .Count(c => c.Kernel.Family == family);
        }
        Assert.True(calls >= least, $"only {calls} of {models} are {family}");
        var wrong = new List<string>();
        foreach (var ((graph, inputs), outputs) in all.Zip(batch.Run(TestContext.Current.CancellationToken)))
        {
            var interpreter = new Interpreter(graph);
            for (var e = 0; e < inputs.Length; e++)
                if (!interpreter.Run(inputs[e]).AsSpan().SequenceEqual(outputs[e]))
                    wrong.Add($"example {e}: {graph.Type(graph.Inputs[0])}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
