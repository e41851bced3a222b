using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Passes;
using Mote.Testing;

namespace Mote.Onnx.Tests;

/// <summary>Whole models of several exporters against onnxruntime's stored results.</summary>
public class ModelTests
{
    public static TheoryData<string> Models => [.. OnnxModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void Results_are_those_of_onnxruntime(string name)
    {
        var model = OnnxModels.Open(name);
        var graph = OnnxReader.Read(model.Path, name);
        Assert.Empty(GraphVerifier.Problems(graph));
        foreach (var (which, run) in (ReadOnlySpan<(string, Graph)>)[("as read", graph), ("optimized", Pipelines.Run(Pipelines.ForDevice, graph))])
        {
            var interpreter = new Interpreter(run);
            for (var example = 0; example < model.Examples; example++)
            {
                var output = interpreter.Run(model.Input(example, [.. run.Inputs.Select(run.Type)]));
                var difference = model.Difference(example, output, [.. run.Outputs.Select(run.Type)], OutputStep(run));
                Assert.True(difference is null, $"{which}, example {example}: {difference}");
            }
        }
    }

    /// <summary>Layouts are a matter of how weights are stored, not of moving activations at every inference.</summary>
    [Theory]
    [InlineData("cnn")]
    [InlineData("cnn_train_bn")]
    [InlineData("cnn_dynamic")]
    [InlineData("cnn_tf2onnx")]
    [InlineData("resnet")]
    [InlineData("mobilenet_se")]
    [InlineData("unet")]
    [InlineData("speech_conv1d")]
    [InlineData("glu_opset21")]
    [InlineData("qdq_torch")]
    [InlineData("qlinear_uint8")]
    public void Convolutional_networks_have_no_transposition_left(string name)
    {
        var graph = OnnxReader.Read(OnnxModels.Open(name).Path, name);
        Assert.DoesNotContain(graph.Nodes, n => n.Op is Transpose);
    }

    [Theory]
    [InlineData("cnn")]
    [InlineData("cnn_train_bn")]
    [InlineData("resnet")]
    public void Batch_normalization_is_folded_into_convolutions(string name)
    {
        var graph = OnnxReader.Read(OnnxModels.Open(name).Path, name);
        Assert.DoesNotContain(graph.Nodes, n => n.Op is Mul);
    }

    [Theory]
    [InlineData("qdq_torch")]
    [InlineData("qlinear_uint8")]
    [InlineData("qdq_decoder")]
    public void Between_quantizations_everything_is_int8(string name)
    {
        var graph = OnnxReader.Read(OnnxModels.Open(name).Path, name);
        Assert.All(graph.Nodes.Where(n => n.Op is Conv2D or DepthwiseConv2D or TransposeConv2D or FullyConnected or BatchMatMul or Add), n => Assert.Equal(ElementType.Int8, graph.Type(n.Output).Element));
        Assert.Single(graph.Nodes, n => n.Op is Quantize && graph.Type(n.Inputs[0]).IsFloat);
        Assert.Single(graph.Nodes, n => n.Op is Dequantize);
    }

    /// <summary>What the graph has an operator for is one node, not many.</summary>
    [Theory]
    [InlineData("gru", typeof(Gru), 1)]
    [InlineData("gru_bidirectional", typeof(Gru), 2)]
    [InlineData("gru_reset_before", typeof(Gru), 1)]
    [InlineData("lstm", typeof(Lstm), 1)]
    [InlineData("unet", typeof(TransposeConv2D), 1)]
    [InlineData("decoder", typeof(TransposeConv2D), 2)]
    [InlineData("qdq_decoder", typeof(TransposeConv2D), 1)]
    [InlineData("qdq_decoder", typeof(BatchMatMul), 1)]
    [InlineData("attention", typeof(BatchMatMul), 2)]
    [InlineData("attention", typeof(Unary), 1)]
    [InlineData("matmul_stacks", typeof(Unary), 3)]
    public void Operators_of_the_graph_are_used(string name, Type op, int count)
    {
        var graph = OnnxReader.Read(OnnxModels.Open(name).Path, name);
        Assert.Equal(count, graph.Nodes.Count(n => n.Op.GetType() == op && n.Op is not Unary { Kind: not UnaryKind.Gelu }));
    }

    [Fact]
    public void Transpositions_before_a_product_are_part_of_it()
    {
        var graph = OnnxReader.Read(OnnxModels.Open("matmul_stacks").Path, "m");
        Assert.DoesNotContain(graph.Nodes, n => n.Op is Transpose);
        Assert.Contains(graph.Nodes, n => n.Op is BatchMatMul { TransposeA: true });
        Assert.Contains(graph.Nodes, n => n.Op is BatchMatMul { TransposeB: true });
    }

    [Fact]
    public void Images_are_channels_last_and_a_note_says_so()
    {
        var notes = new List<Diagnostic>();
        var graph = OnnxReader.Read(OnnxModels.Open("unet").Path, "unet", notes);
        Assert.Equal([1, 12, 8, 2], graph.Type(graph.Inputs[0]).Shape);
        Assert.Equal([1, 24, 16, 2], graph.Type(graph.Outputs[0]).Shape);
        Assert.Equal(2, notes.Count(n => n.Code == "MOTE0135"));
        Assert.Contains("[1,2,12,8] is [1,12,8,2]", notes[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_that_are_channels_last_already_stay()
    {
        var graph = OnnxReader.Read(OnnxModels.Open("cnn_tf2onnx").Path, "m");
        Assert.Equal([1, 12, 12, 3], graph.Type(graph.Inputs[0]).Shape);
    }

    [Fact]
    public void An_open_batch_becomes_one_and_a_warning_says_so()
    {
        var notes = new List<Diagnostic>();
        var graph = OnnxReader.Read(OnnxModels.Open("cnn_dynamic").Path, "m", notes);
        Assert.Equal(1, graph.Type(graph.Inputs[0]).Shape[0]);
        var warning = Assert.Single(notes, n => n.Severity == Severity.Warning);
        Assert.Contains("('batch') is open and becomes 1", warning.Message, StringComparison.Ordinal);
    }

    /// <summary>What the outputs of a quantized model may be off by: one step of each layer's rounding adds up to two of the last.</summary>
    private static float OutputStep(Graph graph) => graph.Nodes.Where(n => n.Op is Dequantize && graph.Outputs.Contains(n.Output))
        .Select(n => graph.Type(n.Inputs[0]).PerTensor.Scale).DefaultIfEmpty(0).Max();
}
