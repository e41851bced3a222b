using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Features.Spectral;

/// <summary>The features in float operators: what they are.</summary>
internal static class SpectralFloatGraph
{
    /// <summary>Beside a variance, so that nothing is divided by zero.</summary>
    public const float LeastVariance = 1e-5f;

    public static Graph Build(SpectralFrontEnd f, TensorType raw)
    {
        var frames = f.Frames(raw.Shape);
        var g = new FeatureGraph(f.Name);
        var x = g.Add(new Dequantize(), null, "reals", g.Input("samples", raw));
        if (f.Peak)
        {
            // An example whose largest sample is not above zero is not made louder than one step.
            var largest = g.Add(new Reduce(ReduceKind.Max, [1], true), null, "largest", x);
            var peak = g.Add(new Binary(BinaryKind.Maximum), null, "peak", largest, g.Constant("least_peak", raw.PerTensor.Scale));
            x = g.Add(new Binary(BinaryKind.Div), null, "loudest_is_one", x, peak);
        }
        x = Padded(f, g, x, raw.Shape[1]);
        var y = g.Add(new ForEachFrame(f.FrameSize, f.FrameStep, Body(f)), null, "logarithms", x);
        if (f.Range is { } range)
        {
            var largest = g.Add(new Reduce(ReduceKind.Max, [1, 2], true), null, "loudest", y);
            var least = g.Add(new Binary(BinaryKind.Sub), null, "quietest", largest, g.Constant("range", (float)range));
            y = g.Add(new Binary(BinaryKind.Maximum), null, "within_range", y, least);
        }
        if (f.Coefficients > 0)
            y = g.Add(new FullyConnected(KeepDims: true), null, "cosine_transform", y,
                g.Matrix("cosines", SpectralTables.CosineTransform(f)));
        if (f.Normalisation != FeatureNormalisation.None)
            y = g.Add(new Standardize(Deviation(f), LeastVariance, ElementType.Float32), null, "normalised", y);
        return g.Build(g.Add(new Reshape([1, frames, f.Columns, 1]), null, "features", y));
    }

    public static StandardDeviation Deviation(SpectralFrontEnd f) =>
        f.Normalisation == FeatureNormalisation.MeanAndDeviation ? StandardDeviation.All : StandardDeviation.None;

    /// <summary>Half a frame more at both ends, or the samples as they are.</summary>
    public static ValueId Padded(SpectralFrontEnd f, FeatureGraph g, ValueId x, int samples) => f.Padding switch
    {
        FramePadding.None => x,
        FramePadding.Zeros => g.Keep(new Pad([0, f.Border], [0, f.Border]), "padded", x),
        FramePadding.Reflected => g.Keep(new MirrorPad([0, f.Border], [0, f.Border], Symmetric: false), "padded", x),
    };

    /// <summary>A frame [1, n] to its logarithms [1, channels].</summary>
    private static Subgraph Body(SpectralFrontEnd f)
    {
        var g = new FeatureGraph("frame");
        var x = g.Input("frame", new TensorType(ElementType.Float32, [1, f.FrameSize]));
        var y = g.Add(new Mul(), null, "windowed", x, g.Vector("window", SpectralTables.Window(f)));
        y = g.Add(new Rfft(f.FftLength), null, "spectrum", y);
        y = g.Add(new Reshape([f.Bins, 2]), null, "parts", y);
        y = g.Add(new Mul(), null, "squares", y, y);
        y = g.Add(new Reduce(ReduceKind.Sum, [1], false), null, "power", y);
        if (f.Spectrum == SpectrumKind.Magnitude) y = g.Add(new Unary(UnaryKind.Sqrt), null, "magnitude", y);
        y = g.Add(new Reshape([1, f.Bins]), null, "bins", y);
        if (f.Bands > 0) y = g.Add(new FullyConnected(), null, "mel", y, g.Matrix("mel_filters", Weights(f)));
        var floor = g.Constant("floor", (float)f.Floor);
        y = f.FloorKind == FloorKind.Added ? g.Add(new Add(), null, "above_floor", y, floor)
            : g.Add(new Binary(BinaryKind.Maximum), null, "above_floor", y, floor);
        y = g.Add(new Unary(UnaryKind.Log), null, "logarithm", y);
        if (f.Logarithm != LogarithmKind.Natural) y = g.Add(new Mul(), null, "decibel", y, g.Constant("unit", (float)f.LogarithmUnit));
        return new Subgraph(g.Build(y));
    }

    private static double[,] Weights(SpectralFrontEnd f)
    {
        var weights = new double[f.Bands, f.Bins];
        var (filters, norms) = (MelFilters.Of(f), MelFilters.Norms(f));
        for (var band = 0; band < f.Bands; band++)
            for (var i = 0; i < filters[band].Weights.Length; i++)
                weights[band, filters[band].First + i] = filters[band].Weights[i] * norms[band];
        return weights;
    }
}
