using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.FlexBuffers;
using Op = Mote.Core.Ops.Op;

namespace Mote.Formats.TfLite;

/// <summary>From our operators that the format has not built in to the names and options of the file's custom operators.</summary>
internal static class TfLiteSignalOptions
{
    /// <summary>A custom operator's name and options; null if the operator is none of them.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="x">The type of operand 0.</param>
    /// <param name="node">For messages.</param>
    public static (string Name, byte[] Options)? Of(Op op, TensorType? x, Node node) =>
        op is WindowFunction window ? ("SignalWindow", Map(("shift", window.Shift)))
        : op is FftAutoScale ? ("SignalFftAutoScale", [])
        : op is Rfft rfft ? ("SignalRfft", Map(Type(x!), ("fft_length", rfft.Length)))
        : op is Irfft irfft ? ("SignalIrfft", Map(Type(x!), ("fft_length", irfft.Length)))
        : op is SpectrumEnergy { Shift: not 0 } || (op is SpectrumEnergy && x!.Element == ElementType.Int32)
            || (op is FilterBank && x!.Element == ElementType.UInt64) ? throw new MoteException("MOTE0120", node.Origin.ToString(),
                $"{op.Name()} of {x!.Element.Text()} in this form cannot be written as .tflite, which has it with fewer bits only.",
                "Keep the model in Mote's text form, which every command reads, and compile that.")
        : op is SpectrumEnergy energy ? ("SignalEnergy", Map(("start_index", energy.Begin), ("end_index", energy.End)))
        : op is FilterBank bank ? ("SignalFilterBank", Map(("num_channels", bank.Channels)))
        : op is FilterBankSquareRoot ? ("SignalFilterBankSquareRoot", [])
        : op is SpectralSubtraction s ? ("SignalFilterBankSpectralSubtraction", FlexMapWriter.Write(
            Int("num_channels", x!.Elements), Int("smoothing", s.Smoothing), Int("one_minus_smoothing", s.OneMinusSmoothing),
            Int("alternate_smoothing", s.AlternateSmoothing), Int("alternate_one_minus_smoothing", s.AlternateOneMinusSmoothing),
            Int("min_signal_remaining", s.MinSignalRemaining), Int("smoothing_bits", s.SmoothingBits),
            Int("spectral_subtraction_bits", s.Bits), ("clamping", new FlexValue.Bool(s.Clamping))))
        : op is Pcan pcan ? ("SignalPCAN", Map(("snr_shift", pcan.SnrShift)))
        : op is FilterBankLog log
            ? ("SignalFilterBankLog", Map(("output_scale", log.OutputScale), ("input_correction_bits", log.CorrectionBits)))
        : op is Framer framer ? ("SignalFramer", FlexMapWriter.Write(Int("frame_size", framer.FrameSize),
            Int("frame_step", framer.FrameStep), ("prefill", new FlexValue.Bool(framer.Prefill))))
        : op is Stacker stacker ? ("SignalStacker", Map(("num_channels", x!.Elements), ("stacker_left_context", stacker.Left),
            ("stacker_right_context", stacker.Right), ("stacker_step", stacker.Step)))
        : op is OverlapAdd overlap ? ("SignalOverlapAdd", Map(Type(x!), ("frame_step", overlap.FrameStep)))
        : op is Delay delay ? ("SignalDelay", Map(("delay_length", delay.Length)))
        : op is CircularBuffer ? (TfLiteStreams.CircularBufferName, Map(("cycles_max", 1)))
        : op is DetectionPostProcess d ? (TfLiteOperators.DetectionName, FlexMapWriter.Write(
            Int("max_detections", d.MaxDetections), Int("max_classes_per_detection", d.MaxClassesPerDetection),
            Int("detections_per_class", d.DetectionsPerClass), ("use_regular_nms", new FlexValue.Bool(d.ByClass)),
            Real("nms_score_threshold", d.ScoreThreshold), Real("nms_iou_threshold", d.OverlapThreshold), Int("num_classes", d.Classes),
            Real("y_scale", d.ScaleY), Real("x_scale", d.ScaleX), Real("h_scale", d.ScaleH), Real("w_scale", d.ScaleW)))
        : op is Periodic ? throw new MoteException("MOTE0120", node.Origin.ToString(),
            "a model of which parts run in some calls only cannot be written as .tflite.",
            "Keep the file that it was read from.")
        : null;

    /// <summary>The bands' places, which the format keeps in operands.</summary>
    public static IReadOnlyList<Tensor> Places(FilterBank op) => [Int16(op.Starts), Int16(op.WeightStarts), Int16(op.Widths)];

    private static Tensor Int16(EquatableArray<int> values)
    {
        if (values.Any(v => v is < 0 or > short.MaxValue))
            throw new MoteException("MOTE0120", "a filter bank", "bands beyond bin 32767 cannot be written as .tflite.");
        return Tensor.From<short>(new TensorType(ElementType.Int16, [values.Count]), [.. values.Select(v => (short)v)]);
    }

    private static (string, int) Type(TensorType x) => ("T", TfLiteWriter.Code(x.Element));

    private static byte[] Map(params (string Name, int Value)[] options) => FlexMapWriter.Write(options.Select(o => Int(o.Name, o.Value)));

    private static (string, FlexValue) Real(string name, float value) => (name, new FlexValue.Float(value));

    private static (string, FlexValue) Int(string name, int value) => (name, new FlexValue.Int(value));
}
