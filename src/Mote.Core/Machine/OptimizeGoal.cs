namespace Mote.Core.Machine;

/// <summary>What the compiler should favour where time, flash and RAM pull apart.</summary>
public enum OptimizeGoal
{
    Balanced,

    /// <summary>Fewest estimated cycles.</summary>
    Speed,

    /// <summary>Fewest executed instructions.</summary>
    Instructions,

    /// <summary>Least flash.</summary>
    Size,

    /// <summary>Least RAM.</summary>
    Ram,
}
