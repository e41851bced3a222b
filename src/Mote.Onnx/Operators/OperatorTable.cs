namespace Mote.Onnx.Operators;

/// <summary>What each operator of the file becomes.</summary>
internal static class OperatorTable
{
    public delegate void Handler(Importer m, OnnxNode n);

    public static SortedDictionary<string, Handler> Handlers { get; } = Create();

    /// <summary>Names as a file has them, for the documentation.</summary>
    public static IEnumerable<string> Names =>
        Handlers.Keys.Where(k => k != QuantizedOperators.Bias).Concat(QuantizedOperators.Joined).Order(StringComparer.Ordinal);

    /// <summary>These decide themselves what becomes of a constant.</summary>
    public static bool KeepsConstants(OnnxNode n) => n.FullName is "QuantizeLinear" or "DequantizeLinear" or "Identity" or "Dropout"
        or "Transpose" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze";

    /// <summary>What would work where an operator does not.</summary>
    public static string Instead(OnnxNode n) => n.FullName switch
    {
        "If" or "Loop" or "Scan" or "SequenceAt" or "SplitToSequence" or "SequenceConstruct" or "ConcatFromSequence" =>
            "Control flow has to be resolved at export: trace the model with an example input of the final shape, "
                + "and run onnx-simplifier if some is left.",
        "DynamicQuantizeLinear" or "MatMulInteger" or "ConvInteger" =>
            "Scales must be known before the model runs: quantize statically, with calibration, in the QDQ format.",
        "NonMaxSuppression" or "TopK" or "NonZero" or "Unique" or "RoiAlign" =>
            "Results of varying size belong into the application: end the model before this layer.",
        "Einsum" => "Write it as MatMul with Transpose and Reshape.",
        "GroupNormalization" or "InstanceNormalization" or "LRN" or "MeanVarianceNormalization" =>
            "Replace it by BatchNormalization, which costs nothing on a device, or by LayerNormalization.",
        "RNN" => "Use LSTM or GRU.",
        "STFT" or "DFT" or "MelWeightMatrix" => "Compute features outside of the model, or as a MatMul with constant tables.",
        _ => "docs/onnx.md lists the operators that are supported; write the layer with these, or end the model before it.",
    };

    private static SortedDictionary<string, Handler> Create()
    {
        var all = new SortedDictionary<string, Handler>(StringComparer.Ordinal);
        foreach (var group in (Dictionary<string, Handler>[])
            [Elementwise.Handlers, Windows.Handlers, Matrices.Handlers, Movement.Handlers, Reductions.Handlers, Recurrent.Handlers,
                QuantizedOperators.Handlers, Constants.Handlers, Classical.Handlers, Trees.Handlers])
            foreach (var (name, handler) in group) all.Add(name, handler);
        return all;
    }
}
