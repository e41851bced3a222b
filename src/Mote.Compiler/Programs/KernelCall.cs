using System.Collections.Immutable;
using Mote.Compiler.Kernels;
using Mote.Compiler.Machine;
using Mote.Compiler.Prediction;
using Mote.Core.Graphs;

namespace Mote.Compiler.Programs;

/// <summary>One call of a C kernel.</summary>
/// <param name="Kernel">Which.</param>
/// <param name="Parameters">All that is known at compile time.</param>
/// <param name="Arguments">Pointers, in the kernel's order.</param>
/// <param name="InPlace">The operand that the result may lie upon, byte for byte from its beginning; null if none.</param>
public sealed record KernelCall(CKernel Kernel, CParameters Parameters, ImmutableArray<CArgument> Arguments, ValueId? InPlace = null)
{
    /// <summary>
    /// Bytes of a plane, where the kernel works pixel by pixel on planes of one size: then the result may lie a whole number of them from
    /// <see cref="InPlace"/>, too, as each plane takes another's place exactly. 0 otherwise.
    /// </summary>
    public int InPlaceStep { get; init; }

    /// <summary>Further results that may lie upon operands: the states that a kernel changes.</summary>
    public ImmutableArray<(ValueId Operand, ValueId Result)> InPlaceStates { get; init; } = [];

    /// <summary>Memory that the kernel needs while it runs, beside its operands and results.</summary>
    public int ScratchBytes { get; init; }

    /// <summary>What the result takes in memory where that is not what its type says.</summary>
    public int? ResultBytes { get; init; }

    /// <summary>How much of <see cref="ScratchBytes"/>, at its end, holds constants that are decoded before the call.</summary>
    public int DecodedBytes { get; init; }

    /// <summary>What decoding its constants takes before the call.</summary>
    public KernelCost DecodeCost { get; init; }

    /// <summary>The order in which it reads and writes, if its result may lie over a part of an operand.</summary>
    public StreamOrder? Stream { get; init; }

    /// <summary>Whether it begins with the last unit of its <see cref="Stream"/>.</summary>
    public bool IsBackward { get; init; }

    /// <summary>What it copies, if that is all it does: needless where part and whole lie together.</summary>
    public ValueView? Copies { get; init; }

    /// <summary>Of the kernel library, all that it needs.</summary>
    public IEnumerable<string> Headers => Arguments.Select(a => a switch
    {
        CArgument.Decoded d => d.Constant.Decoder.Header,
        CArgument.Coded d => d.Constant.Decoder.Header,
        CArgument.Operand or CArgument.Result or CArgument.Data or CArgument.Scratch => null,
    }).OfType<string>().Append(Kernel.Header);

    /// <summary>What it is expected to execute; null where no formula has been made.</summary>
    public KernelCost? Cost { get; init; }

    /// <summary>Whether <see cref="Cost"/> is that of the routines alone, and what the C around them takes is yet to be added.</summary>
    internal bool IsPartOfCost { get; init; }
}

/// <summary>What a node becomes. Neither calls nor subprograms: the results hold what the operands do.</summary>
public sealed record Step(int Index, Node Node, ImmutableArray<KernelCall> Calls)
{
    /// <summary>Programs that control flow runs or not, in the order of the operator's subgraphs; they work in one place in turn.</summary>
    public ImmutableArray<CProgram> Subprograms { get; init; } = [];

    /// <summary>Copies that the memory plan has made needless; their calls are gone.</summary>
    public ImmutableArray<ValueView> Placed { get; init; } = [];

    /// <summary>What lies within what, so that nothing is copied.</summary>
    public ImmutableArray<ValueView> Views => IsView && Placed.IsEmpty ? [new ValueView(Node.Output, Node.Inputs[0], 0)] : Placed;

    /// <summary>Its own calls and those of its subprograms.</summary>
    public IEnumerable<KernelCall> AllCalls => Calls.Concat(Subprograms.SelectMany(p => p.Calls));

    /// <summary>Whether it does so little of the model's work that its C had better be short than fast.</summary>
    public bool IsCold { get; init; }

    /// <summary>What it takes, where that is known from another step like it.</summary>
    internal StepCost? Cost { get; init; }

    public bool IsView => Calls.IsEmpty && Subprograms.IsEmpty;

    /// <summary>Memory that the step needs beside its operands and results.</summary>
    public int ScratchBytes =>
        Calls.Select(c => c.ScratchBytes).Concat(Subprograms.Select(p => p.Arena.Bytes)).DefaultIfEmpty(0).Max();
}
