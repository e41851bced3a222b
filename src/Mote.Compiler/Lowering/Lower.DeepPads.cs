using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

/// <summary>Paddings of more dimensions than the usual kernels have loops for.</summary>
internal static partial class Lower
{
    private const int MostDimensions = 8;

    /// <param name="loops">At most eight, none of which can be merged with the one before.</param>
    /// <param name="fill">The padding's elements, as they are stored.</param>
    /// <param name="n">The node.</param>
    private static ImmutableArray<KernelCall> LowerDeepPad(List<(int In, int Before, int Out)> loops, int fill, NodeLowering n)
    {
        while (loops.Count < MostDimensions) loops.Insert(0, (1, 0, 1));
        var strides = Shape.Create([.. loops.Select(l => l.Out)]).Strides();
        var element = n.Y.Element.Bytes();
        var parameters = CParameters.Of(
            ("element_bytes", element),
            ("elements", n.Y.Elements),
            ("rows", n.X().Elements / loops[^1].In),
            ("row_bytes", loops[^1].In * element),
            ("in", loops.Take(MostDimensions - 1).Select(l => l.In).ToArray()),
            ("strides", strides[..^1]),
            ("first", loops.Zip(strides).Sum(p => p.First.Before * p.Second)),
            ("fill", fill));
        return n.Call("pad_deep", parameters, [n.Operand("x", 0, "void"), n.Result("void")]);
    }

    private static ImmutableArray<KernelCall> LowerDeepMirrorPad(MirrorPad op, NodeLowering n)
    {
        var (x, y) = (n.X().Shape, n.Y.Shape);
        var ones = Enumerable.Repeat(1, MostDimensions - x.Rank);
        var zeros = Enumerable.Repeat(0, MostDimensions - x.Rank);
        var parameters = CParameters.Of(
            ("element_bytes", n.Y.Element.Bytes()),
            ("elements", y.Elements),
            ("in", ones.Concat(x).ToArray()),
            ("before", zeros.Concat(op.Before).ToArray()),
            ("out", ones.Concat(y).ToArray()),
            ("strides", zeros.Concat(x.Strides()).ToArray()),
            ("symmetric", op.Symmetric ? 1 : 0));
        return n.Call("mirror_pad_deep", parameters, [n.Operand("x", 0, "void"), n.Result("void")]);
    }
}
