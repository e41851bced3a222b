using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Testing;
using Mote.Training.Networks;

namespace Mote.Training.Tests;

public class ZooTests
{
    public static TheoryData<string> Names => [.. Zoo.All.Select(n => n.Name)];

    /// <summary>The large ones are tried on small pictures, and narrow.</summary>
    private static (Shape Input, int Outputs, ZooOptions Options) Small(string name) => Zoo.Find(name) is var n && n.Input[1] == 224
        ? ([1, 48, 48, 3], 4, new ZooOptions { Width = 0.25f }) : (n.Input, n.Outputs, ZooOptions.Default);

    private static Network BuildSmall(string name) => Small(name) is var (input, outputs, options)
        ? Zoo.Build(name, input, outputs, options, seed: 3) : throw new InvalidOperationException();

    /// <summary>With batch normalization in weights and biases: then γ is gone, and β is the bias.</summary>
    private static int Deployed(Network network) =>
        network.ParameterCount - network.Parameters.Where(p => p.Name.EndsWith("gamma", StringComparison.Ordinal)).Sum(p => p.Shape.Elements);

    private static int Normalised(Network network) =>
        network.Parameters.Where(p => p.Name.EndsWith("gamma", StringComparison.Ordinal)).Sum(p => p.Shape.Elements);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_table_says_how_many_numbers_a_device_keeps(string name)
    {
        var n = Zoo.Find(name);
        var network = Zoo.Build(name, n.Input, n.Outputs);
        Assert.Equal(n.Parameters, Deployed(network));
        Assert.Equal([1, n.Outputs], network.Values[network.Outputs.Single()].Shape);
    }

    /// <summary>
    /// What Keras counts for the reference models of MLPerf Tiny: convolutions and dense layers with a bias, batch normalization with four
    /// numbers a channel beside it. https://github.com/mlcommons/tiny
    /// </summary>
    [Theory]
    [InlineData("ds-cnn", "1,49,10,1", 12, 1f, 24_908)]
    [InlineData("mobilenet-v1", "1,96,96,3", 2, 0.25f, 221_794)]
    [InlineData("resnet8", "1,32,32,3", 10, 1f, 78_666)]
    [InlineData("autoencoder", "1,640", 640, 1f, 269_992)]
    public void MLPerf_Tiny(string name, string input, int outputs, float width, int expected)
    {
        var network = Zoo.Build(name, Shaped(input), outputs, new ZooOptions { Width = width });
        Assert.Equal(expected, Deployed(network) + 4 * Normalised(network));
    }

    /// <summary>Weights of the float models themselves, where they are at hand: their norms have been folded.</summary>
    [Theory]
    [InlineData("ad_float", "autoencoder", "1,640", 640, 1f)]
    [InlineData("resnet_float", "resnet8", "1,32,32,3", 10, 1f)]
    [InlineData("vww_float", "mobilenet-v1", "1,96,96,3", 2, 0.25f)]
    public void MLPerf_Tinys_own_files(string model, string name, string input, int outputs, float width)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var network = Zoo.Build(name, Shaped(input), outputs, new ZooOptions { Width = width });
        var graph = Golden.Read(model);
        Assert.Equal(graph.Values.Where(v => v.IsConstant && v.Type.IsFloat).Sum(v => v.Type.Elements), Deployed(network));
        // The same layers in the same order, too, but for the softmax at their end and how they take the mean.
        var own = TrainedNetwork.AsBuilt(network).Export().Graph;
        Assert.Equal(Layers(graph), Layers(own));

        static IEnumerable<(Op, Shape)> Layers(Graph g) => g.Nodes.Where(n => n.Op is Conv2D or DepthwiseConv2D or FullyConnected or Add)
            .Select(n => (n.Op is FullyConnected f ? f with { KeepDims = false } : n.Op, g.Type(n.Output).Shape));
    }

    /// <summary>
    /// Keras' applications at 1000 classes: convolutions have no bias, batch normalization has four numbers a channel. MobileNet 1.0 (4.2
    /// million in the paper) and MobileNetV2 1.0 (3.4 million).
    /// </summary>
    [Theory]
    [InlineData("mobilenet-v1", 4_253_864)]
    [InlineData("mobilenet-v2", 3_538_984)]
    public void Keras_MobileNets(string name, int expected)
    {
        var network = Zoo.Build(name, [1, 224, 224, 3], 1000);
        Assert.Equal(expected, network.ParameterCount + network.Buffers.Sum(b => b.Shape.Elements));
    }

    /// <summary>
    /// Zhang and others (2017), tables of the appendix: memory in kilobytes is one byte for each weight and for each activation that is needed
    /// at a time: the two largest neighbours, for recurrent ones input and states.
    /// </summary>
    [Theory]
    [InlineData("ds-cnn-s", 25 * 5 * 64 * 2, 38.6)]
    [InlineData("ds-cnn-m", 25 * 10 * 172 + 13 * 5 * 172, 189.2)]
    [InlineData("ds-cnn-l", 25 * 10 * 276 + 13 * 5 * 276, 497.6)]
    [InlineData("crnn", 49 * 10 + 20 * 4 * 48 - 2 * 60, 79.8)]
    public void Hello_Edge(string name, int activations, double kilobytes)
    {
        // The crnn has 60 recurrent biases in each of two layers that the paper's cells have not.
        var network = Zoo.Build(name, [1, 49, 10, 1], 12);
        Assert.Equal(kilobytes, Math.Round((Deployed(network) + activations) / 1000.0, 1));
    }

    /// <summary>The formulas of the papers: gates times (inputs + states + biases) times states, and the classifier.</summary>
    [Theory]
    [InlineData("lstm", 118, 4 * 118 * (10 + 118 + 1) + 118 * 12 + 12)]
    [InlineData("gru", 154, 3 * 154 * (10 + 154 + 1) + 154 + 154 * 12 + 12)]
    [InlineData("fastgrnn", 100, 100 * (10 + 100) + 2 * 100 + 2 + 100 * 12 + 12)]
    public void Recurrent_cells(string name, int states, int expected) =>
        Assert.Equal(expected, Zoo.Build(name, [1, 49, 10], 12, new ZooOptions { States = states }).ParameterCount);

    [Theory]
    [InlineData("mobilenet-v2", 0.35f, 16)]
    [InlineData("mobilenet-v2", 1.4f, 48)]
    public void Channels_of_the_second_MobileNet_are_multiples_of_eight(string name, float width, int first)
    {
        var network = Zoo.Build(name, [1, 96, 96, 3], 10, new ZooOptions { Width = width });
        Assert.Equal(first, network.Parameters.First().Shape[0]);
        Assert.All(network.Parameters.Where(p => p.Name.StartsWith("conv", StringComparison.Ordinal)), p => Assert.Equal(0, p.Shape[0] % 8));
    }

    public static TheoryData<string, string> Inputs => new()
    {
        { "ds-cnn", "1,49,10" }, { "ds-cnn-s", "1,98,40" }, { "mobilenet-v1", "1,96,64" }, { "resnet8", "1,28,28,1" }, { "lenet-5", "1,32,32,3" },
        { "lenet-5", "1,16,16,1" }, { "cnn-2d", "1,5,3,1" }, { "cnn-1d", "1,1024" }, { "cnn-1d", "1,128,6" }, { "cnn-1d", "1,49,10,1" },
        { "lstm", "1,128,3" }, { "lstm", "1,28,28,1" }, { "gru", "1,100" }, { "fastgrnn", "1,99,32" }, { "crnn", "1,128,3" },
        { "svdf", "1,49,10,1" }, { "mlp", "1,49,10" }, { "autoencoder", "1,33" }, { "lenet-300-100", "1,784" },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Networks_take_data_in_their_own_shapes(string name, string shape)
    {
        var network = Zoo.Build(name, Shaped(shape), 5, new ZooOptions { Width = 0.25f });
        Assert.Equal(Shaped(shape), network.Inputs.Single().Shape);
        Assert.Equal([1, 5], network.Values[network.Outputs.Single()].Shape);
        Assert.Equal(network.Nodes.Length, Used(network));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_graph_of_each_computes_what_it_does_and_so_does_the_network_made_of_that_graph(string name)
    {
        var trained = TrainedNetwork.Of(BuildSmall(name));
        var input = TrainedNetwork.Input(Small(name).Input);
        var expected = trained.Run(input);
        var graph = trained.Export().Graph;
        TrainedNetwork.AssertClose(expected, TrainedNetwork.Interpret(graph, input));
        var back = TrainedNetwork.AsBuilt(GraphImport.FromGraph(graph));
        Assert.Equal(Deployed(trained.Network), back.Network.ParameterCount);
        TrainedNetwork.AssertClose(expected, back.Run(input));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_down_the_slope_reduces_the_loss(string name) =>
        Descent.AssertStepHelps(BuildSmall(name), name == "autoencoder" ? new Loss.MeanSquaredError() : new Loss.SoftmaxCrossEntropy());

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        var all = ((ulong[])[1, 1, 2]).Select(seed => Zoo.Build("ds-cnn", [1, 49, 10], 12, null, seed).Parameters.First().Initial).ToArray();
        Assert.Equal(all[0], all[1]);
        Assert.NotEqual(all[0], all[2]);
    }

    [Fact]
    public void Names_that_are_none_get_the_nearest_one()
    {
        var e = Assert.Throws<MoteException>(() => Zoo.Build("dscnn", [1, 49, 10], 12));
        Assert.Equal("MOTE0607", e.Diagnostics.Single().Code);
        Assert.Contains("Did you mean 'ds-cnn'?", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_another_kind_are_refused()
    {
        var e = Assert.Throws<MoteException>(() => Zoo.Build("resnet8", [1, 100], 10));
        Assert.Equal("MOTE0601", e.Diagnostics.Single().Code);
        Assert.Contains("[1,100]", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Nodes that an output or a buffer's next value needs.</summary>
    private static int Used(Network network)
    {
        var needed = network.Outputs.Concat(network.Updates.Select(u => u.Value)).ToHashSet();
        var used = 0;
        foreach (var node in network.Nodes.Reverse().Where(n => n.Outputs.Any(needed.Contains)))
        {
            used++;
            needed.UnionWith(node.Inputs);
        }
        return used;
    }

    private static Shape Shaped(string dims) => Shape.Create([.. dims.Split(',').Select(int.Parse)]);
}
