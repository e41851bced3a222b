namespace Mote.Core.Machine;

/// <summary>How a C compiler optimises: -Os, -O2, -O3.</summary>
public enum CodeLevel
{
    Small,
    Usual,
    Fast,
}

/// <summary>What follows from core and goal.</summary>
public static class CodeLevels
{
    public static CodeLevel Of(InstructionSet core, OptimizeGoal goal) => goal switch
    {
        OptimizeGoal.Size => CodeLevel.Small,
        // What is hot there is in assembler already; unrolling the rest only weighs.
        OptimizeGoal.Speed or OptimizeGoal.Instructions when core is InstructionSet.ArmDsp or InstructionSet.ArmMve => CodeLevel.Usual,
        OptimizeGoal.Speed or OptimizeGoal.Instructions => CodeLevel.Fast,
        OptimizeGoal.Balanced or OptimizeGoal.Ram => CodeLevel.Usual,
    };

    public static string Flag(this CodeLevel level) => level switch
    {
        CodeLevel.Small => "-Os",
        CodeLevel.Usual => "-O2",
        CodeLevel.Fast => "-O3",
    };
}
