using System.Collections.Immutable;

namespace Mote.Compiler.Planning;

/// <summary>Where every block lies in the arena.</summary>
/// <param name="Offsets">Offsets[i] is the first byte of block i.</param>
/// <param name="ArenaBytes">The end of the highest block.</param>
/// <param name="LowerBoundBytes">No plan whatever is smaller than this (see <see cref="MemoryPlanCheck"/>).</param>
/// <param name="Optimal">The arena equals the bound, or the search proved that no smaller one exists.</param>
public sealed record MemoryPlan(ImmutableArray<int> Offsets, int ArenaBytes, int LowerBoundBytes, bool Optimal);
