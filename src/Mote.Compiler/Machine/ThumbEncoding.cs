using System.Globalization;

namespace Mote.Compiler.Machine;

/// <summary>
/// How many bytes an instruction takes in Thumb-2, by its text: two where the short encodings of the Armv7-M manual (DDI 0403, chapter A7)
/// serve, as an assembler picks them; an estimate good to some per cent of a routine.
/// </summary>
internal static class ThumbEncoding
{
    public static int Bytes(string line)
    {
        if (line.EndsWith(':') || line.StartsWith('.')) return 0;
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        var (name, operands) = end < 0 ? (line, "") : (line[..end], line[(end + 1)..]);
        if (name.EndsWith(".w", StringComparison.Ordinal)) return 4;
        return name switch
        {
            "bx" or "nop" => 2,
            "b" or "bne" or "beq" or "bhi" or "blo" or "bpl" or "bmi" or "blt" or "bgt" or "bge" or "ble" => 2,
            _ when name.StartsWith("it", StringComparison.Ordinal) && name.Length <= 4 => 2,
            "push" or "pop" => AreLow(operands.Replace("lr", "r0").Replace("pc", "r0")) ? 2 : 4,
            "ldmia" or "stmia" => operands.Contains('!') && AreLow(operands) ? 2 : 4,
            "mov" => operands.Contains('#') ? 4 : 2,
            "cmp" => !operands.Contains('#') || (AreLow(operands) && Immediate(operands) is >= 0 and < 256) ? 2 : 4,
            "adds" or "subs" or "movs" => AreLow(operands) && Immediate(operands) is null or (>= 0 and < 256) ? 2 : 4,
            "add" or "sub" when operands.StartsWith("sp", StringComparison.Ordinal) => 2,
            "add" => IsPlainSum(operands) ? 2 : 4,
            "uxth" or "uxtb" or "sxth" or "sxtb" => AreLow(operands) ? 2 : 4,
            "ldr" or "str" => Access(operands, 124, 4),
            "ldrb" or "strb" => Access(operands, 31, 1),
            "ldrh" or "strh" => Access(operands, 62, 2),
            _ => 4,
        };
    }

    /// <summary>rd, rd, rm without a shift.</summary>
    private static bool IsPlainSum(string operands) =>
        operands.Split(", ") is [var d, var n, var m] && (d == n || d == m) && m[0] != '#';

    private static int Access(string operands, int most, int unit)
    {
        // A pointer that moves on has no short encoding.
        if (operands.Contains("],", StringComparison.Ordinal) || operands.Contains('!')) return 4;
        var isStack = operands.Contains("[sp", StringComparison.Ordinal);
        var offset = Immediate(operands) ?? 0;
        return AreLow(operands.Replace("sp", "r0")) && offset >= 0 && offset % unit == 0 && offset <= (isStack ? 1020 : most) ? 2 : 4;
    }

    private static int? Immediate(string operands)
    {
        var at = operands.IndexOf('#', StringComparison.Ordinal);
        if (at < 0) return null;
        var digits = operands.AsSpan(at + 1);
        var length = 0;
        while (length < digits.Length && (char.IsAsciiDigit(digits[length]) || digits[length] == '-')) length++;
        return int.TryParse(digits[..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>Whether no register above r7 is named.</summary>
    private static bool AreLow(string operands)
    {
        for (var i = 0; i < operands.Length - 1; i++)
        {
            if (operands[i] == 'r' && (operands[i + 1] is '8' or '9'
                || (operands[i + 1] == '1' && i + 2 < operands.Length && char.IsAsciiDigit(operands[i + 2])))) return false;
            if (operands[i] == 'l' && operands[i + 1] == 'r') return false;
        }
        return true;
    }
}
