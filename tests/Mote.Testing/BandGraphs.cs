using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Testing;

/// <summary>Random networks on images that can be computed band by band: convolutions, pooling, padding, residuals, branches.</summary>
public static class BandGraphs
{
    private const int Channels = 4;

    /// <param name="seed">Gives the same graph for ever.</param>
    /// <param name="isFloat">Whether it computes with reals.</param>
    public static Graph Create(ulong seed, bool isFloat = false)
    {
        var random = new RandomStream(seed);
        var s = new GraphSketch($"bands {seed}", random, isFloat);
        var x = s.Input([1, random.Next(8, 25), random.Next(3, 13), Channels * random.Next(1, 3)], zeroPoint: random.Next(-128, 128));
        for (var i = 0; i < random.Next(1, 4); i++) x = Layer(s, x, random);
        if (random.Next(0, 2) == 0) x = Residual(s, x, random);
        for (var i = 0; i < random.Next(0, 3); i++) x = Layer(s, x, random);
        return s.Build(random.Next(0, 3) == 0 ? s.Node(new Mean([1, 2], true), s.Q(0.05f, 0), x) : x);
    }

    private static ValueId Layer(GraphSketch s, ValueId x, RandomStream random)
    {
        var shape = s.Builder.Type(x).Shape;
        var (kernelY, kernelX) = (random.Next(1, Math.Min(4, shape[1] + 1)), random.Next(1, Math.Min(4, shape[2] + 1)));
        var padding = new Padding(random.Next(0, kernelY), random.Next(0, kernelY), random.Next(0, kernelX), random.Next(0, kernelX));
        var steps = new Steps(shape[1] > 6 ? random.Next(1, 3) : 1, shape[2] > 6 ? random.Next(1, 3) : 1);
        var relu = random.Next(0, 2) == 0 ? Activation.Relu : Activation.None;
        switch (random.Next(0, 7))
        {
            case 0:
                return s.Node(new Conv2D(Steps.One, default, relu), s.Sums(x, shape[3], relu == Activation.Relu ? -128 : 5),
                    x, s.Weights([Channels * random.Next(1, 4), 1, 1, shape[3]], 0), ValueId.None);
            case 1 or 2:
                var outputs = Channels * random.Next(1, 4);
                return s.Node(new Conv2D(steps, padding, relu), s.Sums(x, kernelY * kernelX * shape[3], random.Next(-128, 128)),
                    x, s.Weights([outputs, kernelY, kernelX, shape[3]], 0), s.Bias(outputs));
            case 3 or 4:
                return s.Node(new DepthwiseConv2D(steps, padding, relu), s.Sums(x, kernelY * kernelX, random.Next(-128, 128)),
                    x, s.Weights([1, kernelY, kernelX, shape[3]], 3), s.Bias(shape[3]));
            case 5:
                return s.Keep(random.Next(0, 2) == 0 ? new MaxPool2D(kernelY, kernelX, steps, padding)
                    : new AveragePool2D(kernelY, kernelX, steps, padding), x);
            default:
                return s.Keep(random.Next(0, 2) == 0 ? new Relu(Activation.Relu) : new Pad([0, random.Next(0, 3), random.Next(0, 2), 0],
                    [0, random.Next(0, 3), 0, 0]), x);
        }
    }

    /// <summary>Two ways from one image, of equal size at their ends: added, or side by side as channels.</summary>
    private static ValueId Residual(GraphSketch s, ValueId x, RandomStream random)
    {
        var shape = s.Builder.Type(x).Shape;
        ValueId Same(ValueId v, int height) => s.Node(new Conv2D(Steps.One, new Padding(height / 2, height / 2, 0, 0)), s.Builder.Type(x).Quantization,
            v, s.Weights([shape[3], height, 1, shape[3]], 0), s.Bias(shape[3]));
        var left = Same(Same(x, 3), 1);
        var right = random.Next(0, 2) == 0 ? x : Same(x, 5);
        return random.Next(0, 2) == 0 ? s.Node(new Add(Activation.None), s.Q(0.08f, -3), left, right) : s.Keep(new Concatenation(3), left, right);
    }
}
