using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>
/// What the states of operators on streams are and begin with: one for each of <see cref="StatefulOps.StateOperands"/>, which
/// follows from the operator and its input. Attributes must make sense.
/// </summary>
public static class StreamStates
{
    private static readonly TensorType Counter = new(ElementType.Int32, []);

    /// <param name="op">The operator.</param>
    /// <param name="x">The type of its first operand; null if it has none but states.</param>
    public static IReadOnlyList<TensorType> Types(Op op, TensorType? x) =>
        op is SpectralSubtraction ? [new TensorType(ElementType.UInt32, x!.Shape)]
        : op is Framer { Kept: > 0 } framer ? framer.Counts ? [Rows(x!, 1, framer.Kept), Counter] : [Rows(x!, 1, framer.Kept)]
        : op is Stacker { Kept: > 0 } stacker ? [new TensorType(x!.Element, [stacker.Kept * x.Elements]), Counter]
        : op is OverlapAdd { Kept: > 0 } overlap ? [Rows(x!, 2, overlap.Kept)]
        : op is Delay { Length: > 0 } delay ? [Rows(x!, 1, delay.Length)]
        : op is Periodic ? [Counter] : [];

    /// <summary>Zeros, and what the counters begin with.</summary>
    public static IReadOnlyList<Tensor> Initial(Op op, TensorType? x)
    {
        var counter = op is Framer framer ? framer.Steps : op is Periodic periodic ? periodic.Cycles : -1;
        return
        [
            .. Types(op, x).Select(type => type == Counter
                ? Tensor.From<int>(type, [counter]) : Tensor.FromBytes(type, new byte[type.Bytes])),
        ];
    }

    /// <summary>The operators of files that know their memory themselves; a <see cref="CircularBuffer"/>'s is its output.</summary>
    public static bool IsWithinOperator(this Op op) => op is SpectralSubtraction or Framer or Stacker or OverlapAdd or Delay;

    /// <summary>A row of samples in place of the last axes of the input.</summary>
    private static TensorType Rows(TensorType x, int axes, int kept)
    {
        int[] dims = [.. x.Shape.SkipLast(axes), kept];
        return new TensorType(x.Element, Shape.Create(dims));
    }
}
