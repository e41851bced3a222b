using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Passes.DeadChannels;
using Mote.Testing;

namespace Mote.Passes.Tests;

/// <summary>Which channels may go, one reason at a time. A model is a 1x1 convolution to four channels and a reader of them.</summary>
public class DeadChannelTests
{
    private const int Zero = -10;

    private static GraphSketch Sketch() => new("channels", new RandomStream(11));

    /// <summary>Weights with whole rows (outputs) or columns (inputs) of zero.</summary>
    private static ValueId Weights(GraphSketch s, Shape shape, int[]? zeroRows = null, int[]? zeroColumns = null)
    {
        var data = s.WeightData(shape, 0);
        var bytes = data.Bytes.ToArray();
        var perRow = bytes.Length / shape[0];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 0) bytes[i] = 1;
            if ((zeroRows ?? []).Contains(i / perRow) || (zeroColumns ?? []).Contains(i % shape[-1])) bytes[i] = 0;
        }
        return s.Constant(Tensor.FromBytes(data.Type, bytes));
    }

    /// <summary>Four channels of which 1 and 2 have no weights: with a bias they hold a constant, without one the zero point.</summary>
    private static ValueId Four(GraphSketch s, ValueId x, int bias, int[]? zeroRows = null)
    {
        var b = s.Constant(Tensor.From<int>(new TensorType(ElementType.Int32, [4]), [100, bias, bias, -300]));
        return s.Node(new Conv2D(Steps.One, default), s.Sums(x, 3, Zero), x, Weights(s, [4, 1, 1, 3], zeroRows ?? [1, 2]), b);
    }

    private static ValueId Read(GraphSketch s, ValueId x, Padding padding, int[]? ignored = null) =>
        s.Node(new Conv2D(Steps.One, padding), s.Sums(x, 36, 5), x, Weights(s, [2, 3, 3, s.Builder.Type(x).Shape[3]], zeroColumns: ignored), s.Bias(2));

    /// <summary>Runs the pass, holds outputs to the bit, and gives the channels of what the first convolution makes.</summary>
    private static int Channels(GraphSketch s, params ReadOnlySpan<ValueId> outputs)
    {
        var graph = s.Build(outputs);
        var slim = new EliminateDeadChannels().Run(graph);
        GraphVerifier.Verify(slim, "eliminate-dead-channels");
        Assert.Null(RandomTensors.Difference(graph, slim, new RandomStream(2), cases: 50));
        return slim.Type(slim.Nodes.First(n => n.Op is Conv2D).Output).Shape[3];
    }

    [Fact]
    public void A_constant_other_than_the_zero_point_stays_before_a_padded_convolution()
    {
        var s = Sketch();
        Assert.Equal(4, Channels(s, Read(s, Four(s, s.Input([1, 5, 5, 3]), 4000), new Padding(1, 1, 1, 1))));
    }

    [Fact]
    public void The_zero_point_goes_before_a_padded_convolution()
    {
        var s = Sketch();
        Assert.Equal(2, Channels(s, Read(s, Four(s, s.Input([1, 5, 5, 3]), 0), new Padding(1, 1, 1, 1))));
    }

    [Fact]
    public void Any_constant_goes_before_an_unpadded_convolution()
    {
        var s = Sketch();
        Assert.Equal(2, Channels(s, Read(s, Four(s, s.Input([1, 5, 5, 3]), 4000), default)));
    }

    [Fact]
    public void A_constant_makes_a_bias_where_there_was_none()
    {
        var s = Sketch();
        var x = Four(s, s.Input([1, 5, 5, 3]), 4000);
        Assert.Equal(2, Channels(s, s.Node(new Conv2D(Steps.One, default), s.Sums(x, 36, 5), x, Weights(s, [2, 3, 3, 4]))));
    }

    [Fact]
    public void Channels_that_nobody_reads_go()
    {
        var s = Sketch();
        Assert.Equal(3, Channels(s, Read(s, Four(s, s.Input([1, 5, 5, 3]), 0, zeroRows: []), new Padding(1, 1, 1, 1), ignored: [3])));
    }

    [Fact]
    public void A_channel_stays_if_one_reader_of_two_needs_it()
    {
        var s = Sketch();
        var x = Four(s, s.Input([1, 5, 5, 3]), 0, zeroRows: []);
        Assert.Equal(3, Channels(s, Read(s, x, default, ignored: [0, 1]), Read(s, x, default, ignored: [1, 2])));
    }

    [Fact]
    public void A_residual_sum_loses_what_both_branches_lack()
    {
        var s = Sketch();
        var x = s.Input([1, 5, 5, 3]);
        var sum = s.Node(new Add(), s.Q(0.2f, 7), Four(s, x, 0, [1, 2]), Four(s, x, 0, [2, 3]));
        Assert.Equal(3, Channels(s, Read(s, sum, default)));
    }

    [Fact]
    public void Depthwise_convolutions_pass_channels_on()
    {
        var s = Sketch();
        var x = Four(s, s.Input([1, 6, 6, 3]), 4000);
        var unpadded = s.Node(new DepthwiseConv2D(Steps.One, default), s.Sums(x, 9, 3), x, s.Weights([1, 3, 3, 4], 3), s.Bias(4));
        Assert.Equal(2, Channels(s, Read(s, unpadded, default)));
        s = Sketch();
        x = Four(s, s.Input([1, 6, 6, 3]), 4000);
        var padded = s.Node(new DepthwiseConv2D(Steps.One, new(1, 1, 1, 1)), s.Sums(x, 9, 3), x, s.Weights([1, 3, 3, 4], 3), s.Bias(4));
        Assert.Equal(4, Channels(s, Read(s, padded, default)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_matrix_on_a_flattened_image_loses_columns(bool keepDims)
    {
        var s = Sketch();
        var x = Four(s, s.Input([1, 2, 2, 3]), 4000);
        var columns = keepDims ? 4 : 16;
        Assert.Equal(2, Channels(s, s.Node(new FullyConnected(KeepDims: keepDims), s.Sums(x, 16, 5), x, Weights(s, [3, columns]), s.Bias(3))));
    }

    [Fact]
    public void A_matrix_whose_weights_have_a_zero_point_reads_everything()
    {
        var s = Sketch();
        var x = Four(s, s.Input([1, 2, 2, 3]), 4000);
        var w = s.Constant(new TensorType(ElementType.Int8, [3, 4], new Quantization.PerTensor(0.01f, 9)));
        Assert.Equal(4, Channels(s, s.Node(new FullyConnected(KeepDims: true), s.Sums(x, 4, 5), x, w)));
    }

    [Fact]
    public void Stored_zeros_are_no_zeros_where_weights_have_a_zero_point()
    {
        var s = Sketch();
        var x = s.Input([1, 4]);
        var type = new TensorType(ElementType.Int8, [3, 4], new Quantization.PerTensor(0.01f, 9));
        var first = s.Node(new FullyConnected(), s.Sums(x, 4, 5), x, s.Constant(Tensor.FromBytes(type, new byte[12])));
        var second = s.Node(new FullyConnected(), s.Sums(first, 3, 5), first, Weights(s, [2, 3]));
        var graph = s.Build(s.Node(new FullyConnected(), s.Sums(second, 2, 5), second, Weights(s, [2, 2])));
        var slim = new EliminateDeadChannels().Run(graph);
        Assert.Null(RandomTensors.Difference(graph, slim, new RandomStream(2), cases: 50));
        Assert.Equal(2, slim.Type(slim.Nodes[1].Output).Shape[-1]);
    }

    [Fact]
    public void Of_computed_weights_nothing_is_assumed()
    {
        var s = Sketch();
        var x = Four(s, s.Input([1, 3, 3, 3]), 4000, zeroRows: [0, 1, 2, 3]);
        var w = s.Input(new TensorType(ElementType.Int8, [1, 1, 1, 4], new Quantization.PerTensor(0.01f, 0)));
        var scaled = s.Node(new DepthwiseConv2D(Steps.One, default), s.Sums(x, 1, 3), x, w);
        Assert.Equal(4, Channels(s, Read(s, scaled, default)));
        s = Sketch();
        x = Four(s, s.Input([1, 3, 3, 3]), 4000, zeroRows: [0, 1, 2, 3]);
        w = s.Input(new TensorType(ElementType.Int8, [4, 1, 1, 4], new Quantization.PerTensor(0.01f, 0)));
        Assert.Equal(4, Channels(s, Read(s, s.Node(new Conv2D(Steps.One, default), s.Sums(x, 4, 3), x, w), default)));
    }

    [Fact]
    public void What_is_computed_from_constants_keeps_its_channels()
    {
        var s = Sketch();
        var constant = s.Keep(new Relu(Activation.Relu), s.Constant([1, 3, 3, 4]));
        var y = Read(s, constant, default, ignored: [1, 2]);
        Assert.Equal(2, Channels(s, s.Node(new Add(), s.Q(0.3f, 0), y, s.Input([1, 1, 1, 2]))));
    }

    [Fact]
    public void Outputs_and_concatenated_values_keep_their_channels()
    {
        var s = Sketch();
        var x = Four(s, s.Input([1, 5, 5, 3]), 0);
        Assert.Equal(4, Channels(s, x));
        Assert.Equal(4, Channels(s, Read(s, s.Keep(new Concatenation(3), x, x), default)));
    }

    [Fact]
    public void One_channel_remains_of_a_tensor_that_is_all_constant()
    {
        var s = Sketch();
        Assert.Equal(1, Channels(s, Read(s, Four(s, s.Input([1, 5, 5, 3]), 0, [0, 1, 2, 3]), default)));
    }

    [Fact]
    public void A_matrix_on_a_scalar_has_no_channels()
    {
        var s = Sketch();
        var x = s.Input([]);
        var graph = s.Build(s.Node(new FullyConnected(), s.Sums(x, 1, 0), x, s.Weights([2, 1])));
        Assert.Same(graph, new EliminateDeadChannels().Run(graph));
    }

    [Fact]
    public void Enormous_graphs_are_not_evaluated()
    {
        var s = Sketch();
        var x = Four(s, s.Input([1, 1, 1, 3]), 4000);
        x = s.Keep(new Pad([0, 2000, 2000, 0], [0, 2000, 2000, 0]), x);
        var y = s.Node(new Conv2D(Steps.One, default), s.Sums(x, 4, 0), x, Weights(s, [2, 64, 64, 4], [0, 1]));
        var graph = s.Build(s.Node(new Conv2D(Steps.One, default), s.Sums(y, 4, 0), y, Weights(s, [2, 1, 1, 2])));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        new EliminateDeadChannels().Run(graph);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"took {clock.Elapsed}");
    }
}
