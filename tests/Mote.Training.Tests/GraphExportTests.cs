using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Training.Networks;

namespace Mote.Training.Tests;

public class GraphExportTests
{
    public static TheoryData<string> Layers => [.. Samples.Keys];

    private static readonly Dictionary<string, (Shape Input, Func<LayerBuilder, int, int> Build)> Samples = new()
    {
        ["convolution, norm, relu"] = ([1, 6, 5, 3], (b, x) => b.BatchNorm(b.Convolution(x, 4, (3, 3), (2, 1)))),
        ["convolution, bias, norm"] = ([1, 6, 5, 3], (b, x) => b.BatchNorm(b.Bias(b.Convolution(x, 4, (3, 3), (1, 1))), Activation.None)),
        ["depthwise, norm, relu6"] = ([1, 6, 5, 3], (b, x) => b.BatchNorm(b.Depthwise(x, (3, 3), (1, 1)), Activation.Relu6)),
        ["dense, norm, relu"] = ([1, 9], (b, x) => b.Dense(b.BatchNorm(b.Matrix(x, 6)), 3)),
        ["dense on rows"] = ([1, 4, 3], (b, x) => b.Dense(x, 5, Activation.Relu)),
        ["norm of the input"] = ([1, 6, 5, 3], (b, x) => b.Convolution(b.BatchNorm(x), 2, (3, 3), (1, 1))),
        ["norm behind a clamp"] = ([1, 9], (b, x) => b.BatchNorm(b.Dense(x, 4, Activation.Relu), Activation.None)),
        ["norm of what is read twice"] = ([1, 9], (b, x) => Twice(b, b.Matrix(x, 5))),
        ["two norms"] = ([1, 9], (b, x) => b.BatchNorm(b.BatchNorm(b.Matrix(x, 5), Activation.None), Activation.Relu)),
        ["residual and clamp"] = ([1, 4, 4, 2], (b, x) => b.Activate(b.Sum(x, b.BatchNorm(b.Convolution(x, 2, (3, 3), (1, 1)))), Activation.Relu)),
        ["clamp of a clamp"] = ([1, 9], (b, x) => b.Activate(b.Dense(x, 5, Activation.Relu6), Activation.ReluN1To1)),
        ["pools"] = ([1, 8, 8, 2], (b, x) => b.GlobalAverage(b.AveragePool(b.MaxPool(x, (2, 2), (2, 2)), (2, 2), (1, 1)))),
        ["dropout"] = ([1, 9], (b, x) => b.Dense(b.Dropout(b.Dense(x, 7), 0.5f), 3)),
        ["lstm"] = ([1, 7, 3], (b, x) => b.Dense(b.Last(b.Lstm(x, 5)), 2)),
        ["gru"] = ([1, 7, 3], (b, x) => b.Dense(b.Last(b.Gru(x, 5)), 2)),
        ["fastgrnn"] = ([1, 7, 3], (b, x) => b.Dense(b.Last(b.FastGrnn(x, 5)), 2)),
        ["functions"] = ([1, 9], (b, x) => b.Function(b.Function(b.Dense(x, 5), UnaryKind.Tanh), UnaryKind.Logistic)),
        ["squeeze and excite"] = ([1, 4, 4, 2], Excite),
        ["leak, softmax, difference"] = ([1, 9], (b, x) => b.Network.Add(new Normalise(0.7f), [Leaked(b, b.Dense(x, 5))], "softmax")),
        ["weights that are computed"] = ([1, 3], (b, x) => b.Network.Add(new Combine(CombineKind.Product), [x, Computed(b)], "scaled")),
        ["joined"] = ([1, 4, 4, 2], (b, x) => b.Network.Add(new Concatenate(3), [x, b.Depthwise(x, (3, 3), (1, 1)), x], "joined")),
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_graph_computes_what_the_network_does(string name)
    {
        var (shape, build) = Samples[name];
        var builder = new LayerBuilder("sample", 5);
        var trained = TrainedNetwork.Of(builder.Build(build(builder, builder.Input(shape))));
        var input = TrainedNetwork.Input(shape);
        TrainedNetwork.AssertClose(trained.Run(input), TrainedNetwork.Interpret(trained.Export().Graph, input));
    }

    [Fact]
    public void Norms_biases_and_clamps_become_part_of_their_layers()
    {
        var b = new LayerBuilder("sample", 5);
        var x = b.BatchNorm(b.Convolution(b.Input([1, 8, 8, 2]), 4, (3, 3), (1, 1)));
        x = b.Dropout(b.BatchNorm(b.Depthwise(x, (3, 3), (2, 2)), Activation.Relu6), 0.2f);
        var graph = TrainedNetwork.Of(b.Build(b.Dense(b.GlobalAverage(x), 3))).Export().Graph;
        Assert.Equal([typeof(Conv2D), typeof(DepthwiseConv2D), typeof(Mean), typeof(FullyConnected)], graph.Nodes.Select(n => n.Op.GetType()));
        Assert.Equal(Activation.Relu, ((Conv2D)graph.Nodes[0].Op).Activation);
        Assert.Equal(Activation.Relu6, ((DepthwiseConv2D)graph.Nodes[1].Op).Activation);
        Assert.Equal("conv + norm", graph.Nodes[0].Origin.ToString());
    }

    [Fact]
    public void At_inference_parameters_keep_their_names_and_nothing_dead_is_left()
    {
        var b = new LayerBuilder("sample", 5);
        var x = b.Input([1, 8]);
        b.Dense(x, 3);
        var network = b.Build(b.Dropout(b.BatchNorm(b.Matrix(x, 4)), 0.3f));
        var inference = network.ForInference();
        Assert.Equal(["dense2.weights", "norm.gamma", "norm.beta"], inference.Parameters.Select(p => p.Name));
        Assert.Equal(["norm.mean", "norm.variance"], inference.Buffers.Select(p => p.Name));
        Assert.Equal([typeof(Connect), typeof(FoldBatchNorm), typeof(ScaleShift)], inference.Nodes.Select(n => n.Op.GetType()));
        Assert.Empty(inference.Updates);
        Assert.Equal(inference.Nodes, inference.ForInference().Nodes);
    }

    [Fact]
    public void What_is_rounded_in_training_is_told_beside_the_graph()
    {
        var b = new LayerBuilder("sample", 5);
        var n = b.Network;
        var x = b.Input([1, 4]);
        var range = n.Buffer("range", [2], [-1, 3]);
        var moved = n.Add(new MoveRange(0.1f), [range, n.Add(new Extremes(), [x], "extremes")], "moved");
        n.Update(range, moved);
        var rounded = n.Add(new QuantizeActivation(8), [x, moved], "rounded");
        var weights = n.Parameter("weights", [2, 4], [1, 2, 3, -127, 0.5f, 0, 0, 0]);
        var product = n.Add(new Connect(), [rounded, n.Add(new QuantizeWeights(8, 0), [weights], "rounded weights")], "dense");
        var output = b.BatchNorm(product, Activation.Relu);
        var second = n.Add(new QuantizeActivation(16), [output, n.Buffer("range2", [2], [0, 2])], "rounded2");
        var model = TrainedNetwork.AsBuilt(b.Build(second)).Export();

        var node = Assert.Single(model.Graph.Nodes);
        Assert.Equal(new ActivationRange(-1, 3, 8), model.Ranges[model.Graph.Inputs[0]]);
        Assert.Equal(new ActivationRange(0, 2, 16), model.Ranges[node.Output]);
        var steps = Assert.Single(model.Steps);
        Assert.Equal(node.Inputs[FullyConnected.Weights], steps.Key);
        var (scale, kept) = (1 / Math.Sqrt(1 + 1e-5), steps.Value);
        Assert.Equal((0, 8), (kept.Axis, kept.Bits));
        Assert.Equal(1 * scale, kept.Steps[0], 1e-6);
        Assert.Equal(0.5 / 127 * scale, kept.Steps[1], 1e-8);
    }

    [Fact]
    public void Steps_of_stacked_gates_go_to_their_gates()
    {
        var b = new LayerBuilder("sample", 5);
        var x = b.Input([1, 3, 1]);
        var weights = b.Network.Parameter("w", [8, 1], [1, 2, 3, 4, 5, 6, 7, 8]);
        var rounded = b.Network.Add(new QuantizeWeights(2, 0), [weights], "rounded");
        var recurrent = b.Network.Parameter("r", [8, 2], [.. Enumerable.Repeat(0.1f, 16)]);
        var bias = b.Network.Parameter("b", [8], [.. Enumerable.Repeat(0.1f, 8)]);
        var y = b.Network.AddAll(new LstmSequence(), [x, rounded, recurrent, bias], "lstm")[0];
        var model = TrainedNetwork.AsBuilt(b.Build(y)).Export();
        var node = Assert.Single(model.Graph.Nodes);
        var gates = Enumerable.Range(Lstm.Weights, 4).Select(o => model.Steps[node.Inputs[o]].Steps.ToArray()).ToArray();
        Assert.Equal([[1, 2], [3, 4], [5, 6], [7, 8]], gates);
    }

    private static int Twice(LayerBuilder b, int x) => b.Sum(b.BatchNorm(x), x);

    private static int Excite(LayerBuilder b, int x)
    {
        var gate = b.Function(b.Dense(b.GlobalAverage(x), b.Shape(x)[3]), UnaryKind.Logistic);
        return b.Network.Add(new Combine(CombineKind.Product), [x, b.Reshape(gate, [1, 1, 1, b.Shape(x)[3]])], "excite");
    }

    private static int Leaked(LayerBuilder b, int x) =>
        b.Network.Add(new Combine(CombineKind.Difference), [b.Network.Add(new Leak(0.2f), [x], "leak"), x], "difference");

    private static int Computed(LayerBuilder b)
    {
        var p = b.Network.Parameter("factor", [3], [1, 2, 3]);
        return b.Network.Add(new Combine(CombineKind.Product), [p, p], "squared");
    }
}
