using System.Globalization;
using Mote.Targets.Build;

namespace Mote.Targets.Run;

/// <summary>Says in words what the fault handler reports in registers.</summary>
internal static class FaultReport
{
    /// <summary>Bits of the configurable fault status register.</summary>
    private static readonly (int Bit, string Meaning)[] Causes =
    [
        (0, "execution of memory that is not code"),
        (1, "access to memory that is not the program's"),
        (3, "broken stack on return from an exception"),
        (4, "stack overflow"),
        (5, "stack overflow"),
        (8, "execution of an address where nothing is"),
        (9, "access to an address where nothing is"),
        (10, "access to an address where nothing is"),
        (12, "stack overflow"),
        (13, "stack overflow"),
        (16, "undefined instruction"),
        (17, "invalid execution state"),
        (18, "invalid return address"),
        (19, "use of a coprocessor or FPU that is off"),
        (20, "stack overflow"),
        (24, "unaligned access"),
        (25, "division by zero"),
    ];

    /// <summary>Causes of RISC-V's mcause.</summary>
    private static readonly string[] Traps =
    [
        "execution of an unaligned address", "execution of memory that is not code", "undefined instruction", "breakpoint",
        "unaligned access", "access to memory that is not the program's", "unaligned access", "access to memory that is not the program's",
    ];

    /// <param name="report">The kind, then name=0x... fields; or any other text, which is returned as it is.</param>
    /// <param name="elfPath">The program, whose functions have names.</param>
    public static string Describe(string report, string elfPath)
    {
        var words = report.Split(' ');
        if (Field(words, "mcause") is { } trap)
        {
            var what = words.Contains("nostack") ? "stack overflow" : trap < Traps.Length ? Traps[trap] : "unknown cause";
            return $"trap: {what} at 0x{Field(words, "address") ?? 0:x8}{Place(words, File.ReadAllBytes(elfPath))}";
        }
        if (Field(words, "cfsr") is not { } status)
            return report;
        var cause = words.Contains("nostack")
            ? "stack overflow"
            : Causes.Where(cause => (status >> cause.Bit & 1) != 0).Select(cause => cause.Meaning).FirstOrDefault("unknown cause");
        var address = Field(words, "address") is { } data ? $" at 0x{data:x8}" : "";
        return $"{words[0]}: {cause}{address}{Place(words, File.ReadAllBytes(elfPath))}";
    }

    /// <summary>The function; where the program jumped to what is none, the one it probably came from.</summary>
    private static string Place(string[] words, byte[] elf)
    {
        if (Field(words, "pc") is not { } pc)
            return "";
        if (ElfFile.FunctionAt(elf, pc) is { } function)
            return $" in {function} (pc 0x{pc:x8})";
        var caller = Field(words, "lr") is { } lr ? ElfFile.FunctionAt(elf, lr & ~1u) : null;
        return caller is null ? $" (pc 0x{pc:x8})" : $" (pc 0x{pc:x8}, called from {caller})";
    }

    private static uint? Field(string[] words, string name)
    {
        var prefix = name + "=0x";
        foreach (var word in words)
            if (word.StartsWith(prefix, StringComparison.Ordinal)
                && uint.TryParse(word.AsSpan(prefix.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
                return value;
        return null;
    }
}
