using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Compiler.Memory;

/// <summary>Where each computed value and each input lies.</summary>
/// <param name="Offsets">Bytes from the arena's beginning; constants have none.</param>
/// <param name="Bytes">The arena's size.</param>
/// <param name="LowerBoundBytes">No placement of these tensors in this order of execution takes less.</param>
/// <param name="Optimal">Whether the size is proved to be the least.</param>
public sealed record ArenaLayout(ImmutableSortedDictionary<int, int> Offsets, int Bytes, int LowerBoundBytes, bool Optimal)
{
    public const int Alignment = 8;

    /// <summary>Tensors begin at multiples of a machine word, so that kernels may load words; longer elements at multiples of their
    /// own.</summary>
    public static int AlignmentOf(ElementType element) => Math.Max(4, element.Bytes());

    /// <summary>Where the steps that need memory of their own have it, by the step's number.</summary>
    public ImmutableSortedDictionary<int, int> Scratch { get; init; } = ImmutableSortedDictionary<int, int>.Empty;

    public int OffsetOf(ValueId value) => Offsets[value.Index];
}
