using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.KernelCosts;

/// <summary>The layers that costs are fitted to: random shapes of those that small networks have. Tests hold the fit on others.</summary>
internal static class Samples
{
    private const int MostProducts = 300_000;

    private static readonly (int Y, int X)[] s_kernels = [(3, 3), (3, 3), (3, 3), (5, 5), (1, 3), (3, 1), (2, 2), (10, 4), (7, 1), (2, 5)];

    private static readonly (int Y, int X)[] s_planes = [(3, 3), (3, 3), (3, 3), (3, 3), (5, 5), (5, 5), (7, 7), (3, 1), (1, 5), (9, 1), (2, 4)];

    private static readonly int[] s_depths = [1, 2, 3, 3, 4, 5, 7, 8, 8, 12, 16, 16, 20, 24, 32, 32, 48, 64];

    private const int Programs = 4;

    /// <summary>Each with layers of every kind, so that the compiler finds nothing that all calls of a kernel have in common.</summary>
    public static IEnumerable<Graph> All()
    {
        for (var i = 0; i < Programs; i++)
        {
            var (layers, r) = (new CostLayers($"samples {i}", (ulong)i + 1), new RandomStream((ulong)i + 1));
            for (var k = 0; k < 20; k++) Convolution(layers, r, k);
            for (var k = 0; k < 14; k++) Pointwise(layers, r, k);
            for (var k = 0; k < 22; k++) Depthwise(layers, r, k);
            for (var k = 0; k < 16; k++) Other(layers, r, k);
            for (var k = 0; k < 18; k++) Matrix(layers, r, k);
            for (var k = 0; k < 22; k++) Pool(layers, r, k);
            for (var k = 0; k < 3; k++) Element(layers, r, k);
            yield return layers.Build();
        }
        yield return Real(8);
        foreach (var signs in SignSamples.All()) yield return signs;
    }

    /// <summary>Models of one layer each.</summary>
    public static IEnumerable<Graph> Alone()
    {
        var r = new RandomStream(21);
        (Action<CostLayers, RandomStream, int> Add, int Count)[] kinds =
            [(Convolution, 48), (Depthwise, 64), (Matrix, 16), (Pool, 24), (Elementwise, 12), (Other, 16), (Spectrogram, 8), (Mean, 8)];
        foreach (var (add, count) in kinds)
            for (var i = 0; i < count; i++)
            {
                var layers = new CostLayers("alone", (ulong)i + 1);
                add(layers, r, i);
                yield return layers.Build();
            }
    }

    /// <summary>The first layer of keyword spotters.</summary>
    private static void Spectrogram(CostLayers layers, RandomStream r, int i) =>
        layers.Convolution([1, r.Next(20, 50), r.Next(8, 14), 1], r.Next(8, 40), 10, 4, i % 4 == 0 ? 1 : 2);

    private static void Mean(CostLayers layers, RandomStream r, int i) =>
        layers.AverageAll([1, r.Next(2, 26), r.Next(2, 9), r.Next(8, 80)]);

    private static void Elementwise(CostLayers layers, RandomStream r, int i)
    {
        Shape x = [1, r.Next(3, 12), r.Next(3, 12), r.Next(2, 24)];
        _ = (i % 4) switch
        {
            0 => layers.Sum(x),
            1 => layers.Product(x),
            2 => layers.Softmax(1, r.Next(2, 40)),
            _ => layers.Pad(x, r.Next(1, 3)),
        };
    }

    private static void Convolution(CostLayers layers, RandomStream r, int i)
    {
        var (kernel, depth) = (Any(r, s_kernels), Any(r, s_depths));
        var (stride, pads, channels) = (r.Next(1, 3), r.Next(0, 3) > 0, i % 5 == 0 ? r.Next(5, 32) : 4 * r.Next(1, 12));
        var x = Image(r, kernel, depth, (long)kernel.Y * kernel.X * depth * channels / (stride * stride));
        layers.Halved(r.Next(0, 6)).Convolution(x, channels, kernel.Y, kernel.X, stride, pads);
    }

    private static void Pointwise(CostLayers layers, RandomStream r, int i)
    {
        var (depth, channels, stride) = (Any(r, s_depths) * r.Next(1, 3) + (i % 4 == 0 ? 1 : 0), r.Next(4, 65), i % 6 == 0 ? 2 : 1);
        layers.Halved(r.Next(0, 6)).Convolution(Image(r, (1, 1), depth, (long)depth * channels), channels, 1, 1, stride);
    }

    private static void Depthwise(CostLayers layers, RandomStream r, int i)
    {
        var (kernel, depth) = (Any(r, s_planes), r.Next(1, 9) * (i % 3 == 0 ? 1 : 4));
        layers.Depthwise(Image(r, kernel, depth, kernel.Y * kernel.X * depth), kernel.Y, kernel.X, r.Next(1, 3), r.Next(0, 4) > 0);
    }

    /// <summary>Groups, and several results of a channel.</summary>
    private static void Other(CostLayers layers, RandomStream r, int i)
    {
        var kernel = Any(r, s_kernels);
        var (groups, stride, pads, depth) = (r.Next(2, 5), r.Next(1, 3), r.Next(0, 3) > 0, r.Next(1, 12));
        if (i % 2 == 1)
        {
            var x = Image(r, kernel, depth, kernel.Y * kernel.X * depth * groups);
            layers.Depthwise(x, kernel.Y, kernel.X, stride, pads, multiplier: groups);
            return;
        }
        var channels = groups * r.Next(1, 9);
        layers.Convolution(
            Image(r, kernel, groups * depth, (long)kernel.Y * kernel.X * depth * channels), channels, kernel.Y, kernel.X, stride, pads, groups);
    }

    private static void Matrix(CostLayers layers, RandomStream r, int i)
    {
        var outputs = i % 4 == 0 ? r.Next(2, 9) : i % 4 == 1 ? 8 * r.Next(1, 17) : r.Next(9, 80);
        var depth = i % 3 == 0 ? 16 * r.Next(1, 30) : r.Next(6, 300);
        layers.Halved(r.Next(0, 6)).Matrix(i % 5 == 0 ? r.Next(2, 9) : 1, depth, outputs, r.Next(0, 2) > 0);
    }

    private static void Pool(CostLayers layers, RandomStream r, int i)
    {
        var (kernel, depth) = (i % 7 == 0 ? 4 : r.Next(2, 4), i % 3 == 0 ? r.Next(1, 9) : 4 * r.Next(1, 13));
        var x = Image(r, (kernel, kernel), depth, kernel * kernel * depth);
        if (i % 5 == 0) layers.AverageAll(x);
        else if (i % 5 < 3) layers.AveragePool(x, kernel, r.Next(1, kernel + 1));
        else layers.MaxPool(x, kernel, r.Next(1, kernel + 1), r.Next(0, 3) == 0);
    }

    private static void Element(CostLayers layers, RandomStream r, int i)
    {
        Shape x = [1, r.Next(3, 12), r.Next(3, 12), r.Next(2, 24)];
        layers.Sum(x).Product(x).Relu(x).Table(x).Softmax(i % 2 == 0 ? 1 : r.Next(2, 20), r.Next(2, 40))
            .Pad(x, r.Next(1, 3)).Join(x, [1, x[1], x[2], r.Next(2, 24)]).Join([1, x[1], x[2], 4 * x[3]], [1, x[1], x[2], 16]);
    }

    private static Graph Real(ulong seed)
    {
        var (layers, r) = (new CostLayers("real", seed, isFloat: true), new RandomStream(seed));
        for (var i = 0; i < 10; i++)
        {
            var (kernel, depth, channels) = (Any(r, s_kernels), r.Next(1, 13), r.Next(3, 16));
            var (stride, pads) = (r.Next(1, 3), r.Next(0, 3) > 0);
            layers.Convolution(Image(r, kernel, depth, 12L * kernel.Y * kernel.X * depth * channels), channels, kernel.Y, kernel.X, stride, pads);
            layers.Convolution(Image(r, kernel, 2 * depth, 12L * kernel.Y * kernel.X * depth * 8), 8, kernel.Y, kernel.X, stride, pads, groups: 2);
            layers.Convolution(Image(r, (1, 1), depth, 12L * depth * channels), channels, 1, 1);
            layers.Depthwise(Image(r, kernel, depth, 12L * kernel.Y * kernel.X * depth), kernel.Y, kernel.X, stride, pads);
            layers.Matrix(i % 3 == 0 ? 3 : 1, r.Next(8, 150), r.Next(3, 40));
            Shape x = [1, r.Next(4, 10), r.Next(4, 10), r.Next(2, 12)];
            layers.AveragePool(x, r.Next(2, 4), r.Next(1, 3)).MaxPool(x, r.Next(2, 4), r.Next(1, 3), r.Next(0, 2) > 0).AverageAll(x)
                .Sum(x).Product(x).Relu(x).Softmax(i % 2 == 0 ? 1 : 5, r.Next(2, 30));
        }
        return layers.Build();
    }

    private static T Any<T>(RandomStream r, T[] values) => values[r.Next(0, values.Length)];

    /// <summary>One that the kernel fits into, with not too much to compute.</summary>
    private static Shape Image(RandomStream r, (int Y, int X) kernel, int depth, long productsOfPixel)
    {
        var most = (int)Math.Clamp(Math.Sqrt((double)MostProducts / productsOfPixel), 3, 18);
        return [1, Math.Max(kernel.Y, r.Next(3, most + 1)), Math.Max(kernel.X, r.Next(3, most + 1)), depth];
    }
}
