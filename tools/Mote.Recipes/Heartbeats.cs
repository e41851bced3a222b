using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Training.Networks;

namespace Mote.Recipes;

/// <summary>Networks for heartbeats: convolutions over a beat's slope, and intervals beside them.</summary>
internal static class Heartbeats
{
    /// <summary>Slopes of 256 samples and of the three intervals behind them.</summary>
    private const int Slopes = 255, Intervals = 3;

    public static Network WithIntervals(Shape shape, int classes, ulong seed)
    {
        var b = new LayerBuilder("heartbeat", seed);
        var x = b.Input(shape);
        var beat = Beat(b, Part(b, x, 0, Slopes));
        var rhythm = b.Dense(Part(b, x, Slopes, Intervals), 16, Activation.Relu);
        var both = b.Network.Add(new Concatenate(1), [beat, rhythm], "both");
        return b.Build(b.Dense(b.Dense(both, 24, Activation.Relu), classes));
    }

    public static Network Alone(Shape shape, int classes, ulong seed)
    {
        var b = new LayerBuilder("heartbeat", seed);
        return b.Build(b.Dense(Beat(b, Part(b, b.Input(shape), 0, Slopes)), classes));
    }

    private static int Part(LayerBuilder b, int x, int first, int count) =>
        b.Network.Add(new Rearrange(new StridedSlice([0, first], [1, count], [1, 1], [1, count])), [x], $"part{first}");

    private static int Beat(LayerBuilder b, int x)
    {
        x = b.Reshape(x, [1, 1, Slopes, 1]);
        x = b.MaxPool(b.BatchNorm(b.Convolution(x, 12, (1, 9), (1, 1))), (1, 3), (1, 3));
        x = b.MaxPool(b.BatchNorm(b.Convolution(x, 16, (1, 5), (1, 1))), (1, 3), (1, 3));
        x = b.BatchNorm(b.Convolution(x, 24, (1, 5), (1, 2)));
        return b.Dropout(b.Flatten(b.AveragePool(x, (1, 3), (1, 3))), 0.2f);
    }
}
