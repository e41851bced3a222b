namespace Mote.Core.Ops;

public enum ResizeKind
{
    /// <summary>The nearest pixel.</summary>
    Nearest,

    /// <summary>The mean of the four pixels around a place, weighted by how near they are.</summary>
    Bilinear,
}

/// <summary>
/// X [n,h,w,c] as an image of Height x Width. Output row y is at y·h/Height of the input; with AlignCorners at y·(h-1)/(Height-1);
/// with HalfPixelCenters at (y + 1/2)·h/Height (less 1/2 where bilinear). Columns alike.
/// </summary>
public sealed record Resize(ResizeKind Kind, int Height, int Width, bool AlignCorners = false, bool HalfPixelCenters = false) : Op;
