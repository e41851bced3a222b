namespace Mote.Compiler.Planning;

/// <summary>
/// A block that lies within another one, because it holds a run of the same bytes: they may be alive together, each as long as it is
/// needed. Blocks of ties hold one value all their lives.
/// </summary>
/// <param name="Part">The block that holds the run.</param>
/// <param name="Whole">The block that holds everything.</param>
/// <param name="Offset">Where in the whole the part begins, in bytes.</param>
public readonly record struct MemoryTie(int Part, int Whole, int Offset);
