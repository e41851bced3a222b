using System.Collections.Immutable;
using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Execution;
using Mote.Targets;
using Mote.Targets.Run;

namespace Mote.Workflows;

/// <summary>How one executor did.</summary>
/// <param name="Examples">Compared model outputs.</param>
/// <param name="Agree">Of them, equal: integers bit for bit, reals within 1e-5 of the largest, or as meta.json says.</param>
/// <param name="Layers">Compared layer outputs.</param>
/// <param name="LayersAgree">Of them, equal.</param>
/// <param name="First">The first difference; null if there is none.</param>
public sealed record VerifyResult(string Target, int Examples, int Agree, int Layers, int LayersAgree, string? First)
{
    public bool IsEqual => Agree == Examples && LayersAgree == Layers;
}

public sealed record VerifyReport(string Model, ImmutableArray<VerifyResult> Targets)
{
    public bool IsEqual => Targets.All(t => t.IsEqual);
}

/// <summary>Runs a model wherever asked and compares with stored results, outputs and layers.</summary>
public static class Verify
{
    public static VerifyResult OnInterpreter(Graph graph, VerificationSet set)
    {
        var interpreter = new Interpreter(graph);
        var tally = new Tally(graph, "interpreter", set.Bounds);
        foreach (var example in set.Examples)
        {
            interpreter.Reset();
            var output = interpreter.Run(example.Input, (node, o, data) =>
            {
                if (o == 0 && example.Layers is { } layers && node < layers.Length) tally.Layer(example.Name, node, layers[node], data);
            });
            tally.Output(example.Name, example.Output, output);
        }
        interpreter.Reset();
        foreach (var example in set.Sequence) tally.Output(example.Name, example.Output, interpreter.Run(example.Input));
        return tally.Result;
    }

    public static VerifyResult OnTarget(
        Graph graph, VerificationSet set, Target target, OptimizeGoal goal, Action<RunProgress>? progress = null,
        CancellationToken cancellation = default) =>
        OnTarget(graph, set, target, goal, MemoryLimits.None, progress, cancellation);

    public static VerifyResult OnTarget(
        Graph graph, VerificationSet set, Target target, OptimizeGoal goal, MemoryLimits memory, Action<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var tally = new Tally(graph, target.Name, set.Bounds);
        var model = PreparedModel.Of(graph, PreparedModel.OptionsFor(target, goal, memory: memory));
        using (var program = DeviceProgram.Build(model, target, cancellation: cancellation))
            foreach (var examples in (ImmutableArray<VerificationExample>[])[set.Examples, set.Sequence])
            {
                if (examples.IsEmpty) continue;
                var inputs = examples.SelectMany(e => e.Input).ToArray();
                var outputs = program.Run(inputs, examples.Length, examples == set.Sequence, progress, cancellation).Outputs;
                var bytes = outputs.Length / examples.Length;
                for (var i = 0; i < examples.Length; i++)
                    tally.Output(examples[i].Name, examples[i].Output, outputs.AsSpan(i * bytes, bytes));
            }
        VerifyLayers(graph, set, target, goal, memory, tally, cancellation);
        return tally.Result;
    }

    /// <summary>In a build of its own that keeps every layer of the model a step.</summary>
    private static void VerifyLayers(
        Graph graph, VerificationSet set, Target target, OptimizeGoal goal, MemoryLimits memory, Tally tally,
        CancellationToken cancellation)
    {
        var examples = set.Examples.Where(e => e.Layers is not null).ToList();
        if (examples.Count == 0) return;
        // Without passes more flash is needed than any budget had in mind: whatever can be coded is.
        var limits = memory with { FlashBudget = memory.FlashBudget is null ? null : 0 };
        var model = PreparedModel.Of(graph, PreparedModel.OptionsFor(target, goal, memory: limits), optimize: false);
        using var program = DeviceProgram.Build(model, target, trace: true, cancellation);
        var trace = program.Run(examples.SelectMany(e => e.Input).ToArray(), examples.Count, null, cancellation).Trace;
        foreach (var record in trace)
        {
            var layers = examples[record.Example].Layers!.Value;
            if (record.Step < layers.Length) tally.Layer(examples[record.Example].Name, record.Step, layers[record.Step], record.Data.Span);
        }
    }

    private sealed class Tally(Graph graph, string target, FloatBounds? bounds)
    {
        private int _examples, _agree, _layers, _layersAgree;
        private Difference? _first;

        public VerifyResult Result => new(target, _examples, _agree, _layers, _layersAgree, _first?.ToString());

        public void Output(string example, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
        {
            _examples++;
            Difference? difference = null;
            foreach (var output in graph.Outputs)
            {
                var type = graph.Type(output);
                difference ??= Comparison.First(
                    $"{example}, output '{graph[output].Name}'", type.Element, expected[..type.Bytes], actual[..type.Bytes], bounds);
                expected = expected[type.Bytes..];
                actual = actual[type.Bytes..];
            }
            if (difference is null) _agree++;
            _first ??= difference;
        }

        public void Layer(string example, int node, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
        {
            _layers++;
            var output = graph[graph.Nodes[node].Output];
            var where = $"{example}, layer {node} '{graph.Nodes[node].Origin}'";
            var difference = Comparison.First(where, output.Type.Element, expected, actual);
            if (difference is null) _layersAgree++;
            // A layer says more than the output that it spoils.
            _first = _first is { } f && f.Where.Contains("layer", StringComparison.Ordinal) ? f : difference ?? _first;
        }
    }
}
