using System.Collections.Immutable;
using Mote.Compiler.Kernels;
using Mote.Compiler.Machine;
using Mote.Compiler.Memory;
using Mote.Compiler.Prediction;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

/// <summary>One node under lowering: its types, and the ways to hand its tensors to a kernel.</summary>
internal sealed class NodeLowering(Graph graph, Node node, CompileOptions options)
{
    public Graph Graph => graph;

    public Node Node => node;

    public CompileOptions Options => options;

    /// <summary>Of all values of the graph.</summary>
    public required ImmutableArray<ValueLayout> Layouts { private get; init; }

    /// <summary>As if all values were in rows: to ask what kernels there are.</summary>
    public static NodeLowering InRows(Graph graph, Node node, CompileOptions options) =>
        new(graph, node, options) { Layouts = [.. graph.Values.Select(_ => ValueLayout.InRows)] };

    public ValueLayout Layout(int operand) => Layouts[node.Inputs[operand].Index];

    public bool IsInPlanes(int operand) => Layouts[node.Inputs[operand].Index] is ValueLayout.Planes;

    public bool IsInLines(int operand) => Layouts[node.Inputs[operand].Index] is ValueLayout.Lines;

    public ValueLayout ResultLayout => Layouts[node.Output.Index];

    public bool ResultIsInPlanes => Layouts[node.Output.Index] is ValueLayout.Planes;

    public TensorType Y => graph.Type(node.Output);

    public TensorType X(int operand = 0) => graph.Type(node.Inputs[operand]);

    public bool Has(int operand) => operand < node.Inputs.Count && !node.Inputs[operand].IsNone;

    public CArgument Operand(string name, int operand, string? cType = null) =>
        new CArgument.Operand(name, cType ?? CType(X(operand).Element), node.Inputs[operand]);

    public CArgument Result(string? cType = null) => new CArgument.Result("y", cType ?? CType(Y.Element), node.Output);

    /// <summary>One of several results, as bytes.</summary>
    public CArgument Result(int output) => new CArgument.Result("y", "void", node.Outputs[output]);

    public static CArgument Data<T>(string name, ElementType element, ReadOnlySpan<T> values)
        where T : unmanaged =>
        new CArgument.Data(name, CType(element), Tensor.From(new TensorType(element, [values.Length]), values));

    public bool IsConstant(int operand) => graph[node.Inputs[operand]].IsConstant;

    public Tensor Constant(int operand) =>
        graph[node.Inputs[operand]].Data ?? throw new InvalidOperationException($"{node.Origin}: operand {operand} is computed");

    public ImmutableArray<KernelCall> Call(string family, CParameters parameters, ReadOnlySpan<CArgument> arguments, int? inPlace = null)
    {
        var kernel = KernelCatalog.Select(family, parameters, options.InstructionSet);
        return [new KernelCall(kernel, parameters, [.. arguments], inPlace is { } i ? node.Inputs[i] : null)
        {
            Stream = Streams.Of(kernel.Order, parameters, this),
        }];
    }

    /// <summary>As <see cref="Call"/>, with what it is expected to execute.</summary>
    public ImmutableArray<KernelCall> CallMve(
        string family, CParameters parameters, ReadOnlySpan<CArgument> arguments, KernelCost cost, int scratch = 0, int? inPlace = null) =>
        [Call(family, parameters, arguments, inPlace)[0] with { Cost = cost, ScratchBytes = scratch }];

    /// <summary>Whether the first operand is needed by other nodes, too, or is a constant, a state or an output.</summary>
    public bool KeepsOperand => LayerKey.IsKept(graph, node);

    /// <summary>Whether it is what a state holds when an inference begins: a block of its own, which may change before the end.</summary>
    public bool IsState(ValueId value) => graph.States.Any(s => s.Before == value);

    /// <summary>A run of bytes that need not be copied if it lies where it should; null if it never may: constants are in flash,
    /// states have places of their own, and kernels load words.</summary>
    public ValueView? ViewOf(ValueId part, ValueId whole, int offset) =>
        graph[part].IsConstant || graph[whole].IsConstant || offset % ArenaLayout.AlignmentOf(graph.Type(part).Element) != 0
        || graph.States.Any(s => s.Before == part || s.Before == whole || s.After == part || s.After == whole)
            ? null : new ValueView(part, whole, offset);

    /// <summary>A rescaling factor that the kernels can apply.</summary>
    /// <exception cref="MoteException">MOTE0301: its shift is too large.</exception>
    public QuantizedMultiplier Factor(QuantizedMultiplier factor) => factor.Shift <= 31 ? factor
        : throw new MoteException("MOTE0301", node.Origin.ToString(),
            $"the scales of inputs and output are out of proportion: the factor between them is about 2^{factor.Shift}.");

    /// <summary>A shape as exactly four dimensions, ones in front.</summary>
    /// <exception cref="MoteException">MOTE0303: it has more that cannot be merged.</exception>
    public int[] FourDimensions(ReadOnlySpan<int> dims)
    {
        var four = new int[4];
        Array.Fill(four, 1);
        if (dims.Length > 4) throw TooManyDimensions(dims.Length);
        dims.CopyTo(four.AsSpan(4 - dims.Length));
        return four;
    }

    public MoteException TooManyDimensions(int count, string most = "four") => new("MOTE0303", node.Origin.ToString(),
        $"this takes {count} nested loops; the kernels have {most}.", "Reshape the tensor so that fewer dimensions differ.");

    /// <exception cref="MoteException">MOTE0303.</exception>
    public MoteException TooManyDimensions(int count, int most) => new("MOTE0303", node.Origin.ToString(),
        $"this takes {count} nested loops; the kernel has {most}.", "Reshape the tensor so that fewer dimensions differ.");

    public static string CType(ElementType element) => element switch
    {
        ElementType.Float32 => "float",
        ElementType.Int8 => "int8_t",
        ElementType.Int16 => "int16_t",
        ElementType.Int32 => "int32_t",
        ElementType.Int64 => "int64_t",
        ElementType.UInt8 => "uint8_t",
        ElementType.UInt32 => "uint32_t",
        ElementType.UInt64 => "uint64_t",
        ElementType.Bool => "uint8_t",
        ElementType.Int4 => throw new InvalidOperationException("C has no type of four bits: weights are unpacked before they are printed"),
    };
}
