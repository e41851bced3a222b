using Mote.Core;

namespace Mote.Compiler.Programs;

/// <summary>
/// In which order a value's elements lie in memory. It is the compiler's choice: a graph's shapes always say [n, h, w, c], and what
/// enters or leaves the graph is in that order.
/// </summary>
[Closed]
public abstract record ValueLayout
{
    private ValueLayout()
    {
    }

    /// <summary>As the shape says, the last dimension fastest: [n, h, w, c].</summary>
    public sealed record Rows : ValueLayout;

    /// <summary>Each channel's image by itself: [n, c, h, w]. Values of rank 4 alone.</summary>
    public sealed record Planes : ValueLayout;

    /// <summary>
    /// Row by row of the image, each channel's row by itself: [n, h, c, w]. What makes an image row by row may overwrite the rows of
    /// another that it has read, and a channel's pixels still lie side by side.
    /// </summary>
    public sealed record Lines : ValueLayout;

    /// <summary>
    /// Values that are -1 or 1 as bits, 1 for 1: in the graph's order, so many successive ones in words of their own, the first one
    /// lowest, zeros behind the last.
    /// </summary>
    public sealed record Signs(int Run) : ValueLayout;

    public static ValueLayout InLines { get; } = new Lines();

    public static ValueLayout InRows { get; } = new Rows();

    public static ValueLayout InPlanes { get; } = new Planes();
}
