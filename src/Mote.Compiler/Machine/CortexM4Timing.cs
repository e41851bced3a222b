namespace Mote.Compiler.Machine;

/// <summary>
/// Cycles of instructions one after another on a Cortex-M4 whose memory does not wait, after its Technical Reference Manual (Arm 100166,
/// section 3.3): a load or store takes two, one behind another; of several words one and one a word; a taken branch three; arithmetic
/// one. Unaligned accesses cost one more, which the text of an instruction does not say.
/// </summary>
internal sealed class CortexM4Timing
{
    private bool _pipelined;

    public double Of(string instruction)
    {
        var end = instruction.IndexOf(' ', StringComparison.Ordinal);
        var (name, operands) = end < 0 ? (instruction, "") : (instruction[..end], instruction[end..]);
        var behind = _pipelined;
        _pipelined = false;
        if (name.StartsWith("ldm", StringComparison.Ordinal) || name.StartsWith("stm", StringComparison.Ordinal))
            return 1 + Words(operands);
        if (name is "push" or "pop") return 1 + Words(operands) + (operands.Contains("pc", StringComparison.Ordinal) ? 3 : 0);
        if (name is "ldrd" or "strd") return 3;
        if (name.StartsWith("ldr", StringComparison.Ordinal) || name.StartsWith("str", StringComparison.Ordinal))
        {
            _pipelined = true;
            return behind ? 1 : 2;
        }
        return name is "b" or "bx" or "bne" or "bne.w" or "bpl" or "beq" or "bhi" or "bhi.w" or "blo" or "blo.w" ? 3 : 1;
    }

    /// <summary>Registers in braces, ranges included.</summary>
    private static int Words(string operands)
    {
        var list = operands[(operands.IndexOf('{', StringComparison.Ordinal) + 1)..operands.IndexOf('}', StringComparison.Ordinal)];
        return list.Split(',').Sum(part => part.Split('-') is [var from, var to] ? Number(to) - Number(from) + 1 : 1);
    }

    private static int Number(string register) => register.Trim() switch
    {
        "lr" => 14,
        var r => int.Parse(r.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture),
    };
}
