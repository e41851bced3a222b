using Mote.Core.Ops;
using Mote.Training.Networks;

namespace Mote.Training;

/// <summary>The two MobileNets, with a factor of width.</summary>
internal static class MobileNets
{
    public static IEnumerable<ZooNetwork> All =>
    [
        new("mobilenet-v1", "depthwise separable, 13 blocks (--width; MLPerf Tiny's person detector: 0.25)", "Howard and others 2017",
            [1, 224, 224, 3], 1000, 4_221_032, V1),
        new("mobilenet-v2", "inverted residuals, 17 blocks (--width)", "Sandler and others 2018", [1, 224, 224, 3], 1000, 3_487_816, V2),
    ];

    /// <summary>Table 1 of the paper.</summary>
    private static int V1(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        x = b.BatchNorm(b.Convolution(b.AsImage(x), ConvolutionalNetworks.Scaled(32, o.Width), (3, 3), (2, 2)));
        foreach (var (channels, stride) in ((int, int)[])
            [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1),
                (1024, 2), (1024, 1)])
            x = ConvolutionalNetworks.Separable(b, x, ConvolutionalNetworks.Scaled(channels, o.Width), stride);
        return b.Dense(b.Dropout(b.GlobalAverage(x), o.Dropout ?? 0), outputs);
    }

    /// <summary>Table 2 of the paper. The last convolution does not become narrower with the others.</summary>
    private static int V2(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        x = b.BatchNorm(b.Convolution(b.AsImage(x), MultipleOfEight(32, o.Width), (3, 3), (2, 2)), Activation.Relu6);
        foreach (var (expansion, channels, blocks, stride) in ((int, int, int, int)[])
            [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)])
            for (var block = 0; block < blocks; block++)
                x = InvertedResidual(b, x, expansion, MultipleOfEight(channels, o.Width), block == 0 ? stride : 1);
        x = b.BatchNorm(b.Convolution(x, MultipleOfEight(1280, Math.Max(1, o.Width)), (1, 1), (1, 1)), Activation.Relu6);
        return b.Dense(b.Dropout(b.GlobalAverage(x), o.Dropout ?? 0.2f), outputs);
    }

    private static int InvertedResidual(LayerBuilder b, int x, int expansion, int filters, int stride)
    {
        var channels = b.Shape(x)[3];
        var y = expansion == 1 ? x : b.BatchNorm(b.Convolution(x, channels * expansion, (1, 1), (1, 1)), Activation.Relu6);
        y = b.BatchNorm(b.Depthwise(y, (3, 3), (stride, stride)), Activation.Relu6);
        y = b.BatchNorm(b.Convolution(y, filters, (1, 1), (1, 1)), Activation.None);
        return stride == 1 && channels == filters ? b.Sum(x, y) : y;
    }

    /// <summary>The nearest multiple of 8, at least 8, not below nine tenths: what the authors' own code rounds to.</summary>
    private static int MultipleOfEight(int channels, float width)
    {
        var wanted = channels * width;
        var rounded = Math.Max(8, (int)(wanted + 4) / 8 * 8);
        return rounded < 0.9f * wanted ? rounded + 8 : rounded;
    }
}
