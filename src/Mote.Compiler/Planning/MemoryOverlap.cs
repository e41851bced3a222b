namespace Mote.Compiler.Planning;

/// <summary>
/// Two blocks of which one ends at the step at which the other begins, and which may share bytes there: the result is written over what
/// has been read of the operand.
/// </summary>
/// <param name="Operand">The block that is read and ends.</param>
/// <param name="Result">The block that is written and begins.</param>
/// <param name="OperandBytes">What is read, from the block's beginning; at most the block's size.</param>
/// <param name="ResultBytes">What is written, from the block's beginning.</param>
/// <param name="Forward">It is sound if the operand begins at least so many bytes behind the result; null if that is no way.</param>
/// <param name="Backward">Or if what is read ends at least so many bytes before what is written does; null if that is no way.</param>
/// <param name="Exact">Or if both begin at the same byte.</param>
/// <param name="Step">Where that is so, whole numbers of so many bytes may lie between both beginnings; 0: none.</param>
public readonly record struct MemoryOverlap(
    int Operand, int Result, int OperandBytes, int ResultBytes, int? Forward, int? Backward, bool Exact = false, int Step = 0)
{
    /// <summary>By how much the operand must begin behind the result, if it does.</summary>
    internal long OperandBehind(long resultBlock) => Forward ?? resultBlock;

    /// <summary>By how much the result must begin behind the operand, if it does.</summary>
    internal long ResultBehind(long operandBlock) => Backward is { } b ? (long)OperandBytes - ResultBytes + b : operandBlock;

    internal bool IsSound(long operandOffset, long resultOffset) =>
        (Forward is { } forward && operandOffset - resultOffset >= forward)
        || (Backward is { } backward && resultOffset + ResultBytes - operandOffset - OperandBytes >= backward)
        || (Exact && (operandOffset == resultOffset || (Step > 0 && (operandOffset - resultOffset) % Step == 0)));

    /// <summary>By how much the operand may begin behind the result so that both end at the same byte; null if that is no way.</summary>
    internal long? SharedEnd => Exact && Step > 0 && (ResultBytes - OperandBytes) % Step == 0 ? ResultBytes - OperandBytes : null;

    /// <summary>The least that both take where they share as much as they may.</summary>
    internal long LeastUnion
    {
        get
        {
            var least = Exact ? Math.Max(OperandBytes, ResultBytes) : (long)OperandBytes + ResultBytes;
            if (Forward is { } f) least = Math.Min(least, Math.Max(ResultBytes, (long)f + OperandBytes));
            if (Backward is { } b) least = Math.Min(least, Math.Max(ResultBytes, (long)b + OperandBytes));
            return Math.Max(least, OperandBytes);
        }
    }
}
