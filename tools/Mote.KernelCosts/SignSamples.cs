using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.KernelCosts;

/// <summary>Networks of signs, which <see cref="Samples"/>' single layers cannot be: signs are made by layers.</summary>
internal static class SignSamples
{
    private const int Networks = 12;

    /// <summary>Programs with several networks each.</summary>
    public static IEnumerable<Graph> All()
    {
        for (var i = 0; i < 3; i++)
        {
            var (builder, r) = (new GraphBuilder($"signs {i}"), new RandomStream((ulong)i + 50));
            var x = builder.Input("x", new TensorType(ElementType.Int8, [1, 12, 12, 3], new Quantization.PerTensor(1, -3)));
            yield return builder.Build([.. Enumerable.Range(0, Networks).Select(k => Network(builder, r, x, k))]);
        }
    }

    private static ValueId Network(GraphBuilder builder, RandomStream r, ValueId input, int k)
    {
        int[] channels = k % 3 == 2 ? [r.Next(13, 20), r.Next(34, 40)] : [32 * r.Next(1, 3), 32 * r.Next(1, 4)];
        var (kernel, pads) = (k % 4 == 0 ? 1 : 3, k % 2 == 0);
        var x = Layer(builder, r, input, channels[0], k % 5 == 0 ? 1 : 3, true, even: true, bytes: true);
        if (k % 4 == 1)
            x = builder.Add(new MaxPool2D(2, 2, new Steps(2, 2), default), [x], new Quantization.PerTensor(1, 0), $"pool {k}", Origin.Of("pool"));
        x = Layer(builder, r, x, channels[1], kernel, pads, even: true, bytes: false);
        return Layer(builder, r, x, channels[0], kernel, !pads, even: k % 2 == 0, bytes: false);
    }

    private static ValueId Layer(GraphBuilder builder, RandomStream r, ValueId x, int channels, int kernel, bool pads, bool even, bool bytes)
    {
        Shape w = [channels, kernel, kernel, builder.Type(x).Shape[3]];
        var pad = pads ? kernel / 2 : 0;
        var weights = Enumerable.Range(0, w.Elements)
            .Select(_ => (sbyte)(bytes ? 2 * r.Next(-60, 61) : (even ? 2 : 1) * (2 * r.Next(0, 2) - 1))).ToArray();
        var bias = Enumerable.Range(0, channels).Select(_ => 2 * r.Next(-20, 20) + 1).ToArray();
        var op = new Conv2D(Steps.One, new Padding(pad, pad, pad, pad), even ? Activation.ReluN1To1 : Activation.None);
        var name = $"layer {r.Next(0, 1 << 30)} ";
        return builder.Add(op,
            [
                x,
                builder.Constant(name + "w", Tensor.From<sbyte>(new TensorType(ElementType.Int8, w, new Quantization.PerTensor(1, 0)), weights)),
                builder.Constant(name + "b", Tensor.From<int>(new TensorType(ElementType.Int32, [channels]), bias)),
            ], new Quantization.PerTensor(even ? 1 : 4, 0), name, Origin.Of("layer"));
    }
}
