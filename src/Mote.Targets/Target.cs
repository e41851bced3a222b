using System.Collections.Immutable;
using Mote.Core.Machine;
using Mote.Targets.Machines;

namespace Mote.Targets;

/// <summary>Something a generated program can be built for and run on.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="Summary">One line for lists.</param>
/// <param name="InstructionSet">What kernels may use.</param>
/// <param name="CompilerFlags">The flags of GCC that select the machine.</param>
/// <param name="Emulator">The board to run on; null for the machine Mote itself runs on.</param>
public sealed record Target(
    string Name,
    string Summary,
    InstructionSet InstructionSet,
    ImmutableArray<string> CompilerFlags,
    Emulator? Emulator)
{
    public bool IsHost => Emulator is null;

    /// <summary>Whether single-precision arithmetic is done by the machine rather than by library functions.</summary>
    public bool HasFloatUnit { get; init; } = true;

    /// <summary>What runs it, where several cores have the instruction set: cycles hang on it.</summary>
    public Processor Processor
    {
        get => _processor ?? Processors.Usual(InstructionSet);
        init => _processor = value;
    }

    private readonly Processor? _processor;

    public override string ToString() => Name;
}
