using System.Collections.Immutable;
using Mote.Core.Graphs;

namespace Mote.Compiler.Memory;

/// <summary>Where each computed value and each input lies.</summary>
/// <param name="Offsets">Bytes from the arena's beginning; constants have none.</param>
/// <param name="Bytes">The arena's size.</param>
/// <param name="LowerBoundBytes">No placement of these tensors in this order of execution takes less.</param>
/// <param name="Optimal">Whether the size is proved to be the least.</param>
public sealed record ArenaLayout(ImmutableSortedDictionary<int, int> Offsets, int Bytes, int LowerBoundBytes, bool Optimal)
{
    public const int Alignment = 8;

    public int OffsetOf(ValueId value) => Offsets[value.Index];
}
