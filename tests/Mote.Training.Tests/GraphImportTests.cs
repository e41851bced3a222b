using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Testing;
using Mote.Training.Networks;

namespace Mote.Training.Tests;

public class GraphImportTests
{
    public static TheoryData<string> Models =>
        [.. Golden.Models.Where(m => !Golden.IsAvailable || m.EndsWith("_float", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Models))]
    public void Float_models_compute_as_networks_what_they_did(string model)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var graph = Golden.Read(model);
        foreach (var options in (ImportOptions[])[new(), new() { BatchNorm = true }, new() { IsFrozen = _ => true }])
        {
            var trained = TrainedNetwork.AsBuilt(GraphImport.FromGraph(graph, options));
            Assert.Equal(options.IsFrozen is null, trained.Network.ParameterCount > 0);
            foreach (var seed in (ulong[])[1, 2])
            {
                var input = TrainedNetwork.Input(graph.Type(graph.Inputs[0]).Shape, seed);
                TrainedNetwork.AssertClose(TrainedNetwork.Interpret(graph, input), trained.Run(input));
            }
        }
    }

    [Theory]
    [InlineData("resnet_float", false)]
    [InlineData("resnet_float", true)]
    [InlineData("ad_float", false)]
    [InlineData("mnist_lstm_float", false)]
    public void Float_models_can_be_trained_further(string model, bool batchNorm)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var network = GraphImport.FromGraph(Golden.Read(model), new ImportOptions { BatchNorm = batchNorm, Logits = true });
        Descent.AssertStepHelps(network, model == "ad_float" ? new Loss.MeanSquaredError() : new Loss.SoftmaxCrossEntropy());
    }

    [Fact]
    public void All_layers_that_cannot_be_trained_are_named_at_once()
    {
        var b = new GraphBuilder("detector");
        var x = b.Input("x", new TensorType(ElementType.Float32, [1, 4]));
        var rounded = b.Add(new Unary(UnaryKind.Round), [x], null, "r", Origin.Of("rounding"));
        var sum = b.Add(new CumSum(1), [x], null, "s", Origin.Of("running sum"));
        var e = Assert.Throws<MoteException>(() => GraphImport.FromGraph(b.Build([b.Add(new Add(), [rounded, sum], null, "y", Origin.Of("add"))])));
        Assert.Equal(["MOTE0602", "MOTE0602"], e.Diagnostics.Select(d => d.Code));
        Assert.Contains("'rounding'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'running sum'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantized_models_are_refused_with_what_to_do()
    {
        var b = new GraphBuilder("int8");
        var x = b.Input("x", new TensorType(ElementType.Int8, [1, 4], new Quantization.PerTensor(0.1f, 0)));
        var y = b.Add(new Relu(Activation.Relu), [x], new Quantization.PerTensor(0.1f, 0), "y", Origin.Of("relu"));
        var e = Assert.Throws<MoteException>(() => GraphImport.FromGraph(b.Build([y])));
        Assert.Contains("float model", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_softmax_at_the_end_is_left_to_the_loss()
    {
        var b = new GraphBuilder("g");
        var x = b.Input("x", new TensorType(ElementType.Float32, [1, 4]));
        var y = b.Add(new Softmax(), [b.Add(new Relu(Activation.Relu), [x], null, "r", Origin.Of("r"))], null, "y", Origin.Of("softmax"));
        var network = GraphImport.FromGraph(b.Build([y]), new ImportOptions { Logits = true });
        Assert.Equal([typeof(Clamp)], network.Nodes.Select(n => n.Op.GetType()));
    }

    [Fact]
    public void What_is_left_out_is_said()
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var notes = new List<Diagnostic>();
        GraphImport.FromGraph(Golden.Read("mnist_lstm_float"), notes: notes);
        Assert.Equal(("MOTE0603", Severity.Warning), (Assert.Single(notes).Code, notes[0].Severity));
    }

    public static TheoryData<string> Graphs => [.. Sketches.Keys];

    /// <summary>Operators that networks have no node for, and values that do not begin with a dimension of 1.</summary>
    private static readonly Dictionary<string, (Shape Input, Func<GraphBuilder, ValueId, ValueId> Build)> Sketches = new()
    {
        ["sum"] = ([1, 3, 4], (b, x) => Emit(b, new Reduce(ReduceKind.Sum, [1, 2], false), x)),
        ["mean over the first axis"] = ([3, 4], (b, x) => Emit(b, new Mean([0], true), x)),
        ["mean over a dimension of 1"] = ([1, 4], (b, x) => Emit(b, new Softmax(), Emit(b, new Mean([0], false), x))),
        ["unit length"] = ([1, 3, 4], (b, x) => Emit(b, new L2Normalization(), x)),
        ["learned leak"] = ([1, 3, 4], (b, x) => Emit(b, new PRelu(), x, Constant(b, [4]))),
        ["quotient"] = ([1, 3, 4], (b, x) => Emit(b, new Binary(BinaryKind.Div, Activation.Relu), x, Constant(b, [4]))),
        ["squared difference"] = ([1, 4], (b, x) => Emit(b, new Binary(BinaryKind.SquaredDifference), x, Constant(b, [4]))),
        ["several terms"] = ([1, 4], (b, x) => Emit(b, new AddN(), x, x, Constant(b, [1, 4]))),
        ["transposed"] = ([1, 3, 4], (b, x) => Emit(b, new Softmax(), Emit(b, new Transpose([2, 0, 1]), x))),
        ["stacked"] = ([3, 4], (b, x) => Emit(b, new Pack(1), x, Emit(b, new Relu(Activation.Relu), x))),
        ["stacked first"] = ([1, 4], (b, x) => Emit(b, new Pack(0), x, Emit(b, new Relu(Activation.Relu), x))),
        ["joined first"] = ([1, 4], (b, x) => Emit(b, new Concatenation(0), x, Emit(b, new Relu(Activation.Relu), x))),
        ["joined"] = ([1, 3, 4], (b, x) => Emit(b, new Concatenation(2), x, Emit(b, new Relu(Activation.Relu), x))),
        ["split"] = ([2, 4], (b, x) => b.Add(new Split(0, [1, 1], true), [x], [null, null], ["a", "b"], Origin.Of("split"))[1]),
        ["dense on rows"] = ([6, 2], (b, x) => Emit(b, new FullyConnected(Activation.Relu), x, Constant(b, [3, 4]), ValueId.None)),
        ["constants apart"] = ([1, 4], (b, x) => Emit(b, new Mul(), x, Emit(b, new Softmax(), Constant(b, [4])))),
        ["nearest"] = ([1, 2, 3, 2], (b, x) => Emit(b, new Resize(ResizeKind.Nearest, 4, 6), x)),
        ["a sequence, time first"] = ([5, 1, 3], TimeFirst),
    };

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Networks_find_other_words_for_what_they_do_not_have(string name)
    {
        var (shape, build) = Sketches[name];
        var b = new GraphBuilder("sketch");
        var graph = b.Build([build(b, b.Input("x", new TensorType(ElementType.Float32, shape)))]);
        var input = TrainedNetwork.Input(shape);
        var trained = TrainedNetwork.AsBuilt(GraphImport.FromGraph(graph));
        TrainedNetwork.AssertClose(TrainedNetwork.Interpret(graph, input), trained.Run(input));
    }

    private static ValueId TimeFirst(GraphBuilder b, ValueId x)
    {
        ValueId[] gates = [.. Enumerable.Range(0, 12).Select(i => Constant(b, i < 4 ? [2, 3] : i < 8 ? [2, 2] : [2]))];
        var zeros = b.Constant("zeros", Tensor.From<float>(new TensorType(ElementType.Float32, [1, 2]), new float[2]));
        var results = b.Add(new Lstm(TimeMajor: true), [x, .. gates, zeros, zeros], [null, null, null], ["y", "h", "c"], Origin.Of("lstm"));
        return Emit(b, new Add(), results[0], results[1]);
    }

    private static ValueId Emit(GraphBuilder b, Op op, params ReadOnlySpan<ValueId> x) => b.Add(op, x, null, op.Name(), Origin.Of(op.Name()));

    private static ValueId Constant(GraphBuilder b, Shape shape) =>
        b.Constant("constant", Tensor.From<float>(new TensorType(ElementType.Float32, shape), TrainedNetwork.Input(shape, seed: 9)));
}
