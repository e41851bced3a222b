namespace Mote.Compiler.SmallCores;

/// <summary>
/// Cycles of an instruction on a Cortex-M0+ with the fast multiplier and memory that does not wait, after its Technical Reference Manual
/// (ARM DDI 0484, table 3-1): loads and stores take two, of several words one and one a word, taken branches two, the rest one.
/// </summary>
internal static class CortexM0PlusTiming
{
    public static double Of(string instruction)
    {
        var end = instruction.IndexOf(' ', StringComparison.Ordinal);
        var name = end < 0 ? instruction : instruction[..end];
        return name switch
        {
            "ldmia" or "stmia" or "push" or "pop" =>
                1 + Words(instruction) + (instruction.Contains("pc", StringComparison.Ordinal) ? 2 : 0),
            _ when name.StartsWith("ldr", StringComparison.Ordinal) || name.StartsWith("str", StringComparison.Ordinal) => 2,
            "b" or "bx" or "bne" or "ble" or "bge" => 2,
            _ => 1,
        };
    }

    private static int Words(string instruction) => instruction.AsSpan(instruction.IndexOf('{', StringComparison.Ordinal)).Count(',') + 1;
}
