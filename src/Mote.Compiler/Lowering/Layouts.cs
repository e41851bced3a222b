using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

/// <summary>
/// Chooses each value's layout before anything is lowered. Planes spare a depthwise convolution the collecting of each channel's pixels; a
/// value is in planes if a depthwise convolution reads or writes it, and all others that touch it have kernels for planes.
/// </summary>
internal static class Layouts
{
    /// <param name="graph">The graph.</param>
    /// <param name="options">What it is compiled for.</param>
    /// <param name="ofNode">What each node is compiled for.</param>
    /// <param name="layers">Knows what kernels can do.</param>
    public static ImmutableArray<ValueLayout> Choose(
        Graph graph, CompileOptions options, CompileOptions[] ofNode, ILayerLowering layers)
    {
        var inPlanes = graph.Values.Select(v => IsImage(v)).ToArray();
        foreach (var value in graph.Inputs.Concat(graph.Outputs).Concat(graph.States.SelectMany(s => new[] { s.Before, s.After })))
            inPlanes[value.Index] = false;
        if (options.InstructionSet != InstructionSet.ArmDsp)
            return WithSigns(graph, [.. inPlanes.Select(_ => ValueLayout.InRows)], options);
        // What nobody can have in planes goes, and with it what is left without a depthwise convolution.
        var supports = graph.Nodes
            .Select((n, i) => ofNode[i].InstructionSet == InstructionSet.ArmDsp ? layers.Planes(graph, n, ofNode[i]) : default).ToArray();
        while (Narrow(graph, supports, inPlanes))
        {
        }
        var layouts = inPlanes.Select(p => p ? ValueLayout.InPlanes : ValueLayout.InRows).ToArray();
        if (options.Goal == OptimizeGoal.Balanced) Interleave(graph, ofNode, layouts, layers);
        return WithSigns(graph, layouts, options);
    }

    private static ImmutableArray<ValueLayout> WithSigns(Graph graph, ValueLayout[] layouts, CompileOptions options)
    {
        SignLayouts.Choose(graph, layouts, options);
        return [.. layouts];
    }

    /// <summary>
    /// Lines instead of planes between a convolution that could write them over rows that it has read, and a depthwise one: where the two
    /// images of the first, side by side, take more memory than those of the second.
    /// </summary>
    private static void Interleave(Graph graph, CompileOptions[] ofNode, ValueLayout[] layouts, ILayerLowering layers)
    {
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            var node = graph.Nodes[i];
            if (node.Op is not Conv2D || layouts[node.Output.Index] is not ValueLayout.Planes) continue;
            var readers = graph.Nodes.Where(other => other.Inputs.Contains(node.Output)).ToList();
            if (readers is not [{ Op: DepthwiseConv2D } reader]) continue;
            var (x, z) = (graph.Type(node.Inputs[0]).Bytes, graph.Type(reader.Output).Bytes);
            if (x > z && layers.StreamsLines(graph, node, ofNode[i]))
                layouts[node.Output.Index] = ValueLayout.InLines;
        }
    }

    /// <summary>Whether the two orders differ for such a value at all, and it is one that kernels compute.</summary>
    private static bool IsImage(Value value) =>
        !value.IsConstant && value.Type.Element == ElementType.Int8 && value.Type.Shape is { Rank: 4 } shape
        && shape[0] == 1 && shape[1] * shape[2] > 1 && shape[3] > 1;

    private static bool Narrow(Graph graph, PlaneSupport[] supports, bool[] inPlanes)
    {
        var before = inPlanes.Count(p => p);
        var pays = new bool[inPlanes.Length];
        foreach (var (node, support) in graph.Nodes.Zip(supports))
        {
            var touched = node.Inputs.Concat(node.Outputs).Where(v => !v.IsNone && !graph[v].IsConstant).ToList();
            foreach (var input in node.Inputs)
                if (!input.IsNone) inPlanes[input.Index] &= support.Reads;
            foreach (var output in node.Outputs) inPlanes[output.Index] &= support.Writes;
            if (support.Together && !node.Inputs.Concat(node.Outputs).All(v => inPlanes[v.Index]))
                foreach (var value in touched) inPlanes[value.Index] = false;
            // What reads planes may write its result over them if that is in planes, too.
            var goesOn = node.Inputs.Any(v => !v.IsNone && inPlanes[v.Index] && pays[v.Index]);
            if (node.Op is DepthwiseConv2D || goesOn)
                foreach (var value in touched) pays[value.Index] = true;
        }
        for (var i = 0; i < pays.Length; i++) inPlanes[i] &= pays[i];
        return inPlanes.Count(p => p) < before;
    }
}
