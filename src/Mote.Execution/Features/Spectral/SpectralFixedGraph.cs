using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Features.Spectral;

/// <summary>
/// The features in integers. Samples under the window have 31 bits and so has their transform, so nothing is lost to the samples' own 16;
/// energies have 64; logarithms are int16 with steps of 2^-9 octaves or finer. The one rounding that shows is the last, to int8.
/// </summary>
internal static class SpectralFixedGraph
{
    /// <summary>Energies drop so many bits before they are weighted: by Parseval's theorem all bins together then fit 64 bits.</summary>
    internal const int EnergyShift = 12;

    public static Graph Build(SpectralFrontEnd f, TensorType raw, Quantization.PerTensor q)
    {
        var frames = f.Frames(raw.Shape);
        var units = new SpectralUnits(f, raw);
        var g = new FeatureGraph(f.Name);
        var x = g.Input("samples", raw);
        ValueId[] operands = f.Peak ? [ValueId.None, Peak(f, g, x, raw)] : [ValueId.None];
        operands[0] = SpectralFloatGraph.Padded(f, g, x, raw.Shape[1]);
        var isWhole = f.Range is null;
        var isLast = isWhole && f.Normalisation == FeatureNormalisation.None;
        var body = Body(f, raw, units, withCosines: isWhole, isLast ? q : null);
        var y = g.Add(new ForEachFrame(f.FrameSize, f.FrameStep, new Subgraph(body)), null, "frames", operands);
        if (f.Range is { } range) y = WithinRange(g, y, range);
        if (!isWhole && f.Coefficients > 0) y = Cosines(f, g, y, units);
        if (f.Normalisation != FeatureNormalisation.None)
            y = g.Add(
                new Standardize(SpectralFloatGraph.Deviation(f), SpectralFloatGraph.LeastVariance, ElementType.Int8), q, "normalised", y);
        else if (!isLast) y = g.Add(new Quantize(ElementType.Int8), q, "rounded", y);
        return g.Build(g.Keep(new Reshape([1, frames, f.Columns, 1]), "features", y));
    }

    /// <summary>A frame [1, n] of raw samples, perhaps the level that it is relative to; the result has a row [1, columns].</summary>
    private static Graph Body(SpectralFrontEnd f, TensorType raw, SpectralUnits units, bool withCosines, Quantization.PerTensor? q)
    {
        var g = new FeatureGraph("frame");
        var x = g.Input("frame", raw with { Shape = [1, f.FrameSize] });
        var peak = f.Peak ? g.Input("peak", new TensorType(ElementType.Int32, [1])) : ValueId.None;
        x = g.Keep(new Reshape([f.FrameSize]), "samples", x);
        x = Centred(g, g.Add(new Cast(ElementType.Int32), null, "wide", x), raw);
        var window = g.Constant<int>("window", new TensorType(ElementType.Int32, [f.FrameSize]), units.Window);
        x = g.Add(new Mul(), null, "windowed", x, window);
        x = g.Add(new Rfft(f.FftLength), null, "spectrum", x);
        var y = Channels(f, g, x);
        var (floors, offsets) = units.FloorsAndOffsets;
        ValueId[] operands =
        [
            y,
            g.Constant<ulong>("floors", new TensorType(ElementType.UInt64, [f.Channels]), floors),
            g.Constant<int>("offsets", new TensorType(ElementType.Int32, [f.Channels]), offsets),
            .. f.Peak ? (ValueId[])[peak] : [],
        ];
        y = g.Add(new LogSpectrum(units.FractionBits, f.FloorKind == FloorKind.Added), units.Logarithm, "logarithm", operands);
        y = g.Keep(new Reshape([1, f.Channels]), "row", y);
        if (withCosines && f.Coefficients > 0) y = Cosines(f, g, y, units);
        return g.Build(q is null ? y : g.Add(new Quantize(ElementType.Int8), q, "rounded", y));
    }

    /// <summary>Magnitudes or powers, through the filters if there are any.</summary>
    private static ValueId Channels(SpectralFrontEnd f, FeatureGraph g, ValueId spectrum)
    {
        var isPower = f.Spectrum == SpectrumKind.Power;
        var bank = f.Bands > 0 ? FixedFilters.Of(f) : null;
        var shift = isPower && bank is not null ? EnergyShift : 0;
        var y = g.Add(new SpectrumEnergy(bank?.Begin ?? 0, bank?.End ?? f.Bins, shift), null, "energy", spectrum);
        if (!isPower)
            y = g.Add(new FilterBankSquareRoot(), null, "magnitude", y,
                g.Constant<int>("no_shift", new TensorType(ElementType.Int32, []), 0));
        if (bank is null) return y;
        var weights = new TensorType(ElementType.Int16, [bank.Falling.Length]);
        return g.Add(bank.Op, null, "mel", y,
            g.Constant<short>("falling", weights, bank.Falling), g.Constant<short>("rising", weights, bank.Rising));
    }

    private static ValueId Centred(FeatureGraph g, ValueId x, TensorType raw) => raw.PerTensor.ZeroPoint == 0 ? x
        : g.Add(new Binary(BinaryKind.Sub), null, "centred", x,
            g.Constant<int>("zero_point", new TensorType(ElementType.Int32, [1]), raw.PerTensor.ZeroPoint));

    /// <summary>The largest sample, int32; squared where powers are relative to it.</summary>
    private static ValueId Peak(SpectralFrontEnd f, FeatureGraph g, ValueId x, TensorType raw)
    {
        var one = new TensorType(ElementType.Int32, [1]);
        var y = g.Keep(new Reshape([1, raw.Shape[1], 1, 1]), "column", x);
        y = g.Keep(new MaxPool2D(raw.Shape[1], 1, Steps.One, default), "largest", y);
        y = g.Add(new Cast(ElementType.Int32), null, "wide_largest", g.Keep(new Reshape([1]), "peak_sample", y));
        y = g.Add(new Binary(BinaryKind.Maximum), null, "peak", Centred(g, y, raw), g.Constant<int>("least_peak", one, 1));
        return f.Spectrum == SpectrumKind.Power ? g.Add(new Mul(), null, "peak_power", y, y) : y;
    }

    /// <summary>Raised to the largest one less the range.</summary>
    private static ValueId WithinRange(FeatureGraph g, ValueId y, double range)
    {
        var type = g.Type(y);
        var image = g.Keep(new Reshape([1, type.Shape[1], type.Shape[2], 1]), "picture", y);
        var largest = g.Keep(new MaxPool2D(type.Shape[1], type.Shape[2], Steps.One, default), "loudest_pixel", image);
        largest = g.Keep(new Reshape([1, 1, 1]), "loudest", largest);
        var steps = (short)Math.Clamp(Math.Round(range / type.PerTensor.Scale), 0, short.MaxValue);
        var least = g.Add(new Binary(BinaryKind.Sub), type.Quantization, "quietest", largest,
            g.Constant("range", type with { Shape = [1, 1, 1] }, steps));
        return g.Add(new Binary(BinaryKind.Maximum), type.Quantization, "within_range", y, least);
    }

    private static ValueId Cosines(SpectralFrontEnd f, FeatureGraph g, ValueId rows, SpectralUnits units)
    {
        var weights = SpectralTables.CosineTransform(f);
        var largest = weights.Cast<double>().Max(Math.Abs);
        var step = new Quantization.PerTensor((float)(largest / short.MaxValue), 0);
        var type = new TensorType(ElementType.Int16, [f.Channels, f.Coefficients], step);
        var stored = new short[f.Channels * f.Coefficients];
        for (var n = 0; n < f.Channels; n++)
            for (var k = 0; k < f.Coefficients; k++)
                stored[n * f.Coefficients + k] = (short)Math.Round(weights[k, n] / step.Scale);
        return g.Add(new BatchMatMul(), units.Cosines, "cosine_transform", rows, g.Constant<short>("cosines", type, stored));
    }
}
