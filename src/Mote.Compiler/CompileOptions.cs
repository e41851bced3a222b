using Mote.Compiler.Machine;
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

    /// <summary>What runs it, where kernels may use less than it has.</summary>
    internal InstructionSet Core
    {
        get => _core ?? InstructionSet;
        init => _core = value;
    }

    private readonly InstructionSet? _core;

    /// <summary>What runs it, where several cores have the instruction set: cycles hang on it, so what is chosen by cycles does.</summary>
    public Processor Processor
    {
        get => _processor ?? Processors.Usual(Core);
        init => _processor = value;
    }

    private readonly Processor? _processor;

    /// <summary>What counts under the goal: cycles for speed, instructions otherwise.</summary>
    internal double Time(KernelCost cost) => Goal == OptimizeGoal.Speed ? cost.Cycles.On(Processor) : cost.Instructions;

    /// <summary>Portable kernels for the same core.</summary>
    internal CompileOptions Portable() => this with { InstructionSet = InstructionSet.Portable, Core = Core };

    /// <summary>How kernels are made where there is a choice.</summary>
    public KernelForm Form { get; init; }
}
