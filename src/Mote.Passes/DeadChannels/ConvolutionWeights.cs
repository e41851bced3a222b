using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Passes.DeadChannels;

/// <summary>What the int8 weights of a convolution or a matrix read. Weights that are computed count as reading everything.</summary>
internal readonly struct ConvolutionWeights
{
    private readonly Shape _shape;
    private readonly Tensor? _data;

    public ConvolutionWeights(Graph graph, Node node)
    {
        _shape = graph.Type(node.Inputs[1]).Shape;
        // A real zero is the stored zero only where the zero point is 0. Packed weights are not looked into.
        var isOpaque = graph.Type(node.Inputs[1]) is { Quantization: Quantization.PerTensor { ZeroPoint: not 0 } }
            or { Element: ElementType.Int4 };
        _data = isOpaque ? null : graph[node.Inputs[1]].Data;
    }

    /// <summary>Input channels (columns of a matrix) that have a weight other than zero for an output channel.</summary>
    public IEnumerable<int> Reads(int output)
    {
        var inputs = _shape[-1];
        if (_data is null) return Enumerable.Range(0, inputs);
        var perOutput = _shape.Elements / _shape[0];
        var read = new bool[inputs];
        var weights = _data.Span<sbyte>().Slice(output * perOutput, perOutput);
        for (var i = 0; i < weights.Length; i++)
            if (weights[i] != 0) read[i % inputs] = true;
        return Enumerable.Range(0, inputs).Where(c => read[c]);
    }

    /// <summary>Whether all weights of a depthwise channel are zero.</summary>
    public bool IsZeroDepthwise(int channel)
    {
        if (_data is null) return false;
        var weights = _data.Span<sbyte>();
        for (var i = channel; i < weights.Length; i += _shape[-1])
            if (weights[i] != 0) return false;
        return true;
    }

    /// <summary>Σ over kernel positions of the weights from an input channel (or column) to an output channel;
    /// null if weights are computed.</summary>
    public long? Sum(int output, int input)
    {
        if (_data is null) return null;
        var inputs = _shape[-1];
        var perOutput = _shape.Elements / _shape[0];
        var weights = _data.Span<sbyte>().Slice(output * perOutput, perOutput);
        var sum = 0L;
        for (var i = input; i < weights.Length; i += inputs) sum += weights[i];
        return sum;
    }

    /// <summary>Whether nothing comes from an input channel (or column).</summary>
    public bool IgnoresInput(int input)
    {
        if (_data is null) return false;
        var weights = _data.Span<sbyte>();
        for (var i = input; i < weights.Length; i += _shape[-1])
            if (weights[i] != 0) return false;
        return true;
    }
}
