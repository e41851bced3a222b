using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>
/// Layers of int16 activations and int8 weights on cores with DSP instructions: random shapes, windows, scales, biases of none, 32 and 64
/// bits, sums beyond 32 bits, values at their ends.
/// </summary>
public class Int16DspTests
{
    private static int Count => TestScope.All ? 200 : 40;

    [Theory]
    [InlineData("cortex-m4", OptimizeGoal.Balanced)]
    [InlineData("cortex-m4", OptimizeGoal.Speed)]
    [InlineData("cortex-m55", OptimizeGoal.Instructions)]
    public void Layers_equal_the_interpreter(string device, OptimizeGoal goal)
    {
        var agreement = new DeviceAgreement(device, goal);
        for (var i = 0; i < Count; i++)
        {
            var random = new RandomStream((ulong)(500 + i));
            agreement.Add(Create(i, random), random);
        }
        Assert.InRange(agreement.Calls("matrix_s16_dsp"), Count / 4, Count);
        Assert.InRange(agreement.Calls("conv2d_s16_dsp"), Count / 5, Count);
        Assert.InRange(agreement.Calls("depthwise_s16_dsp"), Count / 5, Count);
        Assert.Equal(Count, agreement.Calls(c => c.Kernel.Needs == InstructionSet.ArmDsp));
        agreement.Check();
    }

    [Fact]
    public void What_the_kernels_cannot_take_is_left_to_portable_ones()
    {
        var agreement = new DeviceAgreement("cortex-m4", OptimizeGoal.Balanced);
        var random = new RandomStream(1);
        agreement.Add(Layer("groups", random, [1, 5, 5, 6], [4, 3, 3, 3], a => new Conv2D(Steps.One, default, a), 0), random);
        agreement.Add(Layer("dilated", random, [1, 7, 7, 4], [4, 3, 3, 4], a => new Conv2D(new Steps(1, 1, 1, 2), default, a), 0), random);
        agreement.Add(Layer("multiplier", random, [1, 7, 7, 4], [1, 3, 3, 8], a => new DepthwiseConv2D(Steps.One, default, a), 3), random);
        Assert.Equal(0, agreement.Calls(c => c.Kernel.Needs == InstructionSet.ArmDsp));
        agreement.Check();
    }

    private static Graph Create(int index, RandomStream random)
    {
        var (kernelY, kernelX) = (random.Next(1, 5), random.Next(1, 5));
        var padding = random.Next(0, 3) == 0 ? default
            : new Padding(random.Next(0, kernelY), random.Next(0, kernelY), random.Next(0, kernelX), random.Next(0, kernelX));
        var (height, width) = (random.Next(kernelY, kernelY + 6), random.Next(kernelX, kernelX + 8));
        var (depth, channels) = (random.Next(1, 30), random.Next(1, 24));
        var steps = new Steps(random.Next(1, 3), random.Next(1, 3));
        var batches = random.Next(1, 3);
        return (index % 4) switch
        {
            // Long ones leave 32 bits.
            0 => Layer($"matrix {index}", random, [random.Next(1, 7), index % 5 == 0 ? 530 + depth : 2 * depth],
                [channels, index % 5 == 0 ? 530 + depth : 2 * depth], a => new FullyConnected { Activation = a }, null),
            1 => Layer($"pointwise {index}", random, [1, height, width, depth], [channels, 1, 1, depth],
                a => new Conv2D(Steps.One, default, a), 0),
            2 => Layer($"window {index}", random, [batches, height, width, depth], [channels, kernelY, kernelX, depth],
                a => new Conv2D(kernelY * kernelX > 1 ? steps : new Steps(2, 1), padding, a), 0),
            _ => Layer($"depthwise {index}", random, [batches, height, width, depth], [1, kernelY, kernelX, depth],
                a => new DepthwiseConv2D(steps, padding, a), 3),
        };
    }

    private static Graph Layer(string name, RandomStream random, Shape x, Shape w, Func<Activation, Op> op, int? axis)
    {
        var builder = new GraphBuilder(name);
        var channels = w[axis ?? 0];
        var sums = w.Elements / channels;
        var activation = (Activation)random.Next(0, 4);
        var input = builder.Input("x", new TensorType(ElementType.Int16, x, new Quantization.PerTensor(0.0004f, 0)));
        var even = random.Next(0, 3) == 0;
        var scales = Enumerable.Range(0, channels)
            .Select(_ => even ? 1f / 128 : 0.01f * (0.3f + 2 * (float)random.NextDouble())).ToArray();
        Quantization q = axis is { } a ? new Quantization.PerAxis(a, [.. scales]) : new Quantization.PerTensor(scales[0], 0);
        var atEnds = sums > 500 || random.Next(0, 4) == 0;
        var most = random.Next(1, 128);
        var weights = Enumerable.Range(0, w.Elements)
            .Select(_ => (sbyte)(atEnds ? random.Next(0, 2) * 254 - 127 : random.Next(-most, most + 1))).ToArray();
        List<ValueId> operands =
            [input, builder.Constant("w", Tensor.From<sbyte>(new TensorType(ElementType.Int8, w, q), weights))];
        var bits = random.Next(0, 4);
        if (bits == 1)
            operands.Add(builder.Constant("bias", Tensor.From<int>(new TensorType(ElementType.Int32, [channels]),
                [.. Enumerable.Range(0, channels).Select(_ => random.Next(-1_000_000, 1_000_000))])));
        else if (bits > 1)
            operands.Add(builder.Constant("bias", Tensor.From<long>(new TensorType(ElementType.Int64, [channels]),
                [.. Enumerable.Range(0, channels).Select(_ => (long)random.Next(-1_000_000, 1_000_000))])));
        // Some factors are powers of two (ties), some so large or small that one instruction does not rescale.
        var spread = random.Next(0, 5) switch { 0 => MathF.ScaleB(1, -12), 1 => MathF.ScaleB(1, 9), _ => 1 };
        var scale = even ? 0.0004f * MathF.ScaleB(1, random.Next(-5, 5)) : 0.0004f * MathF.Sqrt(sums) * (0.3f + 2 * (float)random.NextDouble());
        var y = builder.Add(op(activation), operands.ToArray(), new Quantization.PerTensor(scale * spread, 0), "y", Origin.Of("layer"));
        return builder.Build([y]);
    }
}
