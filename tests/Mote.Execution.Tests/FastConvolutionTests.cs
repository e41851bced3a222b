using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution.Fast;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Execution.Tests;

/// <summary>Convolutions and matrices of int8 and of reals in shapes where fast kernels change their way: full and partial groups of channels and
/// pixels, several pixels a block, strides, dilations, padding, batches, scales of all sizes.</summary>
public class FastConvolutionTests
{
    public static TheoryData<VectorPath> Paths => [.. VectorPaths.Supported];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Random_layers_are_equal(VectorPath path)
    {
        var random = new RandomStream(11);
        var fast = 0;
        for (var layer = 0; layer < (TestScope.All ? 6000 : 600); layer++)
        {
            var graph = Layer(layer, random);
            var plan = new FastPlan(graph, path);
            fast += plan.ReferenceNodes.Any() ? 0 : 1;
            var (expected, actual) = (new Interpreter(graph), new FastInterpreter(plan));
            for (var i = 0; i < 2; i++)
            {
                var input = RandomTensors.Inputs(graph, random);
                Assert.True(expected.Run(input).AsSpan().SequenceEqual(actual.Run(input)), $"{graph.Name}, {path}");
            }
        }
        Assert.True(fast > 500, $"only {fast} layers are fast");
    }

    /// <summary>Large biases and scales: sums that leave 32 bits, channels that are constant, results far outside of int8.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void Extreme_scales_are_equal(VectorPath path)
    {
        var random = new RandomStream(12);
        for (var layer = 0; layer < 400; layer++)
        {
            var sketch = new GraphSketch($"extreme {layer}", random);
            var x = sketch.Input([1, 3, 3, 4], MathF.Pow(2, random.Next(-20, 10)), random.Next(-128, 128));
            var scales = Enumerable.Range(0, 20).Select(_ => MathF.Pow(2, random.Next(-38, 4)) * 1.37f).ToEquatableArray();
            var weights = Tensor.From<sbyte>(
                new TensorType(ElementType.Int8, [20, 2, 2, 4], new Quantization.PerAxis(0, scales)),
                [.. Enumerable.Range(0, 320).Select(i => random.Next(0, 4) == 0 || i / 16 % 5 == 0 ? (sbyte)0 : (sbyte)random.Next(-128, 128))]);
            var biases = Enumerable.Range(0, 20).Select(_ => random.Next(0, 3) switch
            {
                0 => random.Next(-1000, 1000),
                1 => random.Next(-2, 3) << 30,
                _ => random.Next(int.MinValue, int.MaxValue),
            }).ToArray();
            var bias = Tensor.From<int>(new TensorType(ElementType.Int32, [20]), biases);
            var y = sketch.Node(
                new Conv2D(Steps.One, default, random.Next(0, 2) == 0 ? Activation.None : Activation.Relu6),
                sketch.Q(MathF.Pow(2, random.Next(-20, 20)), random.Next(-128, 128)), x, sketch.Constant(weights), sketch.Constant(bias));
            var graph = sketch.Build(y);
            var input = RandomTensors.Inputs(graph, random);
            Assert.True(
                new Interpreter(graph).Run(input).AsSpan().SequenceEqual(new FastInterpreter(new FastPlan(graph, path)).Run(input)),
                $"{graph.Name}, {path}");
        }
    }

    /// <summary>Sums that need more than 32 bits on their way, all inputs at an end of the range among them.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void Int16_layers_are_equal(VectorPath path)
    {
        var random = new RandomStream(13);
        for (var layer = 0; layer < 200; layer++)
        {
            var sketch = new GraphSketch($"int16 layer {layer}", random);
            var (filters, depth) = (random.Next(1, 40), layer % 4 == 0 ? random.Next(500, 1300) : random.Next(1, 60));
            var quantization = sketch.Q(0.0005f * MathF.Pow(2, random.Next(-8, 8)), 0);
            var bits = layer % 3 == 0 ? ElementType.Int32 : ElementType.Int64;
            var bias = sketch.Constant(new TensorType(bits, [filters]));
            var graph = layer % 2 == 0
                ? sketch.Build(sketch.Node(new FullyConnected(), quantization, Input([random.Next(1, 6), depth]), sketch.Weights([filters, depth], 0), bias))
                : sketch.Build(sketch.Node(
                    new Conv2D(new Steps(1, random.Next(1, 3), 1, random.Next(1, 3)), new Padding(1, 0, 1, 1), Activation.Relu), quantization,
                    Input([1, 4, 9, depth % 12 + 1]), sketch.Weights([filters, 3, 2, depth % 12 + 1], 0), bias));
            var (expected, actual) = (new Interpreter(graph), new FastInterpreter(new FastPlan(graph, path)));
            for (var i = 0; i < 3; i++)
            {
                var input = RandomTensors.Inputs(graph, random);
                if (i == 2) for (var b = 0; b < input.Length; b++) input[b] = (byte)(b % 2 == 0 ? 0 : 0x80);
                Assert.True(expected.Run(input).AsSpan().SequenceEqual(actual.Run(input)), $"{graph.Name}, {path}");
            }

            ValueId Input(Shape shape) => sketch.Input(new TensorType(ElementType.Int16, shape, new Quantization.PerTensor(0.01f, 0)));
        }
    }

    private static Graph Layer(int number, RandomStream random)
    {
        var sketch = new GraphSketch($"layer {number}", random, isFloat: random.Next(0, 4) == 0);
        var kind = random.Next(0, 4);
        var channels = Of(1, 2, 3, 4, 5, 8, 16, 20, 32, 33);
        var filters = Of(1, 3, 8, 12, 16, 17, 24, 31, 32, 40, 64);
        var zero = Of(-128, 0, 127, random.Next(-128, 128));
        Activation activation = random.Next(0, 3) == 0 ? Activation.Relu : random.Next(0, 3) == 0 ? Activation.Relu6 : Activation.None;
        if (kind == 0)
        {
            var depth = random.Next(1, 70);
            var vector = sketch.Input([random.Next(1, 14), depth], 0.05f, zero);
            return Finish(new FullyConnected(activation), vector, [filters, depth], filters, depth, 0);
        }
        var (kernelY, kernelX) = (random.Next(1, 6), random.Next(1, 6));
        if (random.Next(0, 3) == 0) (kernelY, kernelX) = (3, 3);
        var steps = new Steps(random.Next(1, 4), random.Next(1, 4), random.Next(1, 3), random.Next(1, 3));
        if (random.Next(0, 2) == 0) steps = Steps.One;
        var (height, width) = ((kernelY - 1) * steps.DilationY + random.Next(1, 9), (kernelX - 1) * steps.DilationX + random.Next(1, 19));
        var padding = new Padding(random.Next(0, 4), random.Next(0, 4), random.Next(0, 4), random.Next(0, 4));
        if (random.Next(0, 3) == 0) padding = default;
        var image = sketch.Input([random.Next(1, 3), height, width, channels], 0.05f, zero);
        return kind == 1
            ? Finish(new Conv2D(steps, padding, activation), image, [filters, kernelY, kernelX, channels], filters, kernelY * kernelX * channels, 0)
            : Finish(new DepthwiseConv2D(steps, padding, activation), image, [1, kernelY, kernelX, channels], channels, kernelY * kernelX, 3);

        Graph Finish(Op op, ValueId x, Shape weights, int outputs, int taps, int axis)
        {
            int? perAxis = random.Next(0, 2) == 0 ? axis : null;
            var quantization = sketch.Q(0.01f * 0.05f * MathF.Sqrt(taps) * MathF.Pow(2, random.Next(-10, 12)), random.Next(-128, 128));
            return random.Next(0, 4) == 0
                ? sketch.Build(sketch.Node(op, quantization, x, sketch.Weights(weights, perAxis)))
                : sketch.Build(sketch.Node(op, quantization, x, sketch.Weights(weights, perAxis), sketch.Bias(outputs)));
        }

        int Of(params ReadOnlySpan<int> values) => values[random.Next(0, values.Length)];
    }
}
