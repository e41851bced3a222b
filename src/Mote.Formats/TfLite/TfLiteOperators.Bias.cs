using Mote.Core.Types;

namespace Mote.Formats.TfLite;

internal static partial class TfLiteOperators
{
    /// <summary>
    /// Beside int16, the width of the sums follows from the bias; a file without one can ask for sums of 32 bits by an attribute.
    /// Zeros of that width say the same. Null where nothing is asked.
    /// </summary>
    public static Tensor? ImpliedBias(TfLiteOperator o, TfLiteTensors tensors)
    {
        const int int32 = 2;
        var width = o.Code switch
        {
            BuiltinOperator.CONV_2D => o.Options(1)?.Byte(6),
            BuiltinOperator.FULLY_CONNECTED => o.Options(8)?.Byte(4),
            _ => null,
        };
        if (width != int32 || (o.Inputs.Length > 2 && o.Inputs[2] >= 0)) return null;
        if (tensors.Type(o.Input(0), o.Where).Element != ElementType.Int16) return null;
        var weights = tensors.Type(o.Input(1), o.Where).Shape;
        if (weights.Rank == 0) throw o.Bad($"the weights have shape {weights}.");
        return Tensor.From<int>(new TensorType(ElementType.Int32, [weights[0]]), new int[weights[0]]);
    }
}
