using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>Operators that features need beside those of signal front ends.</summary>
public static partial class TypeInference
{
    private static TensorType InferLogSpectrum(LogSpectrum op, OperandChecks call)
    {
        call.Takes(3, 4);
        var wide = call[LogSpectrum.Input].Element == ElementType.UInt64;
        var channels = Row(LogSpectrum.Input, wide ? ElementType.UInt64 : ElementType.UInt32, call);
        var (floors, offsets) = (Row(LogSpectrum.Floors, ElementType.UInt64, call), Row(LogSpectrum.Offsets, ElementType.Int32, call));
        call.Require(floors == channels && offsets == channels, $"{floors} floors and {offsets} offsets for {channels} channels.");
        call.Require(call.Optional(LogSpectrum.Reference) is not { } r || r is { Element: ElementType.Int32, Shape.Elements: 1 },
            $"the reference is {call.Optional(LogSpectrum.Reference)}; one i32 is expected.");
        call.Require(op.FractionBits is >= 0 and <= 15, $"there are {op.FractionBits} fractional bits; 0 to 15 are expected.");
        return Given(ElementType.Int16, [channels], 0, call);
    }

    private static TensorType InferStandardize(Standardize op, OperandChecks call)
    {
        call.Takes(1, 1);
        ReadOnlySpan<ElementType> allowed = [ElementType.Float32, ElementType.Int8, ElementType.Int16];
        var x = call[0];
        call.Require(allowed.Contains(x.Element), $"operand 0 is {x.Element.Text()}; supported here: f32, i8, i16.");
        call.Require(allowed.Contains(op.To) && (op.To == ElementType.Float32) == x.IsFloat,
            $"{x.Element.Text()} does not become {op.To.Text()}; f32 stays f32, i8 and i16 become i8 or i16.");
        call.Require(x.IsFloat || x.Quantization is Quantization.PerTensor,
            $"operand 0 is {x.Element.Text()} without a scale for all of it.");
        call.Require((op.To == ElementType.Float32) == call.OutputQuantization is null
            && call.OutputQuantization is not Quantization.PerAxis,
            $"the output is {op.To.Text()} with the wrong quantization: integers have one scale for the whole tensor, floats have none.");
        call.Require(x.Shape.Rank >= 2, $"the input has shape {x.Shape}; [b,n,...] is expected.");
        call.Require(float.IsFinite(op.Epsilon) && op.Epsilon >= 0, $"epsilon is {op.Epsilon}; it must not be negative.");
        var (samples, channels) = ((long)x.Shape[1], (long)x.Shape.Elements / x.Shape[0] / x.Shape[1]);
        call.Require(x.IsFloat || samples <= Standardization.MostSamples, $"{samples} samples are too many; up to "
            + $"{Standardization.MostSamples} are supported.");
        call.Require(x.IsFloat || op.Deviation != StandardDeviation.All || samples * samples * channels <= 1L << 33,
            $"{samples} samples of {channels} channels are too many for one deviation in integers.");
        return new TensorType(op.To, x.Shape, call.OutputQuantization);
    }
}
