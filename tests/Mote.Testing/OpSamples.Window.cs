using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static IEnumerable<Graph> Convolutions()
    {
        foreach (var activation in Activations)
            foreach (var g in Both($"conv 3x3 same {activation}", s => Convolve(s, [1, 6, 5, 3], [4, 3, 3, 3], new(1, 1), new(1, 1, 1, 1), activation)))
                yield return g;
        (string, Func<GraphSketch, ValueId>)[] forms =
        [
            ("1x1", s => Convolve(s, [1, 4, 4, 8], [5, 1, 1, 8], new(1, 1), default)),
            ("1x1 stride 2", s => Convolve(s, [1, 5, 5, 4], [4, 1, 1, 4], new(2, 2), default)),
            ("strides 2x1", s => Convolve(s, [1, 7, 6, 2], [3, 3, 3, 2], new(2, 1), new(0, 1, 1, 1))),
            ("dilations 2x3", s => Convolve(s, [1, 9, 9, 2], [3, 3, 2, 2], new(1, 1, 2, 3), default)),
            ("dilation and padding", s => Convolve(s, [1, 7, 7, 2], [3, 3, 3, 2], new(1, 1, 2, 2), new(2, 2, 2, 2))),
            ("lopsided padding", s => Convolve(s, [1, 5, 5, 2], [3, 2, 4, 2], new(1, 1), new(0, 1, 1, 2))),
            ("padding beyond the kernel", s => Convolve(s, [1, 3, 3, 2], [2, 2, 2, 2], new(2, 2), new(3, 2, 3, 2))),
            ("two groups", s => Convolve(s, [1, 5, 5, 6], [4, 3, 3, 3], new(1, 1), new(1, 1, 1, 1))),
            ("a group a channel", s => Convolve(s, [1, 4, 4, 3], [6, 2, 2, 1], new(1, 1), default)),
            ("no bias", s => Convolve(s, [1, 4, 4, 3], [4, 3, 3, 3], new(1, 1), default, bias: false)),
            ("one scale", s => Convolve(s, [1, 4, 4, 3], [4, 3, 3, 3], new(1, 1), default, perChannel: false)),
            ("batch 2", s => Convolve(s, [2, 4, 4, 3], [4, 3, 3, 3], new(1, 1), default)),
            ("a row", s => Convolve(s, [1, 1, 16, 1], [4, 1, 8, 1], new(1, 4), default)),
            ("one pixel, one channel", s => Convolve(s, [1, 1, 1, 1], [1, 1, 1, 1], new(1, 1), default)),
            ("zero points -128", s => Convolve(s, [1, 5, 5, 3], [4, 3, 3, 3], new(1, 1), new(1, 1, 1, 1), zeroX: -128, zeroY: -128)),
            ("zero points 127", s => Convolve(s, [1, 5, 5, 3], [4, 3, 3, 3], new(1, 1), new(1, 1, 1, 1), zeroX: 127, zeroY: 127)),
        ];
        foreach (var (name, make) in forms)
            foreach (var g in Both("conv " + name, make)) yield return g;
        yield return Int8("conv computed weights", s =>
        {
            var x = s.Input([1, 4, 4, 2]);
            var w = s.Input(new TensorType(ElementType.Int8, [3, 2, 2, 2], new Quantization.PerTensor(0.01f, 0)));
            return s.Node(new Conv2D(Steps.One, default), s.Sums(x, 8, 0), x, w, s.Bias(3));
        });
    }

    private static ValueId Convolve(GraphSketch s, Shape x, Shape w, Steps steps, Padding padding, Activation activation = Activation.None,
        bool bias = true, bool perChannel = true, int zeroX = 3, int zeroY = -5)
    {
        var input = s.Input(x, zeroPoint: zeroX);
        var weights = s.Weights(w, perChannel ? 0 : null);
        return s.Node(new Conv2D(steps, padding, activation), s.Sums(input, w[1] * w[2] * w[3], zeroY),
            input, weights, bias ? s.Bias(w[0]) : ValueId.None);
    }

    private static IEnumerable<Graph> DepthwiseConvolutions()
    {
        foreach (var activation in Activations)
            foreach (var g in Both($"depthwise 3x3 same {activation}", s => ConvolveDepthwise(s, [1, 6, 5, 4], [1, 3, 3, 4], new(1, 1), new(1, 1, 1, 1), activation)))
                yield return g;
        (string, Func<GraphSketch, ValueId>)[] forms =
        [
            ("1x1", s => ConvolveDepthwise(s, [1, 4, 4, 5], [1, 1, 1, 5], new(1, 1), default)),
            ("stride 2", s => ConvolveDepthwise(s, [1, 7, 7, 3], [1, 3, 3, 3], new(2, 2), new(0, 1, 0, 1))),
            ("strides 1x3", s => ConvolveDepthwise(s, [1, 5, 10, 2], [1, 2, 4, 2], new(1, 3), default)),
            ("dilations 3x2", s => ConvolveDepthwise(s, [1, 9, 9, 2], [1, 2, 3, 2], new(1, 1, 3, 2), new(1, 0, 2, 1))),
            ("multiplier 2", s => ConvolveDepthwise(s, [1, 5, 5, 3], [1, 3, 3, 6], new(1, 1), new(1, 1, 1, 1))),
            ("multiplier 8 of one channel", s => ConvolveDepthwise(s, [1, 6, 6, 1], [1, 4, 3, 8], new(2, 2), default)),
            ("no bias", s => ConvolveDepthwise(s, [1, 4, 4, 3], [1, 3, 3, 3], new(1, 1), default, bias: false)),
            ("one scale", s => ConvolveDepthwise(s, [1, 4, 4, 3], [1, 3, 3, 3], new(1, 1), default, perChannel: false)),
            ("batch 3", s => ConvolveDepthwise(s, [3, 4, 4, 2], [1, 2, 2, 2], new(1, 1), default)),
            ("zero points -128", s => ConvolveDepthwise(s, [1, 5, 5, 4], [1, 3, 3, 4], new(1, 1), new(1, 1, 1, 1), zeroX: -128, zeroY: -128)),
            ("zero points 127", s => ConvolveDepthwise(s, [1, 5, 5, 4], [1, 3, 3, 4], new(1, 1), new(1, 1, 1, 1), zeroX: 127, zeroY: 127)),
        ];
        foreach (var (name, make) in forms)
            foreach (var g in Both("depthwise " + name, make)) yield return g;
    }

    private static ValueId ConvolveDepthwise(GraphSketch s, Shape x, Shape w, Steps steps, Padding padding,
        Activation activation = Activation.None, bool bias = true, bool perChannel = true, int zeroX = 3, int zeroY = -5)
    {
        var input = s.Input(x, zeroPoint: zeroX);
        var weights = s.Weights(w, perChannel ? 3 : null);
        return s.Node(new DepthwiseConv2D(steps, padding, activation), s.Sums(input, w[1] * w[2], zeroY),
            input, weights, bias ? s.Bias(w[3]) : ValueId.None);
    }

    private static IEnumerable<Graph> Pools(string kind, MakePool make)
    {
        foreach (var activation in Activations)
            foreach (var g in Both($"{kind} pool 2x2 {activation}", s => s.Keep(make(2, 2, new(2, 2), default, activation), s.Input([1, 6, 6, 3]))))
                yield return g;
        (string, Shape, int, int, Steps, Padding)[] forms =
        [
            ("3x3 same", [1, 5, 5, 2], 3, 3, new(1, 1), new(1, 1, 1, 1)),
            ("3x2 stride 1x2", [1, 6, 7, 3], 3, 2, new(1, 2), default),
            ("3x3 stride 2 lopsided", [1, 6, 6, 2], 3, 3, new(2, 2), new(0, 1, 0, 1)),
            ("whole image", [1, 5, 4, 6], 5, 4, new(1, 1), default),
            ("batch 2", [2, 4, 4, 2], 2, 2, new(2, 2), default),
            ("1x1", [1, 3, 3, 2], 1, 1, new(2, 2), default),
        ];
        foreach (var (name, shape, ky, kx, steps, padding) in forms)
            foreach (var g in Both($"{kind} pool {name}", s => s.Keep(make(ky, kx, steps, padding, Activation.None), s.Input(shape)))) yield return g;
        foreach (var zero in (int[])[-128, 127])
            yield return Int8($"{kind} pool zero point {zero}",
                s => s.Keep(make(2, 2, new(1, 1), new(1, 0, 0, 1), Activation.Relu6), s.Input([1, 4, 4, 3], zeroPoint: zero)));
    }
}
