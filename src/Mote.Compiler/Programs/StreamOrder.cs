using System.Collections.Immutable;
using Mote.Core.Graphs;

namespace Mote.Compiler.Programs;

/// <summary>
/// A kernel that makes its result unit by unit (a pixel, a row of a matrix), each from some bytes of an operand, in the order of
/// addresses or backwards. So the result may lie over what has been read for the last time.
/// </summary>
/// <param name="Operand">What is read.</param>
/// <param name="Result">What is written.</param>
/// <param name="UnitBytes">Of the result.</param>
/// <param name="Reads">For each unit the bytes of the operand between the first and the last one read; empty where it reads none.</param>
/// <param name="Backward">The kernel's parameters if it is to begin with the last unit; null if it cannot.</param>
public sealed record StreamOrder(
    ValueId Operand, ValueId Result, int UnitBytes, ImmutableArray<(int First, int End)> Reads, CParameters? Backward)
{
    /// <summary>
    /// The least number of bytes by which the operand must begin behind the result, so that no unit is written over what it or a later
    /// one reads. May be negative: then the result may even begin behind the operand.
    /// </summary>
    public int ForwardDistance
    {
        get
        {
            var (distance, needed) = (int.MinValue, int.MaxValue);
            for (var unit = Reads.Length - 1; unit >= 0; unit--)
            {
                if (Reads[unit].End > Reads[unit].First) needed = Math.Min(needed, Reads[unit].First);
                if (needed < int.MaxValue) distance = Math.Max(distance, (unit + 1) * UnitBytes - needed);
            }
            return distance;
        }
    }

    /// <summary>The least number of bytes by which the operand must end before the result, where the last unit comes first.</summary>
    public int BackwardDistance(int operandBytes)
    {
        var (distance, needed) = (int.MinValue, int.MinValue);
        for (var unit = 0; unit < Reads.Length; unit++)
        {
            if (Reads[unit].End > Reads[unit].First) needed = Math.Max(needed, Reads[unit].End);
            // Result end - operand end >= (result end - unit's first byte) - (operand end - last byte needed).
            if (needed > int.MinValue)
                distance = Math.Max(distance, (Reads.Length - unit) * UnitBytes - (operandBytes - needed));
        }
        return distance;
    }
}
