using Mote.Core.Machine;

namespace Mote.Compiler;

/// <param name="InstructionSet">What kernels may use.</param>
/// <param name="Goal">What to favour.</param>
/// <param name="StaticArena">Whether the generated code brings an arena along, or the caller does.</param>
public sealed record CompileOptions(
    InstructionSet InstructionSet = InstructionSet.Portable, OptimizeGoal Goal = OptimizeGoal.Balanced, bool StaticArena = false)
{
    /// <summary>What memory there is.</summary>
    public MemoryLimits Memory { get; init; } = MemoryLimits.None;

    /// <summary>How kernels are made where there is a choice.</summary>
    public KernelForm Form { get; init; }
}
