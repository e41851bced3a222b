using System.Collections.Immutable;
using System.Globalization;
using Mote.Core.Machine;
using Mote.Targets.Machines;

namespace Mote.Targets.Build;

/// <summary>What GCC is told.</summary>
internal static class CompilerArguments
{
    /// <summary>For every file; -ffp-contract=off keeps float results the same on cores with fused multiply-add.</summary>
    public static ImmutableArray<string> ForModel(Target target, BuildOptions options) =>
    [
        .. target.CompilerFlags,
        "-std=c99", CodeLevels.Of(target.InstructionSet, options.Goal).Flag(),
        "-ffunction-sections", "-fdata-sections", "-ffp-contract=off",
        "-Wall", "-Wextra", "-Werror", "-Wconversion",
        $"-I{ProgramDirectory.Model}", $"-I{ProgramDirectory.Harness}",
        .. options.Trace ? (ImmutableArray<string>)["-DHARNESS_TRACE"] : [],
        .. options.Profile ? (ImmutableArray<string>)["-DHARNESS_PROFILE"] : [],
    ];

    /// <summary>
    /// The harness's files: on a device its loops must not become calls of memset or strlen, as these would then weigh nothing
    /// in a model that calls them.
    /// </summary>
    public static ImmutableArray<string> ForHarness(Target target, BuildOptions options) =>
    [
        .. ForModel(target, options),
        .. target.Emulator is { } emulator
            ? (ImmutableArray<string>)["-ffreestanding", "-fno-tree-loop-distribute-patterns", .. Definitions(emulator)]
            : [],
    ];

    public static ImmutableArray<string> ForLinker(Target target) =>
    [
        .. target.CompilerFlags, "-Wl,--gc-sections",
        .. target.IsHost ? (ImmutableArray<string>)[] : ["-nostartfiles", "-T", ProgramDirectory.LinkerScript],
    ];

    private static ImmutableArray<string> Definitions(Emulator emulator) =>
    [
        emulator.Timer.Kind switch
        {
            TimerKind.Cmsdk => "-DHARNESS_TIMER_CMSDK",
            TimerKind.SseCounter => "-DHARNESS_TIMER_SSE",
            TimerKind.RetiredInstructions => "-DHARNESS_TIMER_INSTRET",
        },
        emulator.Protection switch
        {
            MemoryProtection.PmsaV7 => "-DHARNESS_MPU_V7",
            MemoryProtection.PmsaV8 => "-DHARNESS_MPU_V8",
            MemoryProtection.Pmp => "-DHARNESS_PMP",
        },
        Address("HARNESS_TIMER_BASE", emulator.Timer.Control),
        Address("HARNESS_TIMER_COUNT", emulator.Timer.Count),
        Number("HARNESS_TIMER_TICK", emulator.Timer.Tick),
        Number("HARNESS_TIMER_SCALE", emulator.Timer.Scale),
    ];

    private static string Address(string name, uint value) => $"-D{name}=0x{value.ToString("x8", CultureInfo.InvariantCulture)}";

    private static string Number(string name, int value) => $"-D{name}={value.ToString(CultureInfo.InvariantCulture)}";
}
