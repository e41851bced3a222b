using Mote.Core.Ops;
using Mote.Training.Networks;

namespace Mote.Benchmarks.Training;

/// <summary>A network to train, twin of the one of the same name in bench/training/torch_steps.py.</summary>
internal sealed record BenchNetwork(string Name, Network Network, Loss Loss, bool Classifies);

/// <summary>The six networks that training is measured on.</summary>
internal static class BenchNetworks
{
    public static IReadOnlyList<string> Names { get; } = ["ds-cnn", "resnet8", "mobilenet", "autoencoder", "cnn-1d", "lstm"];

    public static BenchNetwork Of(string name) => name switch
    {
        "ds-cnn" => Classifier(name, DsCnn),
        "resnet8" => Classifier(name, ResNet8),
        "mobilenet" => Classifier(name, MobileNet),
        "autoencoder" => new BenchNetwork(name, Build(name, Autoencoder), new Loss.MeanSquaredError(), Classifies: false),
        "cnn-1d" => Classifier(name, Cnn1D),
        "lstm" => Classifier(name, Lstm),
        _ => throw new ArgumentException($"{name} is none of {string.Join(", ", Names)}", nameof(name)),
    };

    private static BenchNetwork Classifier(string name, Func<LayerBuilder, int> layers) =>
        new(name, Build(name, layers), new Loss.SoftmaxCrossEntropy(), Classifies: true);

    private static Network Build(string name, Func<LayerBuilder, int> layers)
    {
        var builder = new LayerBuilder(name, seed: 1);
        return builder.Build(layers(builder));
    }

    private static int DsCnn(LayerBuilder b)
    {
        var x = b.Dropout(b.BatchNorm(b.Convolution(b.Input([1, 49, 10, 1]), 64, (10, 4), (2, 2))), 0.2f);
        for (var i = 0; i < 4; i++)
        {
            x = b.BatchNorm(b.Depthwise(x, (3, 3), (1, 1)));
            x = b.BatchNorm(b.Convolution(x, 64, (1, 1), (1, 1)));
        }
        return b.Dense(b.GlobalAverage(b.Dropout(x, 0.4f)), 12);
    }

    private static int ResNet8(LayerBuilder b)
    {
        var x = b.BatchNorm(b.Convolution(b.Input([1, 32, 32, 3]), 16, (3, 3), (1, 1)));
        foreach (var (filters, stride) in new[] { (16, 1), (32, 2), (64, 2) })
        {
            var y = b.BatchNorm(b.Convolution(x, filters, (3, 3), (stride, stride)));
            y = b.BatchNorm(b.Convolution(y, filters, (3, 3), (1, 1)), Activation.None);
            x = stride == 1 ? x : b.Convolution(x, filters, (1, 1), (stride, stride));
            x = b.Activate(b.Sum(x, y), Activation.Relu);
        }
        return b.Dense(b.GlobalAverage(x), 10);
    }

    private static int MobileNet(LayerBuilder b)
    {
        var x = b.BatchNorm(b.Convolution(b.Input([1, 96, 96, 3]), 8, (3, 3), (2, 2)));
        foreach (var (filters, stride) in new[]
        {
            (16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1), (128, 1), (256, 2), (256, 1),
        })
        {
            x = b.BatchNorm(b.Depthwise(x, (3, 3), (stride, stride)));
            x = b.BatchNorm(b.Convolution(x, filters, (1, 1), (1, 1)));
        }
        return b.Dense(b.GlobalAverage(x), 2);
    }

    private static int Autoencoder(LayerBuilder b)
    {
        var x = b.Input([1, 640]);
        foreach (var units in new[] { 128, 128, 128, 128, 8, 128, 128, 128, 128 }) x = b.BatchNorm(b.Matrix(x, units));
        return b.Dense(x, 640);
    }

    private static int Cnn1D(LayerBuilder b)
    {
        var x = b.Input([1, 1, 128, 3]);
        foreach (var filters in new[] { 32, 64, 64 })
            x = b.MaxPool(b.BatchNorm(b.Convolution(x, filters, (1, 5), (1, 1))), (1, 2), (1, 2));
        return b.Dense(b.GlobalAverage(x), 6);
    }

    private static int Lstm(LayerBuilder b) => b.Dense(b.Last(b.Lstm(b.Input([1, 49, 10]), 32)), 12);
}
