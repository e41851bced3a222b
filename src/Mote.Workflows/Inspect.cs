using System.Collections.Immutable;
using Mote.Compiler;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Passes;
using Mote.Targets;

namespace Mote.Workflows;

public sealed record TensorReport(string Name, string Type, ImmutableArray<int> Shape, float? Scale, int? ZeroPoint)
{
    public static TensorReport Of(Value value) => new(value.Name, value.Type.Element.Text(), [.. value.Type.Shape],
        (value.Type.Quantization as Quantization.PerTensor)?.Scale, (value.Type.Quantization as Quantization.PerTensor)?.ZeroPoint);
}

/// <param name="Weights">How the weights are quantized: per tensor, per channel, or not.</param>
public sealed record LayerReport(int Index, string Op, string Name, TensorReport Output, string? Weights, long Macs, long WeightBytes);

/// <summary>What the work comes to: as the file has it, or after the exact passes.</summary>
/// <param name="ArenaBytes">RAM for all tensors.</param>
/// <param name="ArenaLowerBoundBytes">No placement in this order takes less.</param>
public sealed record TotalReport(int Layers, long Macs, long WeightBytes, int ArenaBytes, int ArenaLowerBoundBytes);

/// <param name="Findings">What costs more than it looks like; empty in most models.</param>
public sealed record InspectReport(
    string Model, ImmutableArray<TensorReport> Inputs, ImmutableArray<TensorReport> Outputs, ImmutableArray<LayerReport> Layers,
    TotalReport AsRead, TotalReport Optimized, ImmutableArray<QuantizationFinding> Findings)
{
    /// <summary>What to know before it is put on a device.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];
}

/// <summary>What a model is, before anything is built.</summary>
public static class Inspect
{
    public static InspectReport Run(Graph graph)
    {
        var optimized = Pipelines.Run(Pipelines.ForDevice, graph);
        return new InspectReport(
            graph.Name,
            [.. graph.Inputs.Select(i => TensorReport.Of(graph[i]))],
            [.. graph.Outputs.Select(o => TensorReport.Of(graph[o]))],
            [.. graph.Nodes.Select((n, i) => Layer(graph, n, i))],
            Total(graph),
            Total(optimized),
            QuantizationFindings.Of(graph))
        {
            Warnings = FloatWork.Warnings(graph, TargetTable.All),
        };
    }

    private static LayerReport Layer(Graph graph, Node node, int index)
    {
        var constants = node.Inputs.Where(i => !i.IsNone && graph[i].IsConstant).ToList();
        var weights = node.Inputs.Count > 1 && !node.Inputs[1].IsNone && graph[node.Inputs[1]].IsConstant
            ? graph.Type(node.Inputs[1]) : null;
        return new LayerReport(index, node.Op.Name(), node.Origin.ToString(), TensorReport.Of(graph[node.Output]),
            weights is null ? null : Describe(weights), Costs.Macs(graph, node), constants.Sum(c => (long)graph.Type(c).Bytes));
    }

    private static string Describe(TensorType weights) => weights.Quantization switch
    {
        null => weights.Element.Text(),
        Quantization.PerTensor => weights.Element.Text() + " per tensor",
        Quantization.PerAxis => weights.Element.Text() + " per channel",
    };

    private static TotalReport Total(Graph graph)
    {
        var program = ModelCompiler.Compile(graph, new CompileOptions());
        return new TotalReport(graph.Nodes.Length, Costs.Macs(graph), Costs.WeightBytes(graph),
            program.Arena.Bytes, program.Arena.LowerBoundBytes);
    }
}
