using System.Collections.Immutable;

namespace Mote.Targets.Build;

/// <summary>The C files of the harness, out of the assembly.</summary>
internal static class HarnessSources
{
    private static readonly ImmutableArray<string> Common =
        ["main.c", "text.c", "text.h", "channel.h", "measure.h"];

    private static readonly ImmutableArray<string> HostOnly =
        ["host_channel.c", "host_measure.c"];

    private static readonly ImmutableArray<string> DeviceOnly =
    [
        "device_channel.c", "device_fault.c", "device_measure.c", "device_registers.h", "device_stamp.S", "device_startup.c",
        "device_timer.h", "semihosting.h",
    ];

    private static readonly ImmutableArray<string> RiscVOnly =
        ["device_channel.c", "device_measure.c", "device_timer.h", "riscv_fault.c", "riscv_semihosting.S", "riscv_startup.c",
         "riscv_stamp.S", "semihosting.h"];

    /// <summary>The one file that includes the model's adapter, and is therefore compiled as the model is.</summary>
    public const string Main = "main.c";

    public static ImmutableArray<CSource> For(Target target) =>
        [.. Common.Concat(
            target.Emulator is not { } e ? HostOnly : e.IsRiscV ? RiscVOnly : DeviceOnly).Select(name => new CSource(name, Read(name)))];

    /// <summary>The adapter of a program without a model.</summary>
    public static CSource EmptyAdapter => new(CSource.AdapterPath, Read("harness_model_empty.h"));

    private static string Read(string name)
    {
        using var stream = typeof(HarnessSources).Assembly.GetManifestResourceStream("harness/" + name)
            ?? throw new InvalidOperationException($"the assembly lacks harness/{name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
