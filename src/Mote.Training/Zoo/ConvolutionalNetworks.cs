using Mote.Core.Ops;
using Mote.Training.Networks;

namespace Mote.Training;

/// <summary>Networks of convolutions: for keywords, pictures and signals.</summary>
internal static class ConvolutionalNetworks
{
    private const string HelloEdge = "Zhang and others 2017, Hello Edge";

    public static IEnumerable<ZooNetwork> All =>
    [
        new("ds-cnn", "depthwise separable, 64 channels, dropout, for keywords", "MLPerf Tiny 2021", [1, 49, 10, 1], 12, 22_604,
            (b, x, outputs, o) => DsCnn(b, x, outputs, o, (64, 2, 1, 4), dropout: 0.2f)),
        new("ds-cnn-s", "depthwise separable, 64 channels, for keywords", HelloEdge, [1, 49, 10, 1], 12, 22_604,
            (b, x, outputs, o) => DsCnn(b, x, outputs, o, (64, 2, 1, 4), dropout: 0)),
        new("ds-cnn-m", "depthwise separable, 172 channels, for keywords", HelloEdge, [1, 49, 10, 1], 12, 135_032,
            (b, x, outputs, o) => DsCnn(b, x, outputs, o, (172, 1, 2, 4), dropout: 0)),
        new("ds-cnn-l", "depthwise separable, 276 channels, for keywords", HelloEdge, [1, 49, 10, 1], 12, 410_700,
            (b, x, outputs, o) => DsCnn(b, x, outputs, o, (276, 1, 2, 5), dropout: 0)),
        new("resnet8", "three residual stages of 16, 32, 64 channels, for small pictures", "MLPerf Tiny 2021 after He and others 2016",
            [1, 32, 32, 3], 10, 77_706, ResNet8),
        new("lenet-5", "two convolutions, three dense layers, for digits", "LeCun and others 1998", [1, 28, 28, 1], 10, 61_706, LeNet5),
        new("lenet-caffe", "two convolutions of 20 and 50, dense 500: the usual subject of pruning", "Jia and others 2014 (Caffe)",
            [1, 28, 28, 1], 10, 431_080, LeNetCaffe),
        new("cnn-2d", "3x3 convolutions with batch norm and pooling (--widths, default 16,32,64)", "Ioffe and Szegedy 2015",
            [1, 28, 28, 1], 10, 23_946, Cnn2D),
        new("cnn-1d", "convolutions along the steps with pooling (--widths, default 16,32,64)", "Kiranyaz and others 2015", [1, 128, 3], 6,
            13_542, Cnn1D),
    ];

    public static int Scaled(int channels, float width) => Math.Max(1, (int)(channels * width));

    /// <summary>A filter per channel, then 1x1, each with batch norm and ReLU.</summary>
    public static int Separable(LayerBuilder b, int x, int filters, int stride) =>
        b.BatchNorm(b.Convolution(b.BatchNorm(b.Depthwise(x, (3, 3), (stride, stride))), filters, (1, 1), (1, 1)));

    private static int DsCnn(LayerBuilder b, int x, int outputs, ZooOptions o,
        (int Channels, int StrideX, int SecondStride, int Blocks) form, float dropout)
    {
        dropout = o.Dropout ?? dropout;
        var channels = Scaled(form.Channels, o.Width);
        x = b.Dropout(b.BatchNorm(b.Convolution(b.AsImage(x), channels, (10, 4), (2, form.StrideX))), dropout);
        for (var block = 0; block < form.Blocks; block++) x = Separable(b, x, channels, block == 0 ? form.SecondStride : 1);
        // The reference drops twice as much in front of the classifier.
        return b.Dense(b.GlobalAverage(b.Dropout(x, Math.Min(2 * dropout, 0.9f))), outputs);
    }

    private static int ResNet8(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        x = b.BatchNorm(b.Convolution(b.AsImage(x), Scaled(16, o.Width), (3, 3), (1, 1)));
        foreach (var (channels, stride) in ((int, int)[])[(16, 1), (32, 2), (64, 2)])
        {
            var (filters, steps) = (Scaled(channels, o.Width), (stride, stride));
            var y = b.BatchNorm(b.Convolution(x, filters, (3, 3), steps));
            y = b.BatchNorm(b.Convolution(y, filters, (3, 3), (1, 1)), Activation.None);
            var shortcut = stride == 1 ? x : b.Bias(b.Convolution(x, filters, (1, 1), steps));
            x = b.Activate(b.Sum(y, shortcut), Activation.Relu);
        }
        return b.Dense(b.Dropout(b.GlobalAverage(x), o.Dropout ?? 0), outputs);
    }

    /// <summary>With ReLU and maxima instead of scaled tanh and learned averages; each second map sees all first ones.</summary>
    private static int LeNet5(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        x = b.AsImage(x);
        // The paper pads 28x28 to 32x32.
        x = b.Activate(b.Bias(b.Convolution(x, 6, (5, 5), (1, 1), same: b.Shape(x)[1] < 32)), Activation.Relu);
        x = b.Activate(b.Bias(b.Convolution(b.MaxPool(x, (2, 2), (2, 2)), 16, (5, 5), (1, 1), same: false)), Activation.Relu);
        x = b.Flatten(b.MaxPool(x, (2, 2), (2, 2)));
        x = b.Dense(b.Dense(x, 120, Activation.Relu), 84, Activation.Relu);
        return b.Dense(b.Dropout(x, o.Dropout ?? 0), outputs);
    }

    private static int LeNetCaffe(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        x = b.AsImage(x);
        foreach (var filters in (int[])[20, 50])
            x = b.MaxPool(b.Bias(b.Convolution(x, filters, (5, 5), (1, 1), same: false)), (2, 2), (2, 2));
        return b.Dense(b.Dropout(b.Dense(b.Flatten(x), 500, Activation.Relu), o.Dropout ?? 0), outputs);
    }

    private static int Cnn2D(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        x = b.AsImage(x);
        foreach (var width in Widths(o))
        {
            x = b.BatchNorm(b.Convolution(x, width, (3, 3), (1, 1)));
            x = Halved(b, x);
        }
        return b.Dense(b.Dropout(b.GlobalAverage(x), o.Dropout ?? 0), outputs);
    }

    private static int Cnn1D(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        x = b.AsSignal(x);
        var kernel = o.Kernel ?? 5;
        var (first, stride) = o.First ?? (kernel, 1);
        foreach (var (width, i) in Widths(o).Select((w, i) => (w, i)))
        {
            x = b.BatchNorm(b.Convolution(x, width, (1, i == 0 ? first : kernel), (1, i == 0 ? stride : 1)));
            x = Halved(b, x);
        }
        return b.Dense(b.Dropout(b.GlobalAverage(x), o.Dropout ?? 0), outputs);
    }

    private static int[] Widths(ZooOptions o) => o.Widths.Count > 0 ? [.. o.Widths] : [16, 32, 64];

    /// <summary>The larger of two neighbours, along the axes that still have two.</summary>
    public static int Halved(this LayerBuilder b, int x)
    {
        var (y, z) = (Math.Min(2, b.Shape(x)[1]), Math.Min(2, b.Shape(x)[2]));
        return y == 1 && z == 1 ? x : b.MaxPool(x, (y, z), (y, z));
    }
}
