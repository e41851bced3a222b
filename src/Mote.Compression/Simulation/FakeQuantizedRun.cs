using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Compression;

/// <summary>How sums are brought to the scale of a layer's result.</summary>
public enum RescalingArithmetic
{
    /// <summary>With the device's integers: multiplier and shift.</summary>
    FixedPoint,

    /// <summary>With the real quotient of scales, as fake quantization in training does.</summary>
    Real,
}

/// <param name="Layer">By its name in the source.</param>
/// <param name="Operator">By its name.</param>
/// <param name="Elements">Compared, over all examples.</param>
/// <param name="Differing">Of them, those whose stored integers differ.</param>
/// <param name="LargestDifference">In steps.</param>
public sealed record LayerAgreement(string Layer, string Operator, long Elements, long Differing, double LargestDifference);

/// <summary>
/// The fake-quantized graph: the float graph's weights and biases, rounded to the scales of the integer graph, on activations that
/// are whole numbers of steps, in double precision, where sums of such products are exact. Shares no kernel and no constant with the
/// integer graph where sums are concerned (convolutions, matrices, additions, products, means, pools); functions, cells and moves
/// are computed by the operator's definition.
/// </summary>
public sealed class FakeQuantizedRun
{
    private readonly QuantizedModel _model;
    private readonly RescalingArithmetic _arithmetic;
    private readonly double[][] _codes;
    private readonly Dictionary<ValueId, FakeLayer> _layers = [];

    public FakeQuantizedRun(QuantizedModel model, RescalingArithmetic arithmetic = RescalingArithmetic.FixedPoint)
    {
        (_model, _arithmetic) = (model, arithmetic);
        _codes = new double[model.Graph.Values.Length][];
        foreach (var value in model.Graph.Values.Where(v => v.Data is not null))
            _codes[value.Id.Index] = StoredCodes.Read(value.Type, value.Data!.Bytes);
        var makers = new Dictionary<ValueId, Node>();
        foreach (var node in model.Source.Nodes) makers[node.Output] = node;
        foreach (var node in model.Graph.Nodes)
        {
            var isStored = model.Graph.Type(node.Output).Element is ElementType.Int8 or ElementType.Int16
                && model.Graph.Type(node.Inputs[0]).Element == model.Graph.Type(node.Output).Element;
            if (isStored && ScaleRules.Of(node.Op) == ScaleRule.Weighted
                && makers.TryGetValue(model.Sources[node.Output], out var source) && model.Source.Type(source.Output).IsFloat)
                _layers[node.Output] = FakeLayer.Of(model, node, source);
        }
        Reset();
    }

    /// <summary>States are again as at the beginning.</summary>
    public void Reset()
    {
        foreach (var state in _model.Graph.States) _codes[state.Before.Index] = StoredCodes.Read(state.Initial.Type, state.Initial.Bytes);
    }

    /// <summary>A value of the integer graph with the last example: the stored integers, or reals where it is real.</summary>
    public ReadOnlySpan<double> this[ValueId id] => _codes[id.Index];

    /// <param name="example">All inputs of the float graph.</param>
    public void Run(ReadOnlySpan<byte> example)
    {
        var graph = _model.Graph;
        ReadOnlySpan<byte> rest = QuantizedInputs.Of(_model.Source, graph, example);
        foreach (var input in graph.Inputs)
        {
            _codes[input.Index] = StoredCodes.Read(graph.Type(input), rest[..graph.Type(input).Bytes]);
            rest = rest[graph.Type(input).Bytes..];
        }
        foreach (var node in graph.Nodes) Compute(node);
        foreach (var state in graph.States.Where(s => s.IsWritten)) _codes[state.Before.Index] = _codes[state.After.Index];
    }

    /// <summary>
    /// Compares every layer with the interpreter on the integer graph. With <see cref="RescalingArithmetic.FixedPoint"/> no element
    /// differs; with the real quotient some do, by a step: that is how far training's arithmetic is from the device's.
    /// </summary>
    public static ImmutableArray<LayerAgreement> Compare(QuantizedModel model, IReadOnlyList<byte[]> examples,
        RescalingArithmetic arithmetic = RescalingArithmetic.FixedPoint, CancellationToken cancellation = default)
    {
        var nodes = model.Graph.Nodes;
        var (elements, differing, largest) = (new long[nodes.Length], new long[nodes.Length], new double[nodes.Length]);
        var fake = new FakeQuantizedRun(model, arithmetic);
        var stored = new GraphTrace(model.Graph);
        foreach (var example in examples)
        {
            cancellation.ThrowIfCancellationRequested();
            fake.Reset();
            stored.Reset();
            fake.Run(example);
            stored.Run(QuantizedInputs.Of(model.Source, model.Graph, example));
            for (var i = 0; i < nodes.Length; i++)
                foreach (var output in nodes[i].Outputs)
                {
                    var expected = StoredCodes.Read(model.Graph.Type(output), stored[output]);
                    var found = fake[output];
                    elements[i] += expected.Length;
                    for (var e = 0; e < expected.Length; e++)
                    {
                        if (expected[e].Equals(found[e])) continue;
                        differing[i]++;
                        largest[i] = Math.Max(largest[i], Math.Abs(expected[e] - found[e]));
                    }
                }
        }
        return [.. nodes.Select((n, i) => new LayerAgreement(n.Origin.ToString(), n.Op.Name(), elements[i], differing[i], largest[i]))];
    }

    private void Compute(Node node)
    {
        var graph = _model.Graph;
        if (_layers.TryGetValue(node.Output, out var layer))
            _codes[node.Output.Index] = layer.Run(_codes[node.Inputs[0].Index], _arithmetic);
        else if (FakeArithmetic.Of(graph, node, _arithmetic) is { } compute)
            _codes[node.Output.Index] = compute([.. node.Inputs.Select(i => _codes[i.Index])]);
        else
        {
            var results = Interpreter.Evaluate(graph, node, id => graph[id].Data is { } constant ? constant.Bytes.ToArray()
                : StoredCodes.Write(graph.Type(id), _codes[id.Index]));
            for (var i = 0; i < results.Length; i++)
                _codes[node.Outputs[i].Index] = StoredCodes.Read(graph.Type(node.Outputs[i]), results[i]);
        }
    }
}
