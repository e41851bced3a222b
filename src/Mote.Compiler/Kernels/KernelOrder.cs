namespace Mote.Compiler.Kernels;

/// <summary>In what order a kernel reads its first operand and writes its result.</summary>
public enum KernelOrder
{
    /// <summary>Unknown: the result lies apart from the operands, or exactly upon one where the call says so.</summary>
    Unknown,

    /// <summary>Pixel by pixel, each from the pixels under its window: the parameters hold a mote_window.</summary>
    Windows,

    /// <summary>Row by row, each from the same row of the operand: the parameters hold rows and columns.</summary>
    Rows,
}
