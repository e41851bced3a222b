using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    /// <summary>Whether a convolution could write lines over rows of its operand that it has read.</summary>
    internal static bool StreamsLines(Conv2D op, NodeLowering n) =>
        !IsPointwise(op, n)
        && TryConv2DDsp(
            op, Requantization.Convolution(n.X(), n.X(Conv2D.Weights), n.Y, n.X(Conv2D.Weights).Shape[0]), n, Programs.ValueLayout.InLines)
            is [{ Stream: not null } or { InPlace: not null }];

    /// <summary>Whether a convolution's kernel is one that can have its values in planes.</summary>
    internal static PlaneSupport PlaneSupportOf(Conv2D op, NodeLowering n)
    {
        if (n.X().Element != Core.Types.ElementType.Int8 || n.Y.Element != Core.Types.ElementType.Int8 || n.X().Shape[0] != 1)
            return PlaneSupport.None;
        var factors = Requantization.Convolution(n.X(), n.X(Conv2D.Weights), n.Y, n.X(Conv2D.Weights).Shape[0]);
        if (factors.Any(f => f.Shift > 31)) return PlaneSupport.None;
        if (IsPointwise(op, n))
            return TryMatrixDsp(op.Activation, factors, n, readsPlanes: true, writesPlanes: true) is null
                ? PlaneSupport.None : PlaneSupport.All;
        // Winograd's form has rows alone, and saves more.
        return TryWinogradDsp(op, factors, n) is null && TryConv2DDsp(op, factors, n, Programs.ValueLayout.InPlanes) is not null
            ? new PlaneSupport(Reads: false, Writes: true) : PlaneSupport.None;
    }
}
