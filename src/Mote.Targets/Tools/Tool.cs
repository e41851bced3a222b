using System.Collections.Immutable;

namespace Mote.Targets.Tools;

/// <summary>A program or library Mote uses but does not contain.</summary>
/// <param name="Name">What it is called in messages.</param>
/// <param name="Executables">Names it may have; any will do. For a library: the compiler that knows where it is.</param>
/// <param name="Library">The library's file that the compiler is asked for; null for a program.</param>
/// <param name="Package">The Debian package that brings it.</param>
/// <param name="Purpose">What Mote wants it for.</param>
public sealed record Tool(string Name, ImmutableArray<string> Executables, string? Library, string Package, string Purpose)
{
    public static readonly Tool HostCompiler =
        new("gcc", ["gcc", "cc"], null, "gcc", "compiling for this computer");

    public static readonly Tool ArmCompiler =
        new("arm-none-eabi-gcc", ["arm-none-eabi-gcc"], null, "gcc-arm-none-eabi", "compiling for Cortex-M");

    public static readonly Tool ArmLibrary =
        new("newlib for arm-none-eabi", ["arm-none-eabi-gcc"], "libc.a", "libnewlib-arm-none-eabi", "the C library of Cortex-M programs");

    public static readonly Tool ArmEmulator =
        new("qemu-system-arm", ["qemu-system-arm"], null, "qemu-system-arm", "running Cortex-M programs");

    public static readonly Tool RiscVCompiler =
        new("riscv64-unknown-elf-gcc", ["riscv64-unknown-elf-gcc"], null, "gcc-riscv64-unknown-elf", "compiling for RISC-V");

    public static readonly Tool RiscVLibrary =
        new("picolibc for RISC-V", ["riscv64-unknown-elf-gcc"], "picolibc.specs", "picolibc-riscv64-unknown-elf",
            "the C library of RISC-V programs");

    public static readonly Tool RiscVEmulator =
        new("qemu-system-riscv32", ["qemu-system-riscv32"], null, "qemu-system-misc", "running RISC-V programs");

    public static ImmutableArray<Tool> All { get; } =
        [HostCompiler, ArmCompiler, ArmLibrary, ArmEmulator, RiscVCompiler, RiscVLibrary, RiscVEmulator];
}
