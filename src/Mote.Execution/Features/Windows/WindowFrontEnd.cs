using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Features.Windows;

/// <summary>What is done to the samples of a window.</summary>
public enum WindowNormalisation
{
    None,

    /// <summary>Each channel's mean is subtracted: gravity, offsets, baselines go.</summary>
    Mean,

    /// <summary>Each channel is brought to mean 0 and variance 1.</summary>
    Channel,

    /// <summary>Each channel is brought to mean 0, all of them together to variance 1: their proportions stay.</summary>
    All,
}

/// <summary>
/// Samples of motion or vibration as they are, or centred, or of unit variance; perhaps their differences first. Raw samples [1, n] or
/// [1, n, channels]; features alike, one sample fewer where they are differences.
/// </summary>
public sealed record WindowFrontEnd(string Preset) : FrontEnd
{
    public override string Name => Preset;

    public WindowNormalisation Normalisation { get; init; }

    /// <summary>x[t + 1] - x[t] instead of x[t]. In integers differences have 16 bits and saturate.</summary>
    public bool Differences { get; init; }

    public override Shape OutputShape(Shape raw)
    {
        if (raw.Rank < 2 || raw[0] != 1) throw Unsuited($"examples have shape {raw}; [1,n] or [1,n,channels] is expected.");
        if (Differences && raw[1] < 2) throw Unsuited("one sample has no differences.");
        return Differences ? raw.With(1, raw[1] - 1) : raw;
    }

    public override FeatureComputer Computer(TensorType raw) => new WindowComputer(this, raw);

    public override Graph Float(TensorType raw)
    {
        OutputShape(raw.Shape);
        var g = new FeatureGraph(Name);
        var x = g.Add(new Dequantize(), null, "reals", g.Input("samples", raw));
        if (Differences) x = Difference(g, x, null);
        if (Deviation is { } deviation)
            x = g.Add(new Standardize(deviation, LeastVariance(raw), ElementType.Float32), null, "normalised", x);
        return g.Build(x);
    }

    public override Graph Fixed(TensorType raw, Quantization.PerTensor features)
    {
        OutputShape(raw.Shape);
        var g = new FeatureGraph(Name);
        var x = g.Input("samples", raw);
        if (Differences)
        {
            var step = new Quantization.PerTensor(raw.PerTensor.Scale, 0);
            if (raw.Element != ElementType.Int16) x = g.Add(new Quantize(ElementType.Int16), step, "wide", x);
            x = Difference(g, x, step);
        }
        return g.Build(Deviation is { } deviation
            ? g.Add(new Standardize(deviation, LeastVariance(raw), ElementType.Int8), features, "normalised", x)
            : g.Add(new Quantize(ElementType.Int8), features, "features", x));
    }

    /// <summary>One step of the sensor, squared, beside a variance.</summary>
    internal static float LeastVariance(TensorType raw) => raw.PerTensor.Scale * raw.PerTensor.Scale;

    internal StandardDeviation? Deviation => Normalisation switch
    {
        WindowNormalisation.None => null,
        WindowNormalisation.Mean => StandardDeviation.None,
        WindowNormalisation.Channel => StandardDeviation.Channel,
        WindowNormalisation.All => StandardDeviation.All,
    };

    internal static ValueId Difference(FeatureGraph g, ValueId x, Quantization? quantization) =>
        g.Add(new Binary(BinaryKind.Sub), quantization, "differences", From(g, x, 1, "later"), From(g, x, 0, "earlier"));

    /// <summary>All samples but one.</summary>
    private static ValueId From(FeatureGraph g, ValueId x, int first, string name)
    {
        var shape = g.Type(x).Shape;
        var size = shape.With(1, shape[1] - 1);
        var begin = new int[shape.Rank];
        begin[1] = first;
        var strides = Enumerable.Repeat(1, shape.Rank).ToEquatableArray();
        return g.Keep(new StridedSlice(begin.ToEquatableArray(), size.Dims, strides, size), name, x);
    }
}
