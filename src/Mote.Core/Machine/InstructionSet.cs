namespace Mote.Core.Machine;

/// <summary>What a kernel may use. The compiler chooses kernels by it; a target says which one it has.</summary>
public enum InstructionSet
{
    /// <summary>C99 and nothing else.</summary>
    Portable,

    /// <summary>Armv6-M (Cortex-M0, M0+): no 32x32 to 64 multiply, no unaligned access.</summary>
    ArmV6M,

    /// <summary>Armv7E-M or Armv8-M with the DSP extension (Cortex-M4, M7, M33).</summary>
    ArmDsp,

    /// <summary>Armv8.1-M with the M-profile vector extension (Cortex-M55, M85).</summary>
    ArmMve,

    /// <summary>RISC-V, 32 bits, with multiplication and compressed instructions; no floating point.</summary>
    Rv32Imc,
}
