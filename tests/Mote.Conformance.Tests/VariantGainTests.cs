using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Targets;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>How many times fewer instructions the variants of int16 and float layers take than portable kernels on the same core.</summary>
public class VariantGainTests
{
    [Theory]
    [InlineData("pointwise", false, "cortex-m4", 2.5)]
    [InlineData("window", false, "cortex-m4", 2.5)]
    [InlineData("depthwise", false, "cortex-m4", 2.5)]
    [InlineData("matrix", false, "cortex-m4", 2.5)]
    [InlineData("pointwise", true, "cortex-m4", 2.5)]
    [InlineData("window", true, "cortex-m4", 2.5)]
    [InlineData("depthwise", true, "cortex-m4", 2.5)]
    [InlineData("matrix", true, "cortex-m4", 2.5)]
    [InlineData("pointwise", true, "cortex-m55", 2.5)]
    [InlineData("pointwise", false, "cortex-m55", 2.5)]
    public void A_layer_of_keyword_spotting_takes_fewer_instructions(string layer, bool isFloat, string device, double gain)
    {
        var target = TargetsAtHand.Require(device);
        var graph = Layer(layer, isFloat);
        long Instructions(Target t) => Assert.NotNull(Measure.Run(
            graph, t, OptimizeGoal.Instructions, null, 1, cancellation: TestContext.Current.CancellationToken).Instructions);

        var (ours, portable) = (Instructions(target), Instructions(target with { InstructionSet = InstructionSet.Portable }));
        TestContext.Current.TestOutputHelper?.WriteLine($"{graph.Name} on {device}: {portable} to {ours}");
        Assert.True(ours * gain <= portable, $"{ours} instructions, {portable} portable");
    }

    private static Graph Layer(string layer, bool isFloat)
    {
        var s = new GraphSketch($"{layer} {(isFloat ? "float" : "int16")}", new RandomStream(3), isFloat);
        Activation relu = Activation.Relu;
        return s.Build(layer switch
        {
            "pointwise" => s.Node(new Conv2D(Steps.One, default, relu), Q(64),
                Input([1, 25, 5, 64]), s.Weights([64, 1, 1, 64], 0), Bias(64)),
            "window" => s.Node(new Conv2D(new Steps(2, 2), new Padding(4, 5, 1, 1), relu), Q(40),
                Input([1, 49, 10, 1]), s.Weights([64, 10, 4, 1], 0), Bias(64)),
            "depthwise" => s.Node(new DepthwiseConv2D(Steps.One, new Padding(1, 1, 1, 1), relu), Q(9),
                Input([1, 25, 5, 64]), s.Weights([1, 3, 3, 64], 3), Bias(64)),
            _ => s.Node(new FullyConnected(), Q(256), Input([1, 256]), s.Weights([128, 256]), Bias(128)),
        });

        ValueId Input(Shape shape) => s.Input(isFloat ? new TensorType(ElementType.Float32, shape)
            : new TensorType(ElementType.Int16, shape, new Quantization.PerTensor(0.0004f, 0)));
        Quantization? Q(int taps) => isFloat ? null : new Quantization.PerTensor(0.0004f * 0.01f * 60 * MathF.Sqrt(taps), 0);
        ValueId Bias(int count) => isFloat ? s.Bias(count) : s.Constant(Tensor.From<long>(
            new TensorType(ElementType.Int64, [count]), [.. Enumerable.Range(0, count).Select(i => 1000L * i)]));
    }
}
