using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Machine;
using Mote.Targets.Machines;

namespace Mote.Targets;

/// <summary>The targets there are.</summary>
public static class TargetTable
{
    public static readonly Target Host = new(
        "host", "this computer, portable C99", InstructionSet.Portable, [], null);

    public static readonly Target CortexM4 = new(
        "cortex-m4", "Cortex-M4 with DSP and single-precision FPU", InstructionSet.ArmDsp,
        ["-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"],
        Emulator.Mps2An386);

    /// <summary>
    /// Compiled for Armv6-M, run on a Cortex-M3: its instructions are a superset, one counts as one on either, and no emulated
    /// board with an Armv6-M core has room for a model. The harness makes unaligned accesses fault, as they do on the real core.
    /// </summary>
    public static readonly Target CortexM0Plus = new(
        "cortex-m0plus", "Cortex-M0+, no FPU, no unaligned access", InstructionSet.ArmV6M,
        ["-mcpu=cortex-m0plus", "-mthumb", "-mfloat-abi=soft"],
        Emulator.Mps2An385)
    {
        HasFloatUnit = false,
    };

    public static readonly Target CortexM7 = new(
        "cortex-m7", "Cortex-M7 with DSP and double-precision FPU", InstructionSet.ArmDsp,
        ["-mcpu=cortex-m7", "-mthumb", "-mfpu=fpv5-d16", "-mfloat-abi=hard"],
        Emulator.Mps2An500)
    {
        Processor = Processor.CortexM7,
    };

    public static readonly Target CortexM33 = new(
        "cortex-m33", "Cortex-M33 with DSP and single-precision FPU", InstructionSet.ArmDsp,
        ["-mcpu=cortex-m33", "-mthumb", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"],
        Emulator.Mps2An505)
    {
        Processor = Processor.CortexM33,
    };

    public static readonly Target CortexM55 = new(
        "cortex-m55", "Cortex-M55 with MVE (Helium) and FPU", InstructionSet.ArmMve,
        ["-mcpu=cortex-m55", "-mthumb", "-mfloat-abi=hard"],
        Emulator.Mps3An547);

    /// <summary>
    /// Compiled for a Cortex-M55 and run on one: GCC 12 does not know Cortex-M85, nor does the emulator. It executes all that a Cortex-M55
    /// does, so results and instructions are the same; the cycles are its own.
    /// </summary>
    public static readonly Target CortexM85 = new(
        "cortex-m85", "Cortex-M85 with MVE (Helium) and FPU", InstructionSet.ArmMve,
        ["-mcpu=cortex-m55", "-mthumb", "-mfloat-abi=hard"],
        Emulator.Mps3An547)
    {
        Processor = Processor.CortexM85,
    };

    public static readonly Target Rv32Imc = new(
        "rv32imc", "RISC-V RV32IMC, no FPU", InstructionSet.Rv32Imc,
        ["-march=rv32imc", "-mabi=ilp32", "--specs=picolibc.specs"],
        Emulator.RiscVVirt)
    {
        HasFloatUnit = false,
    };

    public static ImmutableArray<Target> All { get; } = 
        [Host, CortexM4, CortexM7, CortexM33, CortexM0Plus, CortexM55, CortexM85, Rv32Imc];

    /// <exception cref="MoteException">MOTE0401: there is no such target.</exception>
    public static Target Find(string name)
    {
        foreach (var target in All)
            if (target.Name == name)
                return target;
        var names = All.Select(target => target.Name).ToArray();
        var nearest = Spelling.Nearest(name, names);
        throw new MoteException(
            "MOTE0401", $"target '{name}'", "there is no such target.",
            $"{(nearest is null ? "" : $"Did you mean '{nearest}'? ")}The targets are {string.Join(", ", names)}.");
    }
}
