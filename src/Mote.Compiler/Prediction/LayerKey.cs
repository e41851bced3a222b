using Mote.Compiler.Lowering;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compiler.Prediction;

/// <summary>
/// What a layer's kernels, and so its cost, hang on: operator, shapes, types, zero points, layouts, what it is compiled for. Weights and
/// scales are not in it: of layers that differ in nothing else, the first one's cost stands for all. <see cref="CostModel"/> says how far
/// off that may be.
/// </summary>
internal sealed record LayerKey(
    Op Op, EquatableArray<OperandKey> Operands, EquatableArray<OperandKey> Results, InstructionSet Set, OptimizeGoal Goal, KernelForm Form,
    bool IsOfSigns)
{
    /// <summary>Whether a convolution's first operand is needed for more than it; of other layers that makes no difference.</summary>
    public bool KeepsOperand { get; private init; }

    /// <summary>Whether a node's first operand cannot be replaced by its result: others read it, or it is a constant, a state, an
    /// output.</summary>
    public static bool IsKept(Graph graph, Node node)
    {
        var operand = node.Inputs[0];
        if (operand.IsNone || graph[operand].IsConstant || graph.Outputs.Contains(operand)
            || graph.States.Any(s => s.Before == operand || s.After == operand)) return true;
        foreach (var other in graph.Nodes)
            if (!ReferenceEquals(other, node) && other.Inputs.Contains(operand)) return true;
        return false;
    }

    /// <param name="graph">The graph.</param>
    /// <param name="node">One of its nodes.</param>
    /// <param name="layouts">Of the graph's values; null if they do not matter.</param>
    /// <param name="options">What it is compiled for.</param>
    public static LayerKey Of(Graph graph, Node node, IReadOnlyList<ValueLayout>? layouts, CompileOptions options)
    {
        var (operands, results) = (new OperandKey[node.Inputs.Count], new OperandKey[node.Outputs.Count]);
        for (var i = 0; i < operands.Length; i++) operands[i] = Key(graph, node.Inputs, i, layouts);
        for (var i = 0; i < results.Length; i++) results[i] = Key(graph, node.Outputs, i, layouts);
        return new LayerKey(node.Op, new EquatableArray<OperandKey>(operands), new EquatableArray<OperandKey>(results),
            options.InstructionSet, options.Goal, options.Form, SignLayer.Of(graph, node) is not null)
        {
            KeepsOperand = options.Form == KernelForm.Narrow && node.Op is Conv2D { Steps: { StrideY: 1, StrideX: 1 } }
                && IsKept(graph, node),
        };
    }

    private static OperandKey Key(Graph graph, EquatableArray<ValueId> values, int at, IReadOnlyList<ValueLayout>? layouts)
    {
        var value = values[at];
        if (value.IsNone) return default;
        var type = graph.Type(value);
        var first = 0;
        while (values[first] != value) first++;
        return new OperandKey(
            type.Element, type.Shape, graph[value].IsConstant, layouts?[value.Index], first,
            type.Quantization is Quantization.PerTensor q ? q.ZeroPoint : 0, type.Quantization is Quantization.PerAxis,
            graph.States.Any(s => s.Before == value), graph.States.Any(s => s.After == value));
    }
}

/// <param name="Element">Of the type.</param>
/// <param name="Shape">Of the type.</param>
/// <param name="IsConstant">Whether it is in flash.</param>
/// <param name="Layout">Of its elements.</param>
/// <param name="SameAs">The first operand that is the same value: itself, mostly.</param>
/// <param name="ZeroPoint">Where there is one.</param>
/// <param name="IsPerAxis">Whether it has several scales.</param>
/// <param name="IsBefore">Whether it is a state's value before an inference.</param>
/// <param name="IsAfter">Or after.</param>
internal readonly record struct OperandKey(
    ElementType Element, Shape Shape, bool IsConstant, ValueLayout? Layout, int SameAs, int ZeroPoint, bool IsPerAxis, bool IsBefore,
    bool IsAfter);
