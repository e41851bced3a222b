using System.Runtime.InteropServices;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Data;
using Mote.Training.Networks;

namespace Mote.Recipes;

/// <summary>
/// Networks for heartbeats. They read slopes (differences): of 256 samples, perhaps of three intervals, and of the record's usual beat. How
/// a beat differs from the usual one is worth more than how it looks, by which patients can be told apart.
/// </summary>
internal static class Heartbeats
{
    private const int Samples = 256, Slopes = 255;

    /// <summary>
    /// Beside each beat the usual one of its record. Of the intervals, in which patients differ, remains by how much the one before and the
    /// one after differ from the mean of the last ten, as a share of it; a step for each, of the size of slopes.
    /// </summary>
    /// <remarks>
    /// Half of a record's stored beats may be ectopic, and the median of all lies between the kinds; two rounds bring it to the most
    /// frequent one. That is worth 3 points of macro F1 without intervals, over folds of the training records.
    /// </remarks>
    public static ExampleSet Prepare(ExampleSet set)
    {
        var whole = GroupMedian.Append(set, Samples, rounds: 2);
        var numbers = new short[whole.Count * whole.Type.Elements];
        for (var i = 0; i < whole.Count; i++)
        {
            var example = numbers.AsSpan(i * whole.Type.Elements, whole.Type.Elements);
            MemoryMarshal.Cast<byte, short>(whole.Bytes(i)).CopyTo(example);
            if (example.Length > 2 * Samples) Rhythm(example.Slice(Samples, 3));
        }
        return new ExampleSet(whole.Type, whole.Classes, whole.Examples, MemoryMarshal.AsBytes<short>(numbers).ToArray());
    }

    /// <summary>Previous, next, mean become a base, a step by the previous one's deviation, and a step by the next one's.</summary>
    private static void Rhythm(Span<short> intervals)
    {
        const int Size = 300;
        var (previous, next, mean) = (intervals[0], intervals[1], intervals[2]);
        var (before, after) = (Share(previous), Share(next));
        intervals[0] = 0;
        intervals[1] = (short)before;
        intervals[2] = (short)(before + after);

        int Share(int interval) => interval == 0 || mean == 0 ? 0 : Math.Clamp(Size * (interval - mean) / mean, -Size, Size);
    }

    /// <summary>Slopes of beat and intervals, then of the median: 256 + 3 + 256 values have 514 differences.</summary>
    public static Network WithIntervals(Shape shape, int classes, ulong seed)
    {
        var b = new LayerBuilder("heartbeat", seed);
        var x = b.Input(shape);
        var beat = Odd(b, x);
        var rhythm = b.BatchNorm(b.Matrix(Part(b, x, Slopes + 1, 2), 16));
        var both = b.Network.Add(new Concatenate(1), [beat, rhythm], "both");
        return b.Build(b.Dense(b.Dropout(b.Dense(both, 24, Activation.Relu), 0.2f), classes));
    }

    public static Network Alone(Shape shape, int classes, ulong seed)
    {
        var b = new LayerBuilder("heartbeat", seed);
        return b.Build(b.Dense(Odd(b, b.Input(shape)), classes));
    }

    private static int Part(LayerBuilder b, int x, int first, int count) =>
        b.Network.Add(new Rearrange(new StridedSlice([0, first], [1, count], [1, 1], [1, count])), [x], $"part{first}");

    /// <summary>
    /// Reads how the beat differs from the usual one and nothing else: the beat beside it cost 3 to 5 points of macro F1 over folds of the
    /// training records. Where something is matters, so places are kept apart to the end.
    /// </summary>
    private static int Odd(LayerBuilder b, int x)
    {
        var (beat, usual) = (Part(b, x, 0, Slopes), Part(b, x, b.Shape(x)[1] - Slopes, Slopes));
        x = b.Reshape(b.Network.Add(new Combine(CombineKind.Difference), [beat, usual], "odd"), [1, 1, Slopes, 1]);
        x = b.MaxPool(b.BatchNorm(b.Convolution(x, 12, (1, 9), (1, 1))), (1, 3), (1, 3));
        x = b.MaxPool(b.BatchNorm(b.Convolution(x, 16, (1, 5), (1, 1))), (1, 3), (1, 3));
        x = b.BatchNorm(b.Convolution(x, 24, (1, 5), (1, 2)));
        return b.Dropout(b.Flatten(b.AveragePool(x, (1, 3), (1, 3))), 0.3f);
    }
}
