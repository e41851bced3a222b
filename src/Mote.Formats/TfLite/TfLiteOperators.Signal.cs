using Mote.Core.Ops;
using Mote.Core.Types;
using Op = Mote.Core.Ops.Op;

namespace Mote.Formats.TfLite;

/// <summary>Custom operators of TensorFlow Lite Micro's signal library, by name.</summary>
internal static partial class TfLiteOperators
{
    /// <summary>More samples than any delay on a microcontroller.</summary>
    private const int LongestDelay = 1 << 24;

    private static readonly Dictionary<string, Decoder> SignalDecoders = new(StringComparer.Ordinal)
    {
        ["SignalWindow"] = (o, _) => (new WindowFunction(Options(o).Int("shift")), o.Inputs),
        ["SignalFftAutoScale"] = (o, _) => (new FftAutoScale(), o.Inputs),
        ["SignalRfft"] = (o, t) => (new Rfft(TypedOptions(o, t).Int("fft_length")), o.Inputs),
        ["SignalIrfft"] = (o, t) => (new Irfft(TypedOptions(o, t).Int("fft_length")), o.Inputs),
        ["SignalEnergy"] = (o, _) => (new SpectrumEnergy(Options(o).Int("start_index"), Options(o).Int("end_index")), o.Inputs),
        ["SignalFilterBank"] = Triangles,
        ["SignalFilterBankSquareRoot"] = (o, _) => (new FilterBankSquareRoot(), o.Inputs),
        ["SignalFilterBankSpectralSubtraction"] = NoiseReduction,
        ["SignalPCAN"] = (o, _) => (new Pcan(Options(o).Int("snr_shift")), o.Inputs),
        ["SignalFilterBankLog"] = (o, _) =>
            (new FilterBankLog(Options(o).Int("output_scale"), Options(o).Int("input_correction_bits")), o.Inputs),
        ["SignalFramer"] = Frames,
        ["SignalStacker"] = Stack,
        ["SignalOverlapAdd"] = Overlap,
        ["SignalDelay"] = Delayed,
        [DetectionName] = Detections,
    };

    private static TfLiteCustomOptions Options(TfLiteOperator o) => new(o);

    private static TfLiteCustomOptions TypedOptions(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = Options(o);
        options.CheckType(tensors.Type(o.Input(0), o.Where));
        return options;
    }

    private static (Op, int[]) Triangles(TfLiteOperator o, TfLiteTensors tensors)
    {
        var channels = Options(o).Int("num_channels");
        return (new FilterBank(Places(3, "starts"), Places(4, "starts of weights"), Places(5, "widths")), o.Inputs[..3]);

        // The file may have more of them than are used.
        EquatableArray<int> Places(int operand, string what)
        {
            if (tensors.Constant(o.Input(operand), o.Where) is not { } constant) throw o.Bad($"the {what} must be constant.");
            if (constant.Type.Element != ElementType.Int16) throw o.Bad($"the {what} are {constant.Type}; i16 is expected.");
            if (channels < 1 || channels >= constant.Type.Elements)
                throw o.Bad($"{constant.Type.Elements} {what} for {channels} channels; one more than channels is expected.");
            return constant.Span<short>()[..(channels + 1)].ToArray().Select(v => (int)v).ToEquatableArray();
        }
    }

    private static (Op, int[]) NoiseReduction(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = Options(o);
        CheckLength(options.Int("num_channels"), o, tensors);
        return (new SpectralSubtraction(
            options.Int("smoothing"), options.Int("one_minus_smoothing"), options.Int("alternate_smoothing"),
            options.Int("alternate_one_minus_smoothing"), options.Int("min_signal_remaining"), options.Int("smoothing_bits"),
            options.Int("spectral_subtraction_bits"), options.Bool("clamping")), o.Inputs);
    }

    private static void CheckLength(int channels, TfLiteOperator o, TfLiteTensors tensors)
    {
        if (tensors.Type(o.Input(0), o.Where).Elements is var elements && elements != channels)
            throw o.Bad($"the option 'num_channels' is {channels}, but the operand has {elements} elements.");
    }

    // What operators keep must not be allocated before sizes are known to be those of the tensors.
    private static (Op, int[]) Frames(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = Options(o);
        var op = new Framer(options.Int("frame_size"), options.Int("frame_step"), options.Bool("prefill"));
        var y = OutputType(o, tensors).Shape;
        if (y.Rank < 1 || y[-1] != op.FrameSize || op.FrameStep <= 0)
            throw o.Bad($"frames of {op.FrameSize} every {op.FrameStep} samples do not lead to an output {y}.");
        return (op, o.Inputs);
    }

    private static (Op, int[]) Stack(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = Options(o);
        var op = new Stacker(
            options.Int("stacker_left_context"), options.Int("stacker_right_context"), options.Int("stacker_step"));
        CheckLength(options.Int("num_channels"), o, tensors);
        var frames = 1L + op.Left + op.Right;
        var (x, y) = (tensors.Type(o.Input(0), o.Where).Elements, OutputType(o, tensors).Elements);
        if (op.Left < 0 || op.Right < 0 || frames * x != y)
            throw o.Bad($"a frame of {x} with {op.Left} before it and {op.Right} after it has not {y} elements.");
        return (op, o.Inputs);
    }

    private static (Op, int[]) Overlap(TfLiteOperator o, TfLiteTensors tensors)
    {
        var x = tensors.Type(o.Input(0), o.Where).Shape;
        var step = TypedOptions(o, tensors).Int("frame_step");
        if (x.Rank < 2 || step < 1 || step > x[-1]) throw o.Bad($"frames every {step} samples cannot be those of {x}.");
        return (new OverlapAdd(x[-1], step), o.Inputs);
    }

    private static (Op, int[]) Delayed(TfLiteOperator o, TfLiteTensors tensors)
    {
        var length = Options(o).Int("delay_length");
        var x = tensors.Type(o.Input(0), o.Where).Shape;
        if (length is < 0 or > LongestDelay || (x.Rank > 0 && (long)x.Elements / x[-1] * length > LongestDelay))
            throw o.Bad($"a delay of {length} samples of {x} is out of range.");
        return (new Delay(length), o.Inputs);
    }
}
