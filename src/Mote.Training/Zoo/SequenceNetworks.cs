using Mote.Core.Ops;
using Mote.Training.Networks;

namespace Mote.Training;

/// <summary>Networks that remember: recurrent cells, and filters over time.</summary>
internal static class SequenceNetworks
{
    private delegate int Cell(LayerBuilder b, int x, int states);

    public static IEnumerable<ZooNetwork> All =>
    [
        new("lstm", "long short-term memory (--states, default 32; --layers)", "Hochreiter and Schmidhuber 1997", [1, 49, 10], 12, 5_900,
            Recurrent((b, x, states) => b.Lstm(x, states))),
        new("gru", "gated recurrent unit (--states, default 32; --layers)", "Cho and others 2014", [1, 49, 10], 12, 4_556,
            Recurrent((b, x, states) => b.Gru(x, states))),
        new("fastgrnn", "fast gated recurrent network (--states, default 32; --layers)", "Kusupati and others 2018", [1, 49, 10], 12, 1_806,
            Recurrent((b, x, states) => b.FastGrnn(x, states))),
        new("crnn", "a convolution, two GRU, for keywords (--width, --states, --layers)", "Zhang and others 2017, Hello Edge (S)",
            [1, 49, 10, 1], 12, 75_552, Crnn),
        new("svdf", "filters over features, then over time (--widths, --rank, --kernel)", "Nakkiran and others 2015", [1, 49, 10], 12,
            12_940, Svdf),
    ];

    private static ZooBody Recurrent(Cell cell) => (b, x, outputs, o) =>
    {
        x = Stack(b, b.AsSequence(x), cell, o.Layers ?? 1, o.States ?? 32, o.Dropout ?? 0);
        return b.Dense(b.Last(x), outputs);
    };

    private static int Stack(LayerBuilder b, int x, Cell cell, int layers, int states, float dropout)
    {
        for (var layer = 0; layer < layers; layer++) x = b.Dropout(cell(b, x, states), dropout);
        return x;
    }

    /// <summary>The bias of the convolution is batch norm's here; GRUs have one more, of the candidate's recurrent product.</summary>
    private static int Crnn(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        x = b.AsImage(x);
        var image = b.Shape(x);
        var channels = ConvolutionalNetworks.Scaled(48, o.Width);
        x = b.BatchNorm(b.Convolution(x, channels, (Math.Min(10, image[1]), Math.Min(4, image[2])), (2, 2), same: false));
        var map = b.Shape(x);
        x = b.Reshape(b.Dropout(x, o.Dropout ?? 0), [1, map[1], map[2] * map[3]]);
        x = b.Last(Stack(b, x, (layers, y, states) => layers.Gru(y, states), o.Layers ?? 2, o.States ?? 60, dropout: 0));
        return b.Dense(b.Dropout(b.Dense(x, ConvolutionalNetworks.Scaled(84, o.Width), Activation.Relu), o.Dropout ?? 0), outputs);
    }

    /// <summary>
    /// Each unit is a sum of filters of rank 1: weights over the features (a 1x1 convolution), then weights over the last steps (a
    /// depthwise one). At the end the mean over all steps is classified.
    /// </summary>
    private static int Svdf(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        x = b.AsSignal(x);
        var (rank, steps) = (o.Rank ?? 2, o.Kernel ?? 10);
        foreach (var units in o.Widths.Count > 0 ? [.. o.Widths] : new[] { 64, 64 })
        {
            var filtered = b.DepthwiseInTime(b.Convolution(x, units * rank, (1, 1), (1, 1)), steps);
            var sum = rank == 1 ? filtered : b.Channels(filtered, 0, units);
            for (var r = 1; r < rank; r++) sum = b.Sum(sum, b.Channels(filtered, r * units, units));
            x = b.Activate(b.Bias(sum), Activation.Relu);
        }
        return b.Dense(b.Dropout(b.GlobalAverage(x), o.Dropout ?? 0), outputs);
    }
}
