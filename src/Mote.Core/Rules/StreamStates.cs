using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>
/// What the states of operators on streams are and begin with: one for each of <see cref="StatefulOps.StateOperands"/>, which
/// follows from the operator and its input.
/// </summary>
public static class StreamStates
{
    /// <param name="op">The operator; its attributes must make sense.</param>
    /// <param name="x">The type of its first operand, null if it has none but states.</param>
    public static IReadOnlyList<Tensor> Initial(Op op, TensorType? x) =>
        op is SpectralSubtraction ? [Zeros(new TensorType(ElementType.UInt32, x!.Shape))]
        : op is Framer { Kept: > 0 } framer
            ? framer.Counts ? [Rows(x!, 1, framer.Kept), Count(framer.Steps)] : [Rows(x!, 1, framer.Kept)]
        : op is Stacker { Kept: > 0 } stacker
            ? [Zeros(new TensorType(x!.Element, [checked(stacker.Kept * x.Elements)])), Count(-1)]
        : op is OverlapAdd { Kept: > 0 } overlap ? [Rows(x!, 2, overlap.Kept)]
        : op is Delay { Length: > 0 } delay ? [Rows(x!, 1, delay.Length)]
        : op is Periodic periodic ? [Count(periodic.Cycles)] : [];

    /// <summary>The file's operators know their memory themselves; a <see cref="CircularBuffer"/>'s is its output.</summary>
    public static bool IsWithinOperator(this Op op) => op is SpectralSubtraction or Framer or Stacker or OverlapAdd or Delay;

    /// <summary>A row of samples in place of the last axes of the input.</summary>
    private static Tensor Rows(TensorType x, int axes, int kept)
    {
        int[] dims = [.. x.Shape.SkipLast(axes), kept];
        return Zeros(new TensorType(x.Element, Shape.Create(dims)));
    }

    private static Tensor Count(int value) => Tensor.From<int>(new TensorType(ElementType.Int32, []), [value]);

    private static Tensor Zeros(TensorType type) => Tensor.FromBytes(type, new byte[type.Bytes]);
}
