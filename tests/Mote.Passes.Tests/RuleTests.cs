using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Passes.Rules;
using Mote.Testing;

namespace Mote.Passes.Tests;

/// <summary>
/// Each rewrite rule where it must fire and, one step beside, where it must not. Remove a guard from a rule and both the test
/// here that names it and the metamorphic tests fail; that was tried for each of them.
/// </summary>
public class RuleTests
{
    private static readonly Pad Border = new([0, 1, 1, 0], [0, 1, 1, 0]);

    private static GraphSketch Sketch(bool isFloat = false) => new("rule", new RandomStream(7), isFloat);

    /// <summary>Applies the rule, holds outputs to the bit, and gives the operators that remain, in order.</summary>
    private static string Apply(IRewriteRule rule, Graph graph)
    {
        graph = new EliminateDeadCode().Run(graph);
        var changed = new RewritePass(rule).Run(graph);
        GraphVerifier.Verify(changed, rule.Name);
        Assert.Null(RandomTensors.Difference(graph, changed, new RandomStream(1), cases: 20));
        return string.Join(' ', changed.Nodes.Select(n => n.Op.Name()));
    }

    private static ValueId Convolve(GraphSketch s, ValueId x, Activation activation = Activation.None)
    {
        var channels = s.Builder.Type(x).Shape[3];
        return s.Node(new Conv2D(Steps.One, default, activation), s.Sums(x, 9 * channels, -20), x, s.Weights([3, 3, 3, channels], 0), s.Bias(3));
    }

    private static string PadThenConvolve(Pad pad, bool isFloat = false, bool depthwise = false)
    {
        var s = Sketch(isFloat);
        var x = s.Keep(pad, s.Input([1, 5, 5, 2], zeroPoint: 3));
        var channels = s.Builder.Type(x).Shape[3];
        var y = depthwise
            ? s.Node(new DepthwiseConv2D(Steps.One, new Padding(1, 0, 0, 2)), s.Sums(x, 9, 0), x, s.Weights([1, 3, 3, channels], 3))
            : Convolve(s, x);
        return Apply(new FusePad(), s.Build(y));
    }

    [Fact]
    public void Padding_with_the_real_zero_is_fused()
    {
        Assert.Equal("Conv2D", PadThenConvolve(Border));
        Assert.Equal("Conv2D", PadThenConvolve(Border with { Value = 3 }));
        Assert.Equal("Conv2D", PadThenConvolve(Border, isFloat: true));
        Assert.Equal("DepthwiseConv2D", PadThenConvolve(Border, depthwise: true));
    }

    [Fact]
    public void Padding_with_another_value_is_not_fused() => Assert.Equal("Pad Conv2D", PadThenConvolve(Border with { Value = 2 }));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Padding_of_batch_or_channels_is_not_fused(int axis)
    {
        int[] more = [0, 1, 1, 0];
        more[axis] = 1;
        Assert.Equal("Pad Conv2D", PadThenConvolve(new Pad(new(more), [0, 1, 1, 0])));
        Assert.Equal("Pad Conv2D", PadThenConvolve(new Pad([0, 1, 1, 0], new(more))));
    }

    [Fact]
    public void Padding_that_others_read_is_not_fused()
    {
        var s = Sketch();
        var padded = s.Keep(Border, s.Input([1, 5, 5, 2]));
        var graph = s.Build(Convolve(s, padded), padded);
        Assert.Same(graph, new RewritePass(new FusePad()).Run(graph));
    }

    [Fact]
    public void Float_padding_is_not_fused_into_weights_that_are_not_finite()
    {
        var s = Sketch(isFloat: true);
        var padded = s.Keep(Border, s.Input([1, 3, 3, 1]));
        var w = s.Constant(Tensor.From<float>(new TensorType(ElementType.Float32, [1, 1, 2, 1]), [1, float.PositiveInfinity]));
        Assert.Equal("Pad Conv2D", Apply(new FusePad(), s.Build(s.Node(new Conv2D(Steps.One, default), null, padded, w))));
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Relu6)]
    [InlineData(Activation.ReluN1To1)]
    public void A_clamp_that_keeps_the_type_is_fused(Activation kind)
    {
        var s = Sketch();
        Assert.Equal("Conv2D", Apply(new FuseActivation(), s.Build(s.Keep(new Relu(kind), Convolve(s, s.Input([1, 5, 5, 2]))))));
    }

    [Fact]
    public void A_clamp_that_rescales_is_not_fused()
    {
        var s = Sketch();
        var y = s.Node(new Relu(Activation.Relu), s.Q(0.01f, -128), Convolve(s, s.Input([1, 5, 5, 2])));
        Assert.Equal("Conv2D Relu", Apply(new FuseActivation(), s.Build(y)));
    }

    [Fact]
    public void A_clamp_after_a_clamp_or_beside_other_readers_is_not_fused()
    {
        var s = Sketch();
        var clamped = Convolve(s, s.Input([1, 5, 5, 2]), Activation.ReluN1To1);
        Assert.Equal("Conv2D Relu", Apply(new FuseActivation(), s.Build(s.Keep(new Relu(Activation.Relu), clamped))));
        s = Sketch();
        var shared = Convolve(s, s.Input([1, 5, 5, 2]));
        Assert.Equal("Conv2D Relu", Apply(new FuseActivation(), s.Build(s.Keep(new Relu(Activation.Relu), shared), shared)));
    }

    [Fact]
    public void A_chain_on_one_int8_becomes_a_table()
    {
        var s = Sketch();
        var real = s.Node(new Relu(Activation.Relu6), null, s.Node(new Dequantize(), null, s.Input([1, 4])));
        var y = s.Node(new Quantize(ElementType.Int8), s.Q(0.02f, 9), real);
        Assert.Equal("Lookup", Apply(new MergeRequantization(), s.Build(y)));
    }

    [Fact]
    public void A_chain_that_changes_nothing_goes_unless_it_writes_an_output()
    {
        var s = Sketch();
        var x = s.Input([1, 5, 5, 2], zeroPoint: -128);
        var idle = s.Keep(new Relu(Activation.Relu), x);
        Assert.Equal("Conv2D", Apply(new MergeRequantization(), s.Build(Convolve(s, idle))));
        Assert.Equal("Relu", Apply(new MergeRequantization(), s.Build(idle)));
    }

    [Fact]
    public void A_chain_stops_at_what_others_read_and_at_float_inputs()
    {
        var s = Sketch();
        var middle = s.Node(new Quantize(ElementType.Int8), s.Q(0.02f, 1), s.Input([4]));
        var end = s.Node(new Quantize(ElementType.Int8), s.Q(0.03f, 2), middle);
        Assert.Equal("Quantize Quantize", Apply(new MergeRequantization(), s.Build(middle, end)));
        s = Sketch(isFloat: true);
        var q = s.Node(new Quantize(ElementType.Int8), new Quantization.PerTensor(0.02f, 1), s.Input([4]));
        Assert.Equal("Quantize Relu", Apply(new MergeRequantization(),
            s.Build(s.Node(new Relu(Activation.Relu), new Quantization.PerTensor(0.02f, 1), q))));
    }

    [Fact]
    public void A_table_that_is_computed_is_not_merged()
    {
        var s = Sketch();
        var table = s.Input(new TensorType(ElementType.Int8, [256], new Quantization.PerTensor(1, 0)));
        var looked = s.Node(new Lookup(), s.Q(0.1f, 0), s.Input([4]), table);
        Assert.Equal("Lookup Quantize", Apply(new MergeRequantization(), s.Build(s.Node(new Quantize(ElementType.Int8), s.Q(0.2f, 1), looked))));
    }

    [Fact]
    public void Reshapes_go_where_shape_does_not_matter()
    {
        var s = Sketch();
        var x = s.Input([1, 2, 3, 2]);
        var flat = s.Keep(new Reshape([1, 12]), s.Keep(new Reshape([6, 2]), x));
        var y = s.Node(new FullyConnected(), s.Sums(x, 12, 0), flat, s.Weights([2, 12]));
        Assert.Equal("FullyConnected", Apply(new RemoveReshape(), s.Build(y)));
        Assert.Equal("Reshape", Apply(new RemoveReshape(), s.Build(flat)));
        s = Sketch();
        x = s.Input([1, 2, 3, 2]);
        y = s.Node(new FullyConnected(KeepDims: true), s.Sums(x, 2, 0), s.Keep(new Reshape([6, 2]), x), s.Weights([2, 2]));
        Assert.Equal("Reshape FullyConnected", Apply(new RemoveReshape(), s.Build(y)));
        Assert.Equal("Reshape", Apply(new RemoveReshape(), s.Build(s.Keep(new Reshape([1, 2, 3, 2]), x))));
    }

    [Fact]
    public void Constants_are_folded_except_into_outputs_and_beyond_the_work_limit()
    {
        var s = Sketch();
        var folded = s.Node(new Relu(Activation.Relu), s.Q(0.1f, 0), s.Constant([3]));
        Assert.Equal("Add", Apply(new FoldConstants(), s.Build(s.Node(new Add(), s.Q(0.1f, 0), s.Input([3]), folded))));
        Assert.Equal("Relu", Apply(new FoldConstants(), s.Build(folded)));
        s = Sketch();
        var vast = s.Keep(new Pad([0, 4000, 4000, 0], [0, 4000, 4000, 0]), s.Constant([1, 1, 1, 1]));
        var sum = s.Node(new Mean([1, 2], false), s.Q(0.1f, 0), vast);
        var graph = s.Build(s.Node(new Add(), s.Q(0.1f, 0), s.Input([1, 1]), sum));
        Assert.Same(graph, new RewritePass(new FoldConstants()).Run(graph));
    }

    [Fact]
    public void Dead_code_goes_and_inputs_stay()
    {
        var s = Sketch();
        var (x, unused) = (s.Input([1, 5, 5, 2]), s.Input([2]));
        s.Keep(new Relu(Activation.Relu), Convolve(s, x));
        var y = s.Keep(new Relu(Activation.Relu6), x);
        var slim = new EliminateDeadCode().Run(s.Build(y));
        Assert.Equal(2, slim.Inputs.Length);
        Assert.Equal(3, slim.Values.Length);
        Assert.Equal("Relu", Assert.Single(slim.Nodes).Op.Name());
        Assert.Same(slim, new EliminateDeadCode().Run(slim));
        Assert.True(unused.Index > 0);
    }
}
