using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

/// <summary>
/// A convolution of bytes with a small window that gives signs: the first layer of most networks of signs. It needs no rescaling, and
/// its result as bits is an eighth of what it is as bytes.
/// </summary>
internal static class ByteSignLayer
{
    /// <summary>Larger windows are better left to kernels that multiply bytes.</summary>
    private const int MostProducts = 64;

    public static bool Is(Graph graph, Node node)
    {
        if (node.Op is not Conv2D op || graph[node.Inputs[Conv2D.Weights]].Data is not { Type.Element: ElementType.Int8 } weights)
            return false;
        var (x, w, y) = (graph.Type(node.Inputs[0]), weights.Type, graph.Type(node.Output));
        if (op.Activation != Activation.ReluN1To1 || x.Element != ElementType.Int8 || w.Shape[3] != x.Shape[3]
            || w.Shape.Elements / w.Shape[0] > MostProducts || !SignValues.Are(graph, node.Output)) return false;
        // The result's sign is that of the sum as long as nothing wraps.
        var factors = Requantization.Convolution(x, w, y, w.Shape[0]);
        var bias = graph[node.Inputs[Conv2D.Bias]].Data!.Span<int>();
        var values = weights.Span<sbyte>();
        var each = values.Length / bias.Length;
        for (var c = 0; c < bias.Length; c++)
        {
            var most = Math.Abs((long)bias[c]);
            foreach (var weight in values.Slice(c * each, each)) most += 255 * Math.Abs((long)weight);
            if (most > int.MaxValue >> factors[c].Shift) return false;
        }
        return true;
    }

    /// <summary>Products in pairs, four channels abreast; zeros where there are no more.</summary>
    public static short[] Pack(Tensor weights)
    {
        var values = weights.Span<sbyte>();
        var channels = weights.Type.Shape[0];
        var each = values.Length / channels;
        var pairs = Pairs(each);
        var packed = new short[(channels + 3) / 4 * pairs * 8];
        for (var c = 0; c < channels; c++)
        for (var i = 0; i < each; i++)
            packed[(((c / 4 * pairs) + (i / 2)) * 8) + (c % 4 * 2) + (i % 2)] = values[(c * each) + i];
        return packed;
    }

    public static int Pairs(int products) => (products + 1) / 2;
}
