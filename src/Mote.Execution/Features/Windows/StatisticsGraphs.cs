using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Features.Windows;

/// <summary>Statistics of one channel, [1, n] to [1, 1, 7, 1], as graphs.</summary>
internal static class StatisticsGraphs
{
    /// <summary>Steps of int16 for samples at variance 1 (up to 16), their squares, their cubes, and means.</summary>
    private static readonly Quantization.PerTensor Sample = Step(-11), Square = Step(-7), Cube = Step(-6), Average = Step(-10);

    public static Graph Float(string name, TensorType raw)
    {
        var g = new FeatureGraph(name);
        var x = g.Add(new Dequantize(), null, "reals", g.Input("samples", raw));
        var least = WindowFrontEnd.LeastVariance(raw);
        var centred = g.Add(new Standardize(StandardDeviation.None, 0, ElementType.Float32), null, "centred", x);
        var variance = Mean(g, g.Add(new Mul(), null, "squares", centred, centred), null, "variance");
        var logarithm = Logarithm(g, variance, least, "logarithm");
        var z = g.Add(new Standardize(StandardDeviation.Channel, least, ElementType.Float32), null, "normalised", x);
        var squares = g.Add(new Mul(), null, "normal_squares", z, z);
        var fourth = Mean(g, g.Add(new Mul(), null, "fourth_powers", squares, squares), null, "fourth_moment");
        return Joined(g,
        [
            Mean(g, x, null, "mean"),
            g.Add(new Mul(), null, "log_deviation", logarithm, g.Constant("half", 0.5f)),
            g.Add(new Reduce(ReduceKind.Max, [1], true), null, "largest", z),
            g.Add(new Reduce(ReduceKind.Max, [1], true), null, "depth", g.Add(new Unary(UnaryKind.Neg), null, "mirrored", z)),
            Mean(g, g.Add(new Mul(), null, "cubes", squares, z), null, "skewness"),
            Logarithm(g, fourth, StatisticsFrontEnd.LeastKurtosis, "log_kurtosis"),
            Mean(g, g.Add(new Unary(UnaryKind.Abs), null, "sizes", WindowFrontEnd.Difference(g, z, null)), null, "steps"),
        ], null);
    }

    public static Graph Fixed(string name, TensorType raw, Quantization.PerTensor features)
    {
        var g = new FeatureGraph(name);
        var x = Wide(g, g.Input("samples", raw), raw);
        var step = g.Type(x).PerTensor;
        var samples = raw.Shape[1];
        var least = WindowFrontEnd.LeastVariance(raw);
        var centred = g.Add(new Standardize(StandardDeviation.None, 0, ElementType.Int16), step, "centred", x);
        var z = g.Add(new Standardize(StandardDeviation.Channel, least, ElementType.Int16), Sample, "normalised", x);
        var squares = g.Add(new Mul(), Square, "normal_squares", z, z);
        var nothing = g.Constant<short>("nothing", new TensorType(ElementType.Int16, [1, 1], Sample), 0);
        return Joined(g,
        [
            Mean(g, x, step, "mean"),
            LogOfSquares(g, centred, least, 0.5, "log_deviation"),
            Largest(g, z, "largest"),
            Largest(g, g.Add(new Binary(BinaryKind.Sub), Sample, "mirrored", nothing, z), "depth"),
            Mean(g, g.Add(new Mul(), Cube, "cubes", squares, z), Average, "skewness"),
            LogOfSquares(g, squares, StatisticsFrontEnd.LeastKurtosis, 1, "log_kurtosis"),
            Mean(g, g.Add(new Unary(UnaryKind.Abs), Average, "sizes", WindowFrontEnd.Difference(g, z, Average)), Average, "steps"),
        ], features);
    }

    private static Quantization.PerTensor Step(int exponent) => new(MathF.ScaleB(1, exponent), 0);

    /// <summary>int16 with the zero point 0; of eight bits each step becomes 128.</summary>
    private static ValueId Wide(FeatureGraph g, ValueId x, TensorType raw) =>
        raw.Element == ElementType.Int16 && raw.PerTensor.ZeroPoint == 0 ? x
        : g.Add(new Quantize(ElementType.Int16), new Quantization.PerTensor(
            raw.Element == ElementType.Int16 ? raw.PerTensor.Scale : raw.PerTensor.Scale / 128, 0), "wide", x);

    private static ValueId Mean(FeatureGraph g, ValueId x, Quantization? q, string name) => g.Add(new Mean([1], true), q, name, x);

    private static ValueId Logarithm(FeatureGraph g, ValueId x, float floor, string name) =>
        g.Add(new Unary(UnaryKind.Log), null, name, g.Add(new Add(), null, name + "_argument", x, g.Constant(name + "_floor", floor)));

    private static ValueId Largest(FeatureGraph g, ValueId x, string name)
    {
        var samples = g.Type(x).Shape[1];
        x = g.Keep(new Reshape([1, samples, 1, 1]), name + "_column", x);
        return g.Keep(new Reshape([1, 1]), name, g.Keep(new MaxPool2D(samples, 1, Steps.One, default), name + "_pixel", x));
    }

    /// <summary>part · ln(mean of squares + floor): energies of pairs, added up in 64 bits.</summary>
    private static ValueId LogOfSquares(FeatureGraph g, ValueId x, double floor, double part, string name)
    {
        const int fractionBits = 9;
        var (samples, step) = (g.Type(x).Shape[1], (double)g.Type(x).PerTensor.Scale);
        var pairs = (samples + 1) / 2;
        x = g.Keep(new Reshape([samples]), name + "_row", x);
        x = g.Add(new Cast(ElementType.Int32), null, name + "_wide", x);
        if (samples % 2 != 0) x = g.Add(new Pad([0], [1]), null, name + "_pairs", x);
        x = g.Add(new SpectrumEnergy(0, pairs), null, name + "_energies", x);
        var weights = new TensorType(ElementType.Int16, [pairs]);
        x = g.Add(new FilterBank([0, 0], [0, 0], [pairs, 0]), null, name + "_sum", x,
            g.Constant<short>(name + "_falling", weights, new short[pairs]),
            g.Constant<short>(name + "_rising", weights, [.. Enumerable.Repeat((short)1, pairs)]));
        // The sum is so many times the mean.
        var unit = samples / (step * step);
        x = g.Add(new LogSpectrum(fractionBits, Added: true),
            new Quantization.PerTensor((float)(part * Math.ScaleB(Math.Log(2), -fractionBits)), 0), name + "_logarithm", x,
            g.Constant<ulong>(name + "_floors", new TensorType(ElementType.UInt64, [1]), (ulong)Math.Round(Math.Max(1, floor * unit))),
            g.Constant<int>(name + "_offsets", new TensorType(ElementType.Int32, [1]), (int)Math.Round(-Math.Log2(unit) * 65536)));
        return g.Keep(new Reshape([1, 1]), name, x);
    }

    /// <summary>Seven numbers [1, 1], each in its own steps, beside each other in common ones.</summary>
    private static Graph Joined(FeatureGraph g, ValueId[] numbers, Quantization? q)
    {
        var equal = q is null ? numbers
            : [.. numbers.Select((x, i) => g.Add(new Quantize(ElementType.Int8), q, $"rounded_{i}", x))];
        var y = g.Add(new Concatenation(1), q, "statistics", equal);
        return g.Build(g.Keep(new Reshape([1, 1, StatisticsFrontEnd.Count, 1]), "features", y));
    }
}
