using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Conformance.Tests;

/// <summary>
/// The kernels of the vector extension against the interpreter: shapes, zero points, scales and clamps at random, values at random
/// and at the ends of their ranges, on the emulated Cortex-M55.
/// </summary>
public class MveKernelTests
{
    private const int ModelsAtOnce = 40;

    private static readonly OptimizeGoal[] Goals = [OptimizeGoal.Instructions, OptimizeGoal.Balanced, OptimizeGoal.Ram, OptimizeGoal.Speed];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Matrices_are_exact(int seed) => Compare(seed, (random, i) =>
    {
        var (depth, outputs) = (random.Next(1, 150), random.Next(1, 70));
        if (i % 8 == 0) depth = random.Next(300, 700);
        var rows = i % 2 == 0 ? 1 : random.Next(2, 12);
        var layer = new RandomLayer(random, [rows, depth], [outputs, depth], outputs, depth, perChannel: i % 3 == 0);
        return layer.Build(new FullyConnected(layer.Activation), [rows, outputs]);
    });

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Pointwise_convolutions_are_exact(int seed) => Compare(seed, (random, i) =>
    {
        var (depth, outputs) = (random.Next(1, 140), random.Next(1, 140));
        var (h, w) = (random.Next(1, 5), random.Next(1, 6));
        var stride = i % 4 == 0 ? 2 : 1;
        var layer = new RandomLayer(random, [1, h, w, depth], [outputs, 1, 1, depth], outputs, depth, perChannel: true);
        return layer.Build(new Conv2D(new Steps(stride, stride), default(Padding), layer.Activation),
            [1, (h + stride - 1) / stride, (w + stride - 1) / stride, outputs]);
    });

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Convolutions_are_exact(int seed) => Compare(seed, (random, i) =>
    {
        var (depth, outputs) = (i % 3 == 0 ? random.Next(1, 5) : random.Next(1, 40), random.Next(1, 40));
        if (i % 10 == 0) depth = 64;
        var (kernelH, kernelW) = i % 2 == 0 ? (3, 3) : (random.Next(1, i % 5 == 0 ? 13 : 6), random.Next(1, 6));
        var window = new RandomWindow(random, kernelH, kernelW);
        var layer = new RandomLayer(
            random, [1, window.InH, window.InW, depth], [outputs, kernelH, kernelW, depth], outputs, depth * kernelH * kernelW, true);
        return layer.Build(new Conv2D(window.Steps, window.Padding, layer.Activation), [1, window.OutH, window.OutW, outputs]);
    });

    /// <summary>A matrix times one vector, the image.</summary>
    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Windows_as_large_as_the_image_are_exact(int seed) => Compare(seed, (random, i) =>
    {
        var (h, w, depth, outputs) = (random.Next(1, 6), random.Next(1, 6), random.Next(1, 30), random.Next(1, 40));
        var layer = new RandomLayer(random, [1, h, w, depth], [outputs, h, w, depth], outputs, depth * h * w, true);
        return layer.Build(new Conv2D(Steps.One, default(Padding), layer.Activation), [1, 1, 1, outputs]);
    }, models: 12);

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void Depthwise_convolutions_are_exact(int seed) => Compare(seed, (random, i) =>
    {
        var depth = i % 3 == 0 ? 1 << random.Next(0, 6) : random.Next(1, 140);
        var (kernelH, kernelW) = i % 2 == 0 ? (3, 3) : (random.Next(1, 7), random.Next(1, 7));
        var window = new RandomWindow(random, kernelH, kernelW);
        var layer = new RandomLayer(
            random, [1, window.InH, window.InW, depth], [1, kernelH, kernelW, depth], depth, kernelH * kernelW, true, isDepthwise: true);
        return layer.Build(new DepthwiseConv2D(window.Steps, window.Padding, layer.Activation), [1, window.OutH, window.OutW, depth]);
    });

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Depthwise_convolutions_of_one_channel_are_exact(int seed) => Compare(seed, (random, i) =>
    {
        var outputs = random.Next(2, 20);
        var (kernelH, kernelW) = (random.Next(1, 11), random.Next(1, 9));
        var window = new RandomWindow(random, kernelH, kernelW);
        var layer = new RandomLayer(
            random, [1, window.InH, window.InW, 1], [1, kernelH, kernelW, outputs], outputs, kernelH * kernelW, true, isDepthwise: true);
        return layer.Build(new DepthwiseConv2D(window.Steps, window.Padding, layer.Activation), [1, window.OutH, window.OutW, outputs]);
    });

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    public void Sums_are_exact(int seed) => Compare(seed, (random, i) =>
    {
        Shape shape = [random.Next(1, 5), random.Next(1, 100)];
        var builder = new GraphBuilder("sum");
        Activation[] activations = [Activation.None, Activation.Relu, Activation.Relu6];
        var scale = 0.01f * (1 + (float)random.NextDouble());
        // Equal scales, ordinary ones, and one that rounds the other operand away.
        var other = i % 4 == 0 ? scale : scale * (float)Math.Pow(2, (i % 4 == 1 ? 30 : 6) * (random.NextDouble() - 0.5));
        TensorType Type(float s) =>
            new(ElementType.Int8, shape, new Quantization.PerTensor(s, i % 5 == 0 ? -128 : random.Next(-128, 128)));
        var output = Type(Math.Max(scale, other) * (0.5f + (float)random.NextDouble()));
        return builder.Build([builder.Add(new Add(activations[i % 3]), [builder.Input("a", Type(scale)), builder.Input("b", Type(other))],
            output.Quantization, "y", Origin.Of("sum"))]);
    });

    [Theory]
    [InlineData(15)]
    public void Means_of_images_are_exact(int seed) => Compare(seed, (random, i) =>
    {
        Shape shape = [1, random.Next(1, 17), random.Next(1, 17), random.Next(1, 150)];
        var quantization = new Quantization.PerTensor(0.1f, 3);
        var builder = new GraphBuilder("mean");
        var x = builder.Input("x", new TensorType(ElementType.Int8, shape, quantization));
        var mean = new AveragePool2D(shape[1], shape[2], Steps.One, default);
        return builder.Build([builder.Add(mean, [x], quantization, "y", Origin.Of("mean"))]);
    });

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    public void Pools_are_exact(int seed) => Compare(seed, (random, i) =>
    {
        var (kernelH, kernelW) = (random.Next(1, 6), random.Next(1, 6));
        var window = new RandomWindow(random, kernelH, kernelW);
        var quantization = new Quantization.PerTensor(0.1f, random.Next(-128, 128));
        var activation = i % 4 == 0 ? Activation.Relu : Activation.None;
        Op op = i % 2 == 0 ? new MaxPool2D(kernelH, kernelW, window.Steps, window.Padding, activation)
            : new AveragePool2D(kernelH, kernelW, window.Steps, default, activation);
        Shape shape = [1, Math.Max(window.InH, kernelH), Math.Max(window.InW, kernelW), random.Next(1, 150)];
        var builder = new GraphBuilder("pool");
        var x = builder.Input("x", new TensorType(ElementType.Int8, shape, quantization));
        return builder.Build([builder.Add(op, [x], quantization, "y", Origin.Of("pool"))]);
    });

    [Fact]
    public void Tables_are_exact() => Compare(18, (random, i) =>
    {
        Shape shape = [random.Next(1, 300)];
        var builder = new GraphBuilder("table");
        var x = builder.Input("x", new TensorType(ElementType.Int8, shape, new Quantization.PerTensor(0.1f, random.Next(-128, 128))));
        var table = new sbyte[256];
        for (var v = 0; v < 256; v++) table[v] = (sbyte)random.Next(-128, 128);
        var values = builder.Constant("table", Tensor.From<sbyte>(new TensorType(ElementType.Int8, [256]), table));
        return builder.Build([builder.Add(new Lookup(), [x, values], new Quantization.PerTensor(0.2f, 5), "y", Origin.Of("table"))]);
    });

    /// <summary>Layers that differ in the size of their images alone have one routine.</summary>
    [Fact]
    public void Routines_are_shared_between_layers() => Compare(20, (random, i) =>
    {
        var depth = random.Next(8, 40);
        var quantization = new Quantization.PerTensor(0.05f, -128);
        var builder = new GraphBuilder("shared");
        var scales = new Quantization.PerAxis(0, EquatableArray.Create<float>([.. Enumerable.Repeat(0.01f, depth)]));
        var y = builder.Input("x", new TensorType(ElementType.Int8, [1, 8, 12, depth], quantization));
        var square = builder.Constant("square", Weights([depth, 1, 1, depth], scales));
        var window = builder.Constant("window", Weights([depth, 3, 3, depth], scales));
        var each = builder.Constant("each", Weights([1, 3, 3, depth], scales with { Axis = 3 }));
        var padding = new Padding(1, 1, 1, 1);
        for (var layer = 0; layer < 3; layer++)
        {
            y = Layer(new Conv2D(Steps.One, default, Activation.Relu), square);
            y = Layer(new DepthwiseConv2D(Steps.One, padding, Activation.Relu), each);
            y = Layer(new Conv2D(Steps.One, padding, Activation.Relu), window);
            y = builder.Add(new MaxPool2D(2, 2, new Steps(2, 2), default), [y], quantization, "y", Origin.Of("pool"));
        }
        var graph = builder.Build([y]);
        var program = ModelCompiler.Compile(graph, new CompileOptions(InstructionSet.ArmMve));
        Assert.Equal(program.Routines.Count(), program.Routines.Select(r => r.Name).Distinct().Count());
        return graph;

        ValueId Layer(Op op, ValueId weights) => builder.Add(op, [y, weights], quantization, "y", Origin.Of("layer"));

        Tensor Weights(Shape shape, Quantization q)
        {
            var values = new sbyte[shape.Elements];
            for (var k = 0; k < values.Length; k++) values[k] = (sbyte)random.Next(-127, 128);
            return Tensor.From<sbyte>(new TensorType(ElementType.Int8, shape, q), values);
        }
    }, models: 6);

    private static void Compare(int seed, Func<RandomStream, int, Graph> make, int models = ModelsAtOnce)
    {
        var device = TargetsAtHand.Require("cortex-m55");
        var random = new RandomStream((ulong)seed);
        var batch = new DeviceBatch(device, Goals[seed % Goals.Length]);
        var expected = new List<(Graph Graph, byte[][] Inputs)>();
        for (var i = 0; i < models; i++)
        {
            var graph = make(random, i);
            var inputs = RandomLayer.Inputs(random, graph);
            expected.Add((graph, inputs));
            batch.Add(graph, optimize: false, inputs, isSequence: false);
        }
        // The portable kernels must not have done the work.
        var vector = expected.Count(e => ModelCompiler.Compile(e.Graph, new CompileOptions(device.InstructionSet)).Calls
            .All(c => c.Kernel.Needs == InstructionSet.ArmMve));
        Assert.True(vector >= models * 2 / 3, $"only {vector} of {models} are done by vector kernels");
        var wrong = new List<string>();
        foreach (var ((graph, inputs), outputs) in expected.Zip(batch.Run(TestContext.Current.CancellationToken)))
            foreach (var (input, output) in inputs.Zip(outputs))
                if (!new Execution.Interpreter(graph).Run(input).AsSpan().SequenceEqual(output))
                    wrong.Add($"{graph.Nodes[0].Op}: {string.Join(", ", graph.Nodes[0].Inputs.Select(v => graph.Type(v).Shape))}");
        Assert.True(wrong.Count == 0, $"{wrong.Count} outputs are wrong:\n{string.Join('\n', wrong.Distinct())}");
    }
}

/// <summary>A window over an image that it meets, padded or not.</summary>
internal sealed class RandomWindow
{
    public RandomWindow(RandomStream random, int kernelH, int kernelW)
    {
        Steps = new Steps(random.Next(1, 3), random.Next(1, 3));
        var isPadded = random.Next(0, 4) != 0;
        int Pad(int kernel) => isPadded ? random.Next(0, kernel) : 0;
        Padding = new Padding(Pad(kernelH), Pad(kernelH), Pad(kernelW), Pad(kernelW));
        InH = random.Next(Math.Max(1, kernelH - Padding.Top - Padding.Bottom), kernelH + 6);
        InW = random.Next(Math.Max(1, kernelW - Padding.Left - Padding.Right), kernelW + 10);
        OutH = (InH + Padding.Top + Padding.Bottom - kernelH) / Steps.StrideY + 1;
        OutW = (InW + Padding.Left + Padding.Right - kernelW) / Steps.StrideX + 1;
    }

    public Steps Steps { get; }

    public Padding Padding { get; }

    public int InH { get; }

    public int InW { get; }

    public int OutH { get; }

    public int OutW { get; }
}

/// <summary>Quantization, weights and biases of a layer: ordinary ones, and some far from it.</summary>
internal sealed class RandomLayer
{
    private readonly TensorType _x;
    private readonly Tensor _weights, _bias;
    private readonly Quantization.PerTensor _y;

    public RandomLayer(
        RandomStream random, Shape x, Shape w, int channels, int depth, bool perChannel, bool isDepthwise = false)
    {
        int[] zeros = [-128, 127, 0, random.Next(-128, 128)];
        _x = new TensorType(ElementType.Int8, x, new Quantization.PerTensor(0.05f, zeros[random.Next(0, 4)]));
        var kind = random.Next(0, 4);
        var weights = new sbyte[w.Elements];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (sbyte)(kind switch
            {
                0 => random.Next(0, 2) * 254 - 127,
                1 => random.Next(-20, 21),
                2 => random.Next(-128, 128),
                _ => random.Next(-127, 128),
            });
        // The outputs' range is met about; some scales let everything saturate or vanish, or shift left.
        var spread = Math.Sqrt(depth) * (random.Next(0, 6) switch { 0 => 0.001, 1 => 0.01, 2 => 30, _ => 1 });
        Activation[] activations = [Activation.None, Activation.Relu, Activation.Relu, Activation.Relu6];
        Activation = activations[random.Next(0, 4)];
        _y = new Quantization.PerTensor((float)(spread * 0.0025 * (0.5 + random.NextDouble())), zeros[random.Next(0, 4)]);
        float Scale() => (float)(0.0005 * Math.Pow(2, 4 * random.NextDouble() - 2));
        Quantization quantization = perChannel
            ? new Quantization.PerAxis(
                isDepthwise ? 3 : 0, EquatableArray.Create<float>([.. Enumerable.Range(0, channels).Select(_ => Scale())]))
            : new Quantization.PerTensor(Scale(), 0);
        _weights = Tensor.From<sbyte>(new TensorType(ElementType.Int8, w, quantization), weights);
        var bias = new int[channels];
        for (var c = 0; c < channels; c++)
            bias[c] = random.Next(0, 20) == 0 ? random.Next(int.MinValue / 2, int.MaxValue / 2) : random.Next(-5000, 5000);
        _bias = Tensor.From<int>(new TensorType(ElementType.Int32, [channels]), bias);
    }

    public Activation Activation { get; }

    public Graph Build(Op op, Shape y)
    {
        var builder = new GraphBuilder("layer");
        var x = builder.Input("x", _x);
        var result = builder.Add(op, [x, builder.Constant("w", _weights), builder.Constant("b", _bias)], _y, "y", Origin.Of("layer"));
        var graph = builder.Build([result]);
        Assert.Equal(y, graph.Type(result).Shape);
        return graph;
    }

    /// <summary>The ends of the range, one and the other, and anything.</summary>
    public static byte[][] Inputs(RandomStream random, Graph graph)
    {
        var bytes = graph.Inputs.Sum(i => graph.Type(i).Bytes);
        var all = new byte[5][];
        for (var k = 0; k < all.Length; k++)
        {
            all[k] = new byte[bytes];
            for (var i = 0; i < bytes; i++)
                all[k][i] = (byte)(k switch { 0 => 0x80, 1 => 0x7f, 2 => random.Next(0, 2) == 0 ? 0x80 : 0x7f, _ => random.Next(0, 256) });
        }
        return all;
    }
}
