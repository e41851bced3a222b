using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Compiler.Memory;

/// <summary>A part of an arena that lies in a memory of its own.</summary>
/// <param name="Name">The memory's.</param>
/// <param name="First">The part's first offset within the arena.</param>
/// <param name="Bytes">Its size.</param>
public sealed record ArenaRegion(string Name, int First, int Bytes);

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

    /// <summary>The memories that the arena lies in, one after another by their first offsets; none if it is in one piece.</summary>
    public ImmutableArray<ArenaRegion> Regions { get; init; } = [];

    public int OffsetOf(ValueId value) => Offsets[value.Index];

    /// <summary>The region that an offset lies in; null if there are none.</summary>
    public ArenaRegion? RegionAt(int offset) => Regions.LastOrDefault(r => r.First <= offset);
}
