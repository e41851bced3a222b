using Mote.Compiler.Memory;
using Mote.Compiler.Programs;

namespace Mote.Compiler.Emission;

/// <summary>How C reaches a byte of the arena: through one pointer, or one for each memory.</summary>
internal static class Addresses
{
    /// <summary>Within a function that has <see cref="Declare">declared</see> the pointers.</summary>
    public static string At(CProgram program, int offset) =>
        program.Arena.RegionAt(offset) is { } region ? $"m_{region.Name} + {offset - region.First}" : $"m + {offset}";

    /// <summary>From the arena.</summary>
    public static string InArena(CProgram program, int offset) =>
        program.Arena.RegionAt(offset) is { } region
            ? $"arena->{region.Name}->bytes + {offset - region.First}" : $"arena->bytes + {offset}";

    /// <summary>The pointers.</summary>
    /// <param name="c">Where to.</param>
    /// <param name="program">The program.</param>
    /// <param name="isUsed">Whether the function uses the only one there is.</param>
    public static void Declare(CWriter c, CProgram program, bool isUsed = true)
    {
        if (program.Arena.Regions.IsEmpty)
        {
            c.Line("uint8_t *const m = arena->bytes;");
            if (!isUsed) c.Line("(void)m;");
            return;
        }
        foreach (var region in program.Arena.Regions) c.Line($"uint8_t *const m_{region.Name} = arena->{region.Name}->bytes;");
        foreach (var region in program.Arena.Regions) c.Line($"(void)m_{region.Name};");
    }

    /// <summary>That a value ends within its memory.</summary>
    public static string Fits(CProgram program, int offset, int bytes, string what)
    {
        var region = program.Arena.RegionAt(offset);
        return $"MOTE_STATIC_ASSERT({offset - (region?.First ?? 0)} + {bytes} <= {SizeOf(program, region)}, {what});";
    }

    /// <summary>The macro for a memory's size.</summary>
    public static string SizeOf(CProgram program, ArenaRegion? region) =>
        $"{program.Name}_{(region is null ? "arena" : region.Name)}_bytes".ToUpperInvariant();
}
