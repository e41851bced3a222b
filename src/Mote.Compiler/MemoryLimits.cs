using Mote.Core.Types;

namespace Mote.Compiler;

/// <summary>A memory of a device that tensors may lie in.</summary>
/// <param name="Name">As the C calls it: letters, digits and _.</param>
/// <param name="Bytes">Its size.</param>
public sealed record MemoryRegion(string Name, int Bytes);

/// <summary>What memory a program may use.</summary>
/// <param name="RamBudget">The most bytes the arena should take; where it would take more, the graph is computed in bands of rows if that
/// helps. Null for any.</param>
/// <param name="Regions">Where the arena may lie, the most wanted first; none for a single arena of any size.</param>
public sealed record MemoryLimits(int? RamBudget = null, EquatableArray<MemoryRegion> Regions = default)
{
    public static readonly MemoryLimits None = new();

    /// <summary>The most flash the program should take; where it would take more, constants are stored coded. 0: as little as can be had
    /// with any coding. Null for any.</summary>
    public int? FlashBudget { get; init; }

    /// <summary>Whether states lie in a memory of their own, so that other models may work in the rest in turn.</summary>
    public bool StatesApart { get; init; }
}
