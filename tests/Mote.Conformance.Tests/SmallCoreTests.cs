using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>
/// The kernels of Cortex-M0+ and RV32IMC on the emulated cores, against the interpreter: random shapes, windows, scales, zero points and
/// clamps, values at their ends among them.
/// </summary>
public class SmallCoreTests
{
    private static readonly string[] s_devices = ["cortex-m0plus", "rv32imc"];

    private static int Count => TestScope.All ? 120 : 20;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var device in s_devices)
                foreach (var layer in (string[])["rows", "pointwise", "window", "depthwise", "depthwise of many taps"]) data.Add(device, layer);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Layers_equal_the_interpreter(string device, string layer)
    {
        var target = TargetsAtHand.Require(device);
        var goal = layer is "rows" or "window" ? OptimizeGoal.Balanced : OptimizeGoal.Instructions;
        var batch = new DeviceBatch(target, goal);
        var cases = new List<(Graph Graph, byte[][] Inputs)>();
        var ours = 0;
        for (var i = 0; i < Count; i++)
        {
            var random = new RandomStream((ulong)(9000 + i));
            var graph = Create(layer, random);
            var some = RandomTensors.Inputs(graph, random);
            byte[][] inputs = [some, [.. some.Select(v => v < 128 ? (byte)127 : (byte)128)]];
            batch.Add(graph, optimize: false, inputs, isSequence: false);
            cases.Add((graph, inputs));
            if (ModelCompiler.Compile(graph, new CompileOptions(target.InstructionSet, goal)).Calls
                .All(c => c.Kernel.Needs == target.InstructionSet)) ours++;
        }
        // Rows of outputs that cannot be cut into equal pieces are left to the portable kernel.
        Assert.InRange(ours, Count / (layer == "depthwise of many taps" ? 10 : layer == "depthwise" ? 3 : 2), Count);
        var outputs = batch.Run(TestContext.Current.CancellationToken);
        for (var i = 0; i < Count; i++)
        {
            var interpreter = new Interpreter(cases[i].Graph);
            for (var e = 0; e < outputs[i].Length; e++)
                Assert.True(interpreter.Run(cases[i].Inputs[e]).AsSpan().SequenceEqual(outputs[i][e]), $"{layer} {i}, example {e}");
        }
    }

    private static Graph Create(string layer, RandomStream random)
    {
        // Many taps make loops longer than a branch of Armv6-M reaches; most of all are left to the portable kernel.
        var (least, most) = layer == "depthwise of many taps" ? (5, 7) : (1, 5);
        var (kernelY, kernelX) = (random.Next(least, most), random.Next(least, most));
        var padding = random.Next(0, 3) == 0 ? default
            : new Padding(random.Next(0, kernelY), random.Next(0, kernelY), random.Next(0, kernelX), random.Next(0, kernelX));
        var (height, width) = (random.Next(kernelY, kernelY + 8), random.Next(kernelX, kernelX + 12));
        var (depth, channels) = (random.Next(1, 30), random.Next(1, 24));
        var steps = new Steps(random.Next(1, 3), random.Next(1, 3));
        return layer switch
        {
            "rows" => Layer(random, [random.Next(1, 7), depth * 3], [channels, depth * 3], a => new FullyConnected { Activation = a }, null),
            "pointwise" => Layer(random, [1, height, width, depth], [channels, 1, 1, depth], a => new Conv2D(new Steps(1, 1), default, a), 0),
            "window" => Layer(random, [random.Next(1, 3), height, width, depth], [channels, kernelY, kernelX, depth],
                a => new Conv2D(steps, padding, a), 0),
            _ => Layer(random, [random.Next(1, 3), height, width, depth], [1, kernelY, kernelX, depth],
                a => new DepthwiseConv2D(steps, padding, a), 3),
        };
    }

    /// <param name="random">Of everything else.</param>
    /// <param name="x">The input's shape.</param>
    /// <param name="w">The weights'.</param>
    /// <param name="op">The operator, given its activation.</param>
    /// <param name="axis">Of the weights' scales; null: one for all.</param>
    private static Graph Layer(RandomStream random, Shape x, Shape w, Func<Activation, Op> op, int? axis)
    {
        var builder = new GraphBuilder("layer");
        var channels = w[axis ?? 0];
        var sums = w.Elements / channels;
        var activation = (Activation)(random.Next(0, 2) == 0 ? Activation.None : Activation.Relu);
        var zero = activation == Activation.None || random.Next(0, 4) == 0 ? random.Next(-128, 128) : -128;
        var input = builder.Input(
            "x", new TensorType(ElementType.Int8, x, new Quantization.PerTensor(0.05f, random.Next(0, 2) == 0 ? -128 : random.Next(-128, 128))));
        // Some scales are powers of two, so that sums lie between two outputs.
        var even = random.Next(0, 3) == 0;
        var scales = Enumerable.Range(0, channels)
            .Select(_ => even ? 1f / 128 : 0.01f * (0.3f + 2 * (float)random.NextDouble())).ToArray();
        Quantization q = axis is { } a ? new Quantization.PerAxis(a, [.. scales]) : new Quantization.PerTensor(scales[0], 0);
        var most = random.Next(1, 128);
        var atEnds = random.Next(0, 4) == 0;
        var weights = Enumerable.Range(0, w.Elements)
            .Select(_ => (sbyte)(atEnds ? random.Next(0, 2) * 254 - 127 : random.Next(-most, most + 1))).ToArray();
        var bias = Enumerable.Range(0, channels).Select(_ => random.Next(-20_000, 20_000)).ToArray();
        var scale = even ? 0.05f * MathF.ScaleB(1, random.Next(-1, 5)) : 0.03f * MathF.Sqrt(sums) * (0.3f + 2 * (float)random.NextDouble());
        var y = builder.Add(op(activation),
            [
                input,
                builder.Constant("w", Tensor.From<sbyte>(new TensorType(ElementType.Int8, w, q), weights)),
                builder.Constant("bias", Tensor.From<int>(new TensorType(ElementType.Int32, [channels]), bias)),
            ], new Quantization.PerTensor(scale, zero), "y", Origin.Of("layer"));
        return builder.Build([y]);
    }
}
