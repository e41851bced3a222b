using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>Operators of signal front ends. Integers stand for themselves there; a quantization of theirs is handed on.</summary>
public static partial class TypeInference
{
    private static TensorType InferWindowFunction(WindowFunction op, OperandChecks call)
    {
        call.Takes(2, 2);
        var x = Samples(WindowFunction.Input, call, ElementType.Int16);
        var weights = Row(WindowFunction.Weights, ElementType.Int16, call);
        call.Require(weights == x.Shape[-1], $"{weights} weights for frames of {x.Shape[-1]} samples.");
        call.Require(op.Shift is >= 0 and <= 31, $"the shift is {op.Shift}; 0 to 31 is expected.");
        return Given(x.Element, x.Shape, 0, call);
    }

    private static TensorType[] InferFftAutoScale(OperandChecks call)
    {
        call.Takes(1, 1);
        return [Given(ElementType.Int16, [Row(0, ElementType.Int16, call)], 0, call), Given(ElementType.Int32, [], 1, call)];
    }

    private static TensorType InferRfft(Rfft op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Samples(0, call, ElementType.Int16, ElementType.Int32, ElementType.Float32);
        if (FftPlan.Problem(op.Length) is { } problem) call.Fail(problem);
        call.Require(x.Shape[-1] <= op.Length, $"frames of {x.Shape[-1]} samples are longer than the transform, {op.Length}.");
        return Given(x.Element, x.Shape.With(-1, op.Length + 2), 0, call);
    }

    private static TensorType InferIrfft(Irfft op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Samples(0, call, ElementType.Int16, ElementType.Int32, ElementType.Float32);
        if (FftPlan.Problem(op.Length) is { } problem) call.Fail(problem);
        call.Require(x.Shape[-1] == op.Length + 2,
            $"a spectrum has {x.Shape[-1]} numbers; a transform of length {op.Length} takes {op.Length + 2}.");
        return Given(x.Element, x.Shape.With(-1, op.Length), 0, call);
    }

    private static TensorType InferSpectrumEnergy(SpectrumEnergy op, OperandChecks call)
    {
        call.Takes(1, 1);
        var wide = call[0].Element == ElementType.Int32;
        var numbers = Row(0, wide ? ElementType.Int32 : ElementType.Int16, call);
        call.Require(op.Shift is >= 0 and <= 63, $"the shift is {op.Shift}; 0 to 63 is expected.");
        call.Require(numbers % 2 == 0, $"{numbers} numbers are no pairs of real and imaginary parts.");
        call.Require(op.Begin >= 0 && op.Begin <= op.End && op.End <= numbers / 2,
            $"bins {op.Begin} to {op.End} are not among the {numbers / 2} of the spectrum.");
        return Given(wide ? ElementType.UInt64 : ElementType.UInt32, [numbers / 2], 0, call);
    }

    private static TensorType InferFilterBank(FilterBank op, OperandChecks call)
    {
        call.Takes(3, 3);
        var wide = call[FilterBank.Input].Element == ElementType.UInt64;
        var bins = Row(FilterBank.Input, wide ? ElementType.UInt64 : ElementType.UInt32, call);
        var weights = Row(FilterBank.Weights, ElementType.Int16, call);
        var unweights = Row(FilterBank.Unweights, ElementType.Int16, call);
        call.Require(op.Starts.Count >= 2 && op.WeightStarts.Count == op.Starts.Count && op.Widths.Count == op.Starts.Count,
            $"{op.Starts.Count} starts, {op.WeightStarts.Count} starts of weights, {op.Widths.Count} widths: "
            + "one of each a band is expected, and two bands at least.");
        for (var band = 0; band < op.Starts.Count; band++)
        {
            var (start, width, first) = (op.Starts[band], op.Widths[band], op.WeightStarts[band]);
            // A band without width reads nothing, wherever it lies.
            if (width == 0) continue;
            call.Require(width > 0 && start >= 0 && (long)start + width <= bins,
                $"band {band} covers {width} bins from {start}; the spectrum has {bins}.");
            call.Require(first >= 0 && (long)first + width <= Math.Min(weights, unweights),
                $"band {band} takes {width} weights from {first}; there are {weights} and {unweights}.");
        }
        return Given(ElementType.UInt64, [op.Channels], 0, call);
    }

    private static TensorType InferFilterBankSquareRoot(OperandChecks call)
    {
        call.Takes(2, 2);
        var channels = Row(FilterBankSquareRoot.Input, ElementType.UInt64, call);
        var scale = call[FilterBankSquareRoot.Scale];
        call.Require(scale.Element == ElementType.Int32 && scale.Shape.Elements == 1, $"the scale is {scale}; one i32 is expected.");
        return Given(ElementType.UInt32, [channels], 0, call);
    }

    private static TensorType[] InferSpectralSubtraction(SpectralSubtraction op, OperandChecks call)
    {
        call.Takes(2, 2);
        var channels = Row(SpectralSubtraction.Input, ElementType.UInt32, call);
        call.Require(op.SmoothingBits is >= 0 and <= 31, $"there are {op.SmoothingBits} smoothing bits; 0 to 31 are expected.");
        call.Require(op.Bits is >= 0 and <= 63, $"the factors have {op.Bits} fractional bits; 0 to 63 are expected.");
        return [Given(ElementType.UInt32, [channels], 0, call), StateOf(SpectralSubtraction.Noise, op, call)];
    }

    private static TensorType InferPcan(Pcan op, OperandChecks call)
    {
        call.Takes(3, 3);
        var channels = Row(Pcan.Input, ElementType.UInt32, call);
        var noise = Row(Pcan.Noise, ElementType.UInt32, call);
        var gains = Row(Pcan.Gains, ElementType.Int16, call);
        call.Require(noise == channels, $"{noise} estimates of noise for {channels} channels.");
        call.Require(gains >= Pcan.GainCount, $"the gains have {gains} coefficients; at least {Pcan.GainCount} are expected.");
        call.Require(op.SnrShift is >= 0 and <= 63, $"the shift is {op.SnrShift}; 0 to 63 is expected.");
        return Given(ElementType.UInt32, [channels], 0, call);
    }

    private static TensorType InferFilterBankLog(FilterBankLog op, OperandChecks call)
    {
        call.Takes(1, 1);
        var channels = Row(0, ElementType.UInt32, call);
        call.Require(op.CorrectionBits is >= 0 and <= 31, $"the correction is {op.CorrectionBits} bits; 0 to 31 are expected.");
        return Given(ElementType.Int16, [channels], 0, call);
    }

    /// <summary>The output's type with the quantization that the model gives it.</summary>
    private static TensorType Given(ElementType element, Shape shape, int output, OperandChecks call)
    {
        var quantization = output < call.OutputQuantizations.Length ? call.OutputQuantizations[output] : null;
        call.Require(element != ElementType.Float32 || quantization is null, "a float output has no quantization.");
        return new TensorType(element, shape, quantization);
    }

    private static TensorType Samples(int operand, OperandChecks call, params ReadOnlySpan<ElementType> allowed)
    {
        var x = call[operand];
        if (!allowed.Contains(x.Element))
            call.Fail($"operand {operand} is {x.Element.Text()}; supported here: "
                + string.Join(", ", allowed.ToArray().Select(e => e.Text())) + ".");
        call.Require(x.Shape.Rank > 0, $"operand {operand} is a scalar; samples along the last axis are expected.");
        return x;
    }

    /// <summary>How many elements a vector has.</summary>
    private static int Row(int operand, ElementType element, OperandChecks call)
    {
        var x = Samples(operand, call, element);
        call.Require(x.Shape.Rank == 1, $"operand {operand} has shape {x.Shape}; one dimension is expected.");
        return x.Shape[0];
    }
}
