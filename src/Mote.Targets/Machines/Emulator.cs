using System.Collections.Immutable;

namespace Mote.Targets.Machines;

/// <summary>How memory is protected: the registers differ.</summary>
public enum MemoryProtection
{
    /// <summary>Armv7-M: regions are powers of two.</summary>
    PmsaV7,

    /// <summary>Armv8-M: regions have a start and a limit.</summary>
    PmsaV8,

    /// <summary>RISC-V: locked entries hold for machine mode, too.</summary>
    Pmp,
}

/// <summary>The emulated board a target's programs run on.</summary>
/// <param name="Machine">QEMU's name of it.</param>
/// <param name="Memory">Its memory, as far as programs use it.</param>
/// <param name="Timer">What instructions are counted with.</param>
/// <param name="Protection">How the harness makes stray accesses fault.</param>
public sealed record Emulator(string Machine, MemoryLayout Memory, StampTimer Timer, MemoryProtection Protection)
{
    private static readonly MemoryLayout Mps2Memory = new(
        Vectors: new(0x0000_0000, 0x400),
        Flash: new(0x0000_0000, 4 << 20),  // ZBT SSRAM 1
        Ram: new(0x2000_0000, 4 << 20));   // ZBT SSRAM 2 and 3

    private static readonly MemoryLayout Mps3Memory = new(
        Vectors: new(0x0000_0000, 0x400),  // ITCM, 512 KiB: too small for the large models
        Flash: new(0x0100_0000, 2 << 20),  // SRAM
        Ram: new(0x2100_0000, 4 << 20));   // the two banks of the subsystem

    // Addresses with bit 28 set are secure: the core starts in that state, and the memories are its own until it gives them away.
    private static readonly MemoryLayout IotKitMemory = new(
        Vectors: new(0x1000_0000, 0x400),
        Flash: new(0x1000_0000, 4 << 20),  // ZBT SSRAM 1
        Ram: new(0x3800_0000, 4 << 20));   // ZBT SSRAM 2 and 3

    private static readonly MemoryLayout VirtMemory = new(
        Vectors: new(0x8000_0000, 0x400),
        Flash: new(0x8000_0000, 4 << 20),  // the first half of what is used of its RAM
        Ram: new(0x8040_0000, 4 << 20));

    /// <summary>Cortex-M3.</summary>
    public static readonly Emulator Mps2An385 = new("mps2-an385", Mps2Memory, StampTimer.Mps2, MemoryProtection.PmsaV7);

    /// <summary>Cortex-M4 with FPU.</summary>
    public static readonly Emulator Mps2An386 = new("mps2-an386", Mps2Memory, StampTimer.Mps2, MemoryProtection.PmsaV7);

    /// <summary>Cortex-M7 with FPU for both precisions.</summary>
    public static readonly Emulator Mps2An500 = new("mps2-an500", Mps2Memory, StampTimer.Mps2, MemoryProtection.PmsaV7);

    /// <summary>Cortex-M33 with DSP extension and FPU, in its secure state.</summary>
    public static readonly Emulator Mps2An505 = new("mps2-an505", IotKitMemory, StampTimer.IotKit, MemoryProtection.PmsaV8);

    /// <summary>Cortex-M55 with FPU and MVE.</summary>
    public static readonly Emulator Mps3An547 = new("mps3-an547", Mps3Memory, StampTimer.Mps3, MemoryProtection.PmsaV8);

    /// <summary>RISC-V of 32 bits, started in machine mode at its RAM's first address, without a firmware.</summary>
    public static readonly Emulator RiscVVirt = new("virt", VirtMemory, StampTimer.RiscV, MemoryProtection.Pmp)
    {
        Options = ["-bios", "none"],
    };

    /// <summary>What this machine needs on QEMU's command line beside what all do.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    public bool IsRiscV => Protection == MemoryProtection.Pmp;
}
