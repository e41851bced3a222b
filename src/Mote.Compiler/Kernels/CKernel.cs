using Mote.Compiler.Programs;
using Mote.Core.Machine;

namespace Mote.Compiler.Kernels;

/// <summary>
/// A C function of the kernel library. All kernels of a family take the same parameters and arguments and compute the same to the
/// bit; they differ in what they need and in which shapes they accept.
/// </summary>
/// <param name="Family">conv2d_s8</param>
/// <param name="Function">mote_conv2d_s8, or mote_conv2d_s8_dsp: also the file's name.</param>
/// <param name="Needs">The instruction set it is written for.</param>
/// <param name="Accepts">Which parameters it can handle.</param>
public sealed record CKernel(string Family, string Function, InstructionSet Needs, Func<CParameters, bool> Accepts)
{
    /// <summary>What is known of the order in which it reads and writes.</summary>
    public KernelOrder Order { get; init; }

    /// <summary>Whether it decodes a constant itself, and so returns 0, or 1 if that is corrupt.</summary>
    public bool Decodes { get; init; }

    public string Header => Function + ".h";

    public string ParametersType => $"mote_{Family}_params";
}
