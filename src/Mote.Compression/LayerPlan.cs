using System.Collections.Immutable;
using Mote.Core;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compression;

/// <summary>An operand of an integer operator, before anything is added to the graph.</summary>
[Closed]
internal abstract record PlannedOperand
{
    private PlannedOperand()
    {
    }

    /// <summary>An optional one that is absent.</summary>
    public sealed record Absent : PlannedOperand;

    /// <summary>A value that is no real: as it is.</summary>
    public sealed record Plain(ValueId Source) : PlannedOperand;

    /// <summary>A real, stored as integers (or as it is, if the type is float).</summary>
    public sealed record Stored(ValueId Source, TensorType Type) : PlannedOperand;

    /// <summary>A constant made for this operator.</summary>
    public sealed record Made(string Name, Tensor Data) : PlannedOperand;
}

/// <summary>What stands in a float node's place.</summary>
internal sealed record LayerPlan(Op Op, ImmutableArray<PlannedOperand> Operands, ImmutableArray<Quantization?> Results)
{
    public TensorType?[] OperandTypes(Graph source) => [.. Operands.Select(o => o switch
    {
        PlannedOperand.Absent => null,
        PlannedOperand.Plain p => source.Type(p.Source),
        PlannedOperand.Stored s => s.Type,
        PlannedOperand.Made m => m.Data.Type,
    })];
}
