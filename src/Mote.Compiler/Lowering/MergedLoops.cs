using Mote.Core.Rules;

namespace Mote.Compiler.Lowering;

/// <summary>
/// The loops of a broadcast operation, neighbours merged where both operands walk on evenly, as six.
/// </summary>
internal sealed class MergedLoops
{
    public MergedLoops(NodeLowering n)
    {
        var a = Broadcasting.Strides(n.X(0).Shape, n.Y.Shape);
        var b = Broadcasting.Strides(n.X(1).Shape, n.Y.Shape);
        var loops = new List<(int Size, int A, int B)>();
        for (var axis = 0; axis < n.Y.Shape.Rank; axis++)
        {
            var size = n.Y.Shape[axis];
            if (size == 1) continue;
            if (loops.Count > 0 && loops[^1] is var outer && outer.A == a[axis] * size && outer.B == b[axis] * size)
                loops[^1] = (outer.Size * size, a[axis], b[axis]);
            else
                loops.Add((size, a[axis], b[axis]));
        }
        if (loops.Count > 6) throw n.TooManyDimensions(loops.Count, "six");
        while (loops.Count < 6) loops.Insert(0, (1, 0, 0));
        Dims = [.. loops.Select(l => l.Size)];
        StridesA = [.. loops.Select(l => l.A)];
        StridesB = [.. loops.Select(l => l.B)];
    }

    public int[] Dims { get; }

    public int[] StridesA { get; }

    public int[] StridesB { get; }
}
