using System.Collections.Concurrent;
using System.Collections.Immutable;
using Mote.Compiler.Lowering;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Compiler.Prediction;

/// <summary>
/// Lowers a layer the first time that one like it is seen, and hands out the same steps, without constants, for all later ones. For
/// predictions alone: the steps' arguments are gone. Several threads may ask.
/// </summary>
internal sealed class RememberedLowering(ProgramParts parts) : ILayerLowering
{
    private readonly LayerLowering _lowering = new();
    private readonly ConcurrentDictionary<LayerKey, PlaneSupport> _planes = new();
    private readonly ConcurrentDictionary<LayerKey, bool> _lines = new();
    private readonly ConcurrentDictionary<LayerKey, Step> _steps = new();

    public ProgramParts Parts => parts;

    public PlaneSupport Planes(Graph graph, Node node, CompileOptions options) => _planes.GetOrAdd(
        LayerKey.Of(graph, node, null, options), static (_, a) => a._lowering.Planes(a.graph, a.node, a.options),
        (_lowering, graph, node, options));

    public bool StreamsLines(Graph graph, Node node, CompileOptions options) => _lines.GetOrAdd(
        LayerKey.Of(graph, node, null, options), static (_, a) => a._lowering.StreamsLines(a.graph, a.node, a.options),
        (_lowering, graph, node, options));

    public Step Lower(Graph graph, Node node, int index, ImmutableArray<ValueLayout> layouts, CompileOptions options)
    {
        // What control flow runs is compiled apart, and belongs to the step's cost.
        if (!node.Op.Subgraphs().IsEmpty) return _lowering.Lower(graph, node, index, layouts, options);
        var step = _steps.GetOrAdd(LayerKey.Of(graph, node, layouts, options), _ => Bare(graph, node, index, layouts, options));
        return ReferenceEquals(step.Node, node) && step.Index == index ? step : Moved(step, node, index);
    }

    /// <summary>A form that makes no difference is the same step.</summary>
    private Step Bare(Graph graph, Node node, int index, ImmutableArray<ValueLayout> layouts, CompileOptions options)
    {
        var step = _lowering.Lower(graph, node, index, layouts, options);
        foreach (var form in Enum.GetValues<KernelForm>())
        {
            if (form == options.Form
                || !_steps.TryGetValue(LayerKey.Of(graph, node, layouts, options with { Form = form }), out var other)) continue;
            var again = _lowering.Lower(graph, node, index, layouts, options with { Form = form });
            if (again.Calls.SequenceEqual(step.Calls)) return other;
        }
        return step with
        {
            Cost = StepCost.Of(graph, step, parts, sharesConstants: false),
            Calls = [.. step.Calls.Select(c => c with { Arguments = [] })],
        };
    }

    /// <summary>The same step for another node with equal operator and types.</summary>
    private static Step Moved(Step step, Node node, int index)
    {
        if (step.Calls is [{ InPlace: null, Stream: null, Copies: null, InPlaceStates.IsEmpty: true }])
            return step with { Node = node, Index = index };
        return step with { Node = node, Index = index, Calls = [.. step.Calls.Select(Of)] };

        KernelCall Of(KernelCall call) => call with
        {
            InPlace = call.InPlace is { } over ? Now(over) : null,
            InPlaceStates = [.. call.InPlaceStates.Select(s => (Now(s.Operand), Now(s.Result)))],
            Stream = call.Stream is { } stream ? stream with { Operand = Now(stream.Operand), Result = Now(stream.Result) } : null,
            Copies = call.Copies is { } view ? view with { Part = Now(view.Part), Whole = Now(view.Whole) } : null,
        };

        ValueId Now(ValueId value)
        {
            for (var i = 0; i < step.Node.Inputs.Count; i++)
                if (step.Node.Inputs[i] == value) return node.Inputs[i];
            for (var i = 0; i < step.Node.Outputs.Count; i++)
                if (step.Node.Outputs[i] == value) return node.Outputs[i];
            throw new InvalidOperationException($"{step.Node.Origin}: a step that touches what its node does not");
        }
    }
}
