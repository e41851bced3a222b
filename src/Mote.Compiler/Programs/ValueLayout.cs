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

    public static ValueLayout InRows { get; } = new Rows();

    public static ValueLayout InPlanes { get; } = new Planes();
}
