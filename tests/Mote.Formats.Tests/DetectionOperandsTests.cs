using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Formats.TfLite;

namespace Mote.Formats.Tests;

/// <summary>A detector's last step on the integers that a quantized network gives.</summary>
public class DetectionOperandsTests
{
    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int8)]
    public void Integers_are_dequantized_first(ElementType element)
    {
        var builder = new GraphBuilder("detector");
        ValueId[] inputs =
        [
            builder.Input("boxes", new TensorType(element, [1, 2, 4], new Quantization.PerTensor(0.5f, 3))),
            builder.Input("scores", new TensorType(element, [1, 2, 1], new Quantization.PerTensor(0.25f, 1))),
            builder.Constant("anchors", Tensor.From<float>(new TensorType(ElementType.Float32, [2, 4]), [0, 0, 2, 2, 9, 9, 2, 2])),
        ];
        var real = new TensorType(ElementType.Float32, [1]);
        var y = AdaptedNodes.Append(builder, new DetectionPostProcess(1, 2, 1, 0, 0.5f, 1, 1, 1, 1), inputs, new Tensor?[3],
            [real, real, real, real], ["corners", "classes", "kept", "number"], Origin.Of("detector"));
        var graph = builder.Build(y);
        Assert.Equal(2, graph.Nodes.Count(n => n.Op is Dequantize));
        var output = new Interpreter(graph).Run([3, 3, 3, 3, 5, 3, 3, 3, 3, 5]);
        float[] found = [.. output.Chunk(4).Select(b => BitConverter.ToSingle(b))];
        Assert.Equal([10, 8, 12, 10, -1, -1, 1, 1, 0, 0, 1, 0.5f, 2], found);
    }
}
