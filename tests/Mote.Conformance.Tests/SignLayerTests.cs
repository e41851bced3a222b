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

/// <summary>
/// Layers of signs on the emulated cores, against the interpreter, which knows nothing of signs: random shapes, windows, paddings and runs
/// of channels that fill no words, biases at which sums tie, channels of which all or none are 1.
/// </summary>
public class SignLayerTests
{
    private const int Examples = 3;

    private static int Count => TestScope.All ? 120 : 16;

    [Theory]
    [InlineData("cortex-m4", OptimizeGoal.Balanced)]
    [InlineData("cortex-m4", OptimizeGoal.Size)]
    [InlineData("cortex-m4", OptimizeGoal.Ram)]
    [InlineData("cortex-m4", OptimizeGoal.Instructions)]
    [InlineData("cortex-m0plus", OptimizeGoal.Instructions)]
    [InlineData("cortex-m55", OptimizeGoal.Balanced)]
    [InlineData("rv32imc", OptimizeGoal.Instructions)]
    public void Networks_of_signs_equal_the_interpreter(string device, OptimizeGoal goal)
    {
        var target = TargetsAtHand.Require(device);
        var batch = new DeviceBatch(target, goal);
        var models = new List<(Graph Graph, byte[][] Inputs)>();
        var (calls, packed, abreast, begins) = (0, 0, 0, 0);
        for (var i = 0; i < Count; i++)
        {
            var random = new RandomStream(7000 + (ulong)i);
            var graph = Network($"signs {i}", random);
            byte[][] inputs = [.. Enumerable.Range(0, Examples).Select(_ => RandomTensors.Inputs(graph, random))];
            models.Add((graph, inputs));
            var program = batch.Add(graph, optimize: i % 2 == 0, inputs, isSequence: false);
            calls += program.Calls.Count(c => c.Kernel.Family.StartsWith("conv2d_signs", StringComparison.Ordinal));
            abreast += program.Calls.Count(c => c.Kernel.Family.StartsWith("conv2d_signs_abreast", StringComparison.Ordinal));
            begins += program.Calls.Count(c => c.Kernel.Family == "conv2d_s8_signs");
            packed += program.Layouts.Count(l => l is ValueLayout.Signs);
        }
        Assert.True(calls > Count, $"only {calls} layers are of signs");
        Assert.True(packed > Count / 2, $"only {packed} values are bits");
        Assert.True(abreast > Count / 4 && calls - abreast > Count / 4, $"{abreast} of {calls} are counted 32 channels abreast");
        Assert.True(begins > Count / 4, $"only {begins} layers make bits of bytes");
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

    /// <summary>Bytes to signs, some layers of signs, and signs or bytes of them.</summary>
    private static Graph Network(string name, RandomStream random)
    {
        var s = new SignSketch(name, random);
        var x = s.Begin(
            [1, random.Next(1, 9), random.Next(1, 9), random.Next(1, 4)], random.Next(0, 3) == 0 ? 32 * random.Next(1, 3) : random.Next(13, 70));
        for (var layers = random.Next(1, 4); layers > 0; layers--)
        {
            if (random.Next(0, 3) == 0) x = s.Pool(x);
            x = random.Next(0, 3) == 0 ? s.Dense(x, random.Next(13, 80), isOfSigns: true)
                : s.Convolution(x, random.Next(13, 80), isOfSigns: true);
        }
        return random.Next(0, 4) switch
        {
            0 => s.End(x),
            1 => s.End(s.Convolution(x, random.Next(1, 9), isOfSigns: false)),
            _ => s.End(s.Dense(x, random.Next(1, 9), isOfSigns: false)),
        };
    }

    private sealed class SignSketch(string name, RandomStream random)
    {
        private readonly GraphBuilder _builder = new(name);
        private int _count;

        public ValueId Begin(Shape shape, int channels)
        {
            var x = _builder.Input("x", new TensorType(ElementType.Int8, shape, new Quantization.PerTensor(0.5f, random.Next(-128, 128))));
            var (y, x2) = (random.Next(1, Math.Min(3, shape[1]) + 1), random.Next(1, Math.Min(3, shape[2]) + 1));
            Shape w = [channels, y, x2, shape[3]];
            // Even weights, odd biases: no sum is zero. What stands for one step of the sum is one step of the result, or a bit more.
            var weights = Enumerable.Range(0, w.Elements).Select(_ => (sbyte)(2 * random.Next(-63, 64))).ToArray();
            var biases = Enumerable.Range(0, channels).Select(_ => 2 * random.Next(-300, 300) + 1).ToArray();
            return Add(new Conv2D(Steps.One, random.Next(0, 2) == 0 ? default : new Padding(0, y - 1, x2 - 1, 0), Activation.ReluN1To1),
                x, w, weights, biases, random.Next(0, 2) == 0 ? 2 : 2.7f, new Quantization.PerTensor(1, 0));
        }

        public ValueId Pool(ValueId x)
        {
            var shape = _builder.Type(x).Shape;
            if (shape.Rank != 4) return x;
            var (y, w) = (random.Next(1, Math.Min(3, shape[1]) + 1), random.Next(1, Math.Min(3, shape[2]) + 1));
            var padding = new Padding(random.Next(0, y), random.Next(0, y), random.Next(0, w), random.Next(0, w));
            return _builder.Add(new MaxPool2D(y, w, new Steps(random.Next(1, 3), random.Next(1, 3)), padding), [x],
                _builder.Type(x).Quantization, Name("pool"), Origin.Of("pool"));
        }

        public ValueId Convolution(ValueId x, int channels, bool isOfSigns)
        {
            var shape = _builder.Type(x).Shape;
            if (shape.Rank != 4)
            {
                x = Reshaped(x, random.Next(0, 2) == 0 ? [1, 1, 1, shape[1]] : shape[1] % 2 == 0 && shape[1] > 40
                    ? [1, 2, 1, shape[1] / 2] : [1, 1, 1, shape[1]]);
                shape = _builder.Type(x).Shape;
            }
            var dilation = random.Next(0, 4) == 0 ? 2 : 1;
            var (y, w) = (random.Next(1, 4), random.Next(1, 4));
            var reach = (Y: (y - 1) * dilation, X: (w - 1) * dilation);
            // At least as much as makes the window fit once.
            var padding = new Padding(Pad(reach.Y), Math.Max(0, reach.Y - shape[1] + 1), Pad(reach.X), Math.Max(0, reach.X - shape[2] + 1));
            return OfSigns(new Conv2D(new Steps(random.Next(1, 3), random.Next(1, 3), dilation, dilation), padding, Activation.ReluN1To1),
                x, [channels, y, w, shape[3]], isOfSigns);

            int Pad(int most) => random.Next(0, 2) == 0 ? 0 : random.Next(0, most + 1);
        }

        public ValueId Dense(ValueId x, int units, bool isOfSigns)
        {
            var shape = _builder.Type(x).Shape;
            if (shape.Rank == 4) x = Reshaped(x, [1, shape.Elements]);
            return OfSigns(new FullyConnected(Activation.ReluN1To1), x, [units, shape.Elements], isOfSigns);
        }

        public Graph End(ValueId y) => _builder.Build([y]);

        private ValueId Reshaped(ValueId x, Shape to) =>
            _builder.Add(new Reshape(to), [x], _builder.Type(x).Quantization, Name("reshape"), Origin.Of("reshape"));

        private ValueId OfSigns(Op op, ValueId x, Shape w, bool givesSigns)
        {
            var signs = Enumerable.Range(0, w.Elements).Select(_ => random.Next(0, 2) == 0 ? -1 : 1).ToArray();
            var sums = w.Elements / w[0];
            if (givesSigns)
                return Add(op, x, w, [.. signs.Select(v => (sbyte)(2 * v))],
                    [.. Enumerable.Range(0, w[0]).Select(c => Bias(c, sums))], random.Next(0, 2) == 0 ? 1 : 1.5f, new Quantization.PerTensor(1, 0));
            var magnitude = random.Next(0, 2) == 0 ? 1 : random.Next(1, 128);
            Op plain = op is Conv2D c ? c with { Activation = Activation.None } : ((FullyConnected)op) with { Activation = Activation.Relu };
            return Add(plain, x, w, [.. signs.Select(v => (sbyte)(magnitude * v))],
                [.. Enumerable.Range(0, w[0]).Select(_ => random.Next(-sums, sums + 1) * magnitude)], 1f / magnitude,
                new Quantization.PerTensor(random.Next(0, 2) == 0 ? 0.25f : sums / 60f, random.Next(-128, 128)));

            // Most sums are near it; some channels are always 1 or never.
            int Bias(int channel, int most) => channel % 9 == 0 ? 2 * (random.Next(0, 2) == 0 ? 3 * most : -3 * most) + 1
                : 2 * random.Next(-most / 4 - 1, most / 4 + 2) + 1;
        }

        private ValueId Add(Op op, ValueId x, Shape w, sbyte[] weights, int[] bias, float scale, Quantization.PerTensor result) =>
            _builder.Add(op,
                [
                    x,
                    _builder.Constant(Name("w"), Tensor.From<sbyte>(new TensorType(ElementType.Int8, w, new Quantization.PerTensor(scale, 0)), weights)),
                    _builder.Constant(Name("b"), Tensor.From<int>(new TensorType(ElementType.Int32, [w[0]]), bias)),
                ], result, Name("y"), Origin.Of("layer"));

        private string Name(string what) => $"{what}{_count++}";
    }
}
