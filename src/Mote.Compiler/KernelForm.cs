namespace Mote.Compiler;

/// <summary>Which of the ways a layer's kernel can be made, of one instruction set.</summary>
public enum KernelForm
{
    /// <summary>Routines are made for the layer's shape: fewest instructions.</summary>
    Made,

    /// <summary>Routines serve many shapes: less flash, some per cent more instructions.</summary>
    Shared,

    /// <summary>As those; what takes much memory beside operands and results takes half of it, and a little longer.</summary>
    Narrow,

    /// <summary>As those, with the least memory beside operands and results.</summary>
    Frugal,
}
