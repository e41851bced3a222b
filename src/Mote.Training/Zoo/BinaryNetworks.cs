using Mote.Core.Ops;
using Mote.Training.Networks;

namespace Mote.Training;

/// <summary>
/// Networks whose inner layers multiply signs with signs: what a device computes of them is exclusive or and counted bits. The first
/// layer, which reads what was recorded, and the last one have weights of 8 bits.
/// </summary>
internal static class BinaryNetworks
{
    public static IEnumerable<ZooNetwork> All =>
    [
        new("binary-cnn", "cnn-2d whose inner convolutions are of signs (--widths, default 32,64,64)",
            "Rastegari and others 2016, XNOR-Net", [1, 28, 28, 1], 10, 56_394, Cnn),
        new("binary-mlp", "dense layers of signs (--widths, default 128,256,256)", "Courbariaux and others 2016", [1, 28, 28, 1], 10,
            201_866, Mlp),
    ];

    private static int Cnn(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        int[] widths = o.Widths.Count > 0 ? [.. o.Widths] : [32, 64, 64];
        x = b.AsImage(x);
        for (var i = 0; i < widths.Length; i++)
        {
            x = i == 0 ? b.Convolution(x, widths[i], (3, 3), (1, 1)) : b.BinaryConvolution(x, widths[i], (3, 3), (1, 1));
            // Whatever the last one gives is averaged: signs would leave little of it.
            var isLast = i == widths.Length - 1;
            x = b.Halved(b.BatchNorm(x, isLast ? Activation.Relu : Activation.None));
            if (!isLast) x = b.Signs(x, o.Stochastic);
        }
        return b.Dense(b.Dropout(b.GlobalAverage(x), o.Dropout ?? 0), outputs);
    }

    private static int Mlp(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        int[] widths = o.Widths.Count > 0 ? [.. o.Widths] : [128, 256, 256];
        x = b.AsVector(x);
        for (var i = 0; i < widths.Length; i++)
        {
            x = b.BatchNorm(i == 0 ? b.Matrix(x, widths[i]) : b.BinaryMatrix(x, widths[i]), Activation.None);
            x = b.Dropout(b.Signs(x, o.Stochastic), o.Dropout ?? 0);
        }
        return b.Dense(x, outputs);
    }
}
