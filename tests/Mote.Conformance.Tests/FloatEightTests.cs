using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>
/// Float layers eight outputs at a time on cores with a single-precision unit, to the bit: random shapes, windows and clamps; zeros of both
/// signs, numbers below the normal ones and large ones among the inputs.
/// </summary>
public class FloatEightTests
{
    private static int Count => TestScope.All ? 160 : 30;

    [Theory]
    [InlineData("cortex-m4", OptimizeGoal.Balanced)]
    [InlineData("cortex-m4", OptimizeGoal.Speed)]
    [InlineData("cortex-m55", OptimizeGoal.Instructions)]
    public void Layers_equal_the_interpreter(string device, OptimizeGoal goal)
    {
        var agreement = new DeviceAgreement(device, goal);
        for (var i = 0; i < Count; i++)
        {
            var random = new RandomStream((ulong)(700 + i));
            var graph = Create(i, random);
            agreement.Add(graph, [.. Enumerable.Range(0, 3).Select(e => Input(graph, random, e))]);
        }
        Assert.InRange(agreement.Calls("matrix_f32_eight"), Count / 4, Count);
        Assert.InRange(agreement.Calls("conv2d_f32_eight"), Count / 5, Count);
        Assert.InRange(agreement.Calls("depthwise_f32_eight"), Count / 5, Count);
        agreement.Check();
    }

    private static byte[] Input(Graph graph, RandomStream random, int example)
    {
        var values = MemoryMarshal.Cast<byte, float>(RandomTensors.Inputs(graph, random)).ToArray();
        if (example == 1)
            foreach (ref var v in values.AsSpan()) v *= random.Next(0, 4) switch { 0 => 1e-40f, 1 => 0, 2 => -0f, _ => 1e-30f };
        if (example == 2)
            foreach (ref var v in values.AsSpan()) v *= random.Next(0, 2) == 0 ? 1e30f : 1;
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    private static Graph Create(int index, RandomStream random)
    {
        var s = new GraphSketch($"layer {index}", random, isFloat: true);
        var (kernelY, kernelX) = (random.Next(1, 5), random.Next(1, 5));
        var padding = random.Next(0, 3) == 0 ? default
            : new Padding(random.Next(0, kernelY), random.Next(0, kernelY), random.Next(0, kernelX), random.Next(0, kernelX));
        var (height, width) = (random.Next(kernelY, kernelY + 6), random.Next(kernelX, kernelX + 8));
        var (depth, channels) = (random.Next(1, 30), random.Next(8, 30));
        var steps = new Steps(random.Next(1, 3), random.Next(1, 3));
        var activation = (Activation)random.Next(0, 4);
        var batches = random.Next(1, 3);
        return s.Build((index % 4) switch
        {
            0 => s.Node(new FullyConnected { Activation = activation }, null,
                s.Input([random.Next(1, 5), depth]), s.Weights([channels, depth]), Bias(channels)),
            1 => s.Node(new Conv2D(Steps.One, default, activation), null,
                s.Input([1, height, width, depth]), s.Weights([channels, 1, 1, depth]), Bias(channels)),
            2 => s.Node(new Conv2D(kernelY * kernelX > 1 ? steps : new Steps(2, 1), padding, activation), null,
                s.Input([batches, height, width, depth]), s.Weights([channels, kernelY, kernelX, depth]), Bias(channels)),
            _ => s.Node(new DepthwiseConv2D(steps, padding, activation), null,
                s.Input([batches, height, width, channels]), s.Weights([1, kernelY, kernelX, channels]), Bias(channels)),
        });

        ValueId Bias(int count) => random.Next(0, 3) == 0 ? ValueId.None : s.Bias(count);
    }
}
