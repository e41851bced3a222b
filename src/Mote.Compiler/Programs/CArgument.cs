using Mote.Compiler.Coding;
using Mote.Core;
using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Compiler.Programs;

/// <summary>A pointer handed to a kernel.</summary>
/// <param name="Name">As the kernel calls it.</param>
/// <param name="CType">Of what it points to: int8_t, float, void.</param>
[Closed]
public abstract record CArgument(string Name, string CType)
{
    /// <summary>A tensor that the kernel reads; in the arena, or a constant of the graph.</summary>
    public sealed record Operand(string Name, string CType, ValueId Value) : CArgument(Name, CType);

    /// <summary>The tensor that the kernel writes.</summary>
    public sealed record Result(string Name, string CType, ValueId Value) : CArgument(Name, CType);

    /// <summary>Data that lowering has prepared: packed weights, folded biases, multipliers.</summary>
    public sealed record Data(string Name, string CType, Tensor Tensor) : CArgument(Name, CType);

    /// <summary>A constant that is stored coded and decoded into the step's own memory before the call.</summary>
    /// <param name="Offset">From where the step's memory begins.</param>
    public sealed record Decoded(string Name, string CType, StoredConstant Constant, int Offset) : CArgument(Name, CType);

    /// <summary>A constant that the kernel itself decodes, piece by piece.</summary>
    public sealed record Coded(string Name, StoredConstant Constant) : CArgument(Name, "mote_coded");

    /// <summary>Memory for nothing but the call: see <see cref="KernelCall.ScratchBytes"/>.</summary>
    public sealed record Scratch(string Name, string CType) : CArgument(Name, CType);
}
