using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Execution.Features;
using Mote.Testing;

namespace Mote.Execution.Tests;

/// <summary>Examples and vectors of tests/data/features, and front ends run on them.</summary>
internal static class FeatureClips
{
    public static T[] Read<T>(string file)
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Path.Combine(Golden.Root, "tests", "data", "features", file))).ToArray();

    /// <summary>16-bit samples, -1 to 1.</summary>
    public static TensorType Audio(int samples) => new(ElementType.Int16, [1, samples], new Quantization.PerTensor(1f / 32768, 0));

    /// <summary>"a=1 b=2".</summary>
    public static FrontEnd Front(string preset, string options) => FrontEnd.Parse(preset,
        options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Split('=')).ToDictionary(o => o[0], o => o[1]));

    public static float[] Compute(FrontEnd front, TensorType raw, ReadOnlySpan<short> example)
    {
        var computer = front.Computer(raw);
        var reals = new float[example.Length];
        for (var i = 0; i < reals.Length; i++) reals[i] = raw.PerTensor.Scale * (example[i] - raw.PerTensor.ZeroPoint);
        var y = new float[computer.FeatureElements];
        computer.Compute(reals, y);
        return y;
    }

    /// <summary>The reals that a graph's output stands for.</summary>
    public static float[] Run(Graph graph, ReadOnlySpan<short> example)
    {
        var y = new Interpreter(graph).Run(MemoryMarshal.AsBytes(example));
        var type = graph.Type(graph.Outputs[0]);
        if (type.IsFloat) return MemoryMarshal.Cast<byte, float>(y).ToArray();
        var q = type.PerTensor;
        return [.. y.Select(b => q.Scale * (unchecked((sbyte)b) - q.ZeroPoint))];
    }

    /// <summary>The largest difference by the largest feature.</summary>
    public static float Distance(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (largest, worst) = (0f, 0f);
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        }
        return worst / largest;
    }

    /// <summary>Energy of the features by that of the differences, in decibels.</summary>
    public static double Sqnr(IEnumerable<float> expected, IEnumerable<float> actual)
    {
        var (signal, noise) = (0.0, 0.0);
        foreach (var (e, a) in expected.Zip(actual))
        {
            signal += (double)e * e;
            noise += Math.Pow((double)e - a, 2);
        }
        return 10 * Math.Log10(signal / noise);
    }
}
