using System.Collections.Immutable;
using Mote.Compiler.Coding;
using Mote.Compiler.Machine;
using Mote.Compiler.Memory;
using Mote.Core.Graphs;

namespace Mote.Compiler.Programs;

/// <summary>A compiled model: calls, and where every tensor lies. Emitting it is printing.</summary>
public sealed record CProgram(string Name, Graph Graph, ImmutableArray<Step> Steps, ArenaLayout Arena, CompileOptions Options)
{
    /// <summary>In which order each value's elements lie, by the value's index.</summary>
    public required ImmutableArray<ValueLayout> Layouts { get; init; }

    /// <summary>The steps before memory was planned: copies that placing spares are still among them.</summary>
    internal ImmutableArray<Step> Lowered { get; init; } = [];

    /// <summary>How a part of the graph was split so that the arena takes less; null if it was not.</summary>
    public BandChoice? Bands { get; init; }

    /// <summary>All calls of kernels, those of subprograms included.</summary>
    public IEnumerable<KernelCall> Calls => Steps.SelectMany(s => s.AllCalls);

    /// <summary>The functions in assembler that the kernels call, each once, by name.</summary>
    public IEnumerable<MachineRoutine> Routines =>
        Calls.SelectMany(c => c.Parameters.Routines).Distinct().OrderBy(r => r.Name, StringComparer.Ordinal);

    /// <summary>Flash that it is predicted to take, decoders and tables of coded constants included.</summary>
    public int PredictedFlashBytes => (int)Math.Ceiling(FlashFitting.Flash(this));

    /// <summary>Whether constants are decoded while it runs, so that it may find one corrupt.</summary>
    public bool HasCodedConstants => Calls.SelectMany(c => c.Arguments).Any(a => a is CArgument.Decoded or CArgument.Coded);

    public ValueLayout LayoutOf(ValueId value) => Layouts[value.Index];

    /// <summary>States whose new value lies elsewhere after the last step, and is copied to where the next inference reads it.</summary>
    public IEnumerable<State> Stores =>
        Graph.States.Where(s => s.IsWritten && (Graph[s.After].IsConstant || Arena.OffsetOf(s.After) != Arena.OffsetOf(s.Before)));
}
