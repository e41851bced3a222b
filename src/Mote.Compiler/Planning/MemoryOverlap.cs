namespace Mote.Compiler.Planning;

/// <summary>
/// Two blocks of which one ends at the step at which the other begins, and which may share bytes there: the result is written over what
/// has been read of the operand.
/// </summary>
/// <param name="Operand">The block that is read and ends.</param>
/// <param name="Result">The block that is written and begins.</param>
/// <param name="OperandBytes">What is read, from the block's beginning; at most the block's size.</param>
/// <param name="ResultBytes">What is written, from the block's beginning.</param>
/// <param name="Forward">It is sound if the operand begins at least so many bytes behind the result.</param>
/// <param name="Backward">Or if what is read ends at least so many bytes before what is written does; null if that is no way.</param>
public readonly record struct MemoryOverlap(int Operand, int Result, int OperandBytes, int ResultBytes, int Forward, int? Backward)
{
    /// <summary>The result begins at least so many bytes behind the operand, or <see cref="Forward"/> holds.</summary>
    internal long ResultBehind => Backward is { } b ? (long)OperandBytes - ResultBytes + b : OperandBytes;

    internal bool IsForward(long operandOffset, long resultOffset) => operandOffset - resultOffset >= Forward;

    internal bool IsBackward(long operandOffset, long resultOffset) =>
        Backward is { } b && resultOffset + ResultBytes - operandOffset - OperandBytes >= b;

    /// <summary>The least that both take where they share as much as they may.</summary>
    internal long LeastUnion => Math.Max(Math.Max(ResultBytes, OperandBytes),
        Math.Min(Forward + (long)OperandBytes, Backward is { } b ? OperandBytes + (long)b : long.MaxValue));
}
