namespace Mote.Core.Machine;

/// <summary>Cores that are told apart because the same instructions take them different times.</summary>
public enum Processor
{
    /// <summary>Of which nothing is known but what it can execute.</summary>
    Other,
    CortexM0Plus,
    CortexM4,
    CortexM7,
    CortexM33,
    CortexM55,
    CortexM85,
}

/// <summary>What follows from the instruction set.</summary>
public static class Processors
{
    /// <summary>The core that is meant where only the instruction set is said.</summary>
    public static Processor Usual(InstructionSet instructionSet) => instructionSet switch
    {
        InstructionSet.ArmV6M => Processor.CortexM0Plus,
        InstructionSet.ArmDsp => Processor.CortexM4,
        InstructionSet.ArmMve => Processor.CortexM55,
        InstructionSet.Portable or InstructionSet.Rv32Imc => Processor.Other,
    };
}
