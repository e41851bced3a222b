using System.Runtime.InteropServices;
using Mote.Core.Types;
using Mote.Data.Files;
using Mote.Data.Signals;

namespace Mote.Data.Tests;

/// <summary>Sets divided otherwise, medians beside examples, sounds and pictures for people.</summary>
public class ExampleSetTests
{
    private static ExampleSet Set(params (string Group, short A, short B)[] examples) => new(
        new TensorType(ElementType.Int16, [1, 2], new Quantization.PerTensor(0.5f, 0)), ["x"],
        [.. examples.Select((e, i) => new Example($"{i}", 0, e.Group, Split.Train))],
        [.. examples.SelectMany(e => BitConverter.GetBytes(e.A).Concat(BitConverter.GetBytes(e.B)))]);

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    public void Every_group_is_the_test_once_and_never_in_two_splits(int folds)
    {
        var set = Set([.. Enumerable.Range(0, 103).Select(i => (i % 4 == 0 ? "" : $"p{i % 23}", (short)i, (short)0))]);
        var tested = new List<string>();
        for (var fold = 0; fold < folds; fold++)
        {
            var divided = Folds.ByGroup(set, folds, fold);
            Assert.All(divided.Examples.Where(e => e.Group.Length > 0).GroupBy(e => e.Group), g => Assert.Single(g.Select(e => e.Split).Distinct()));
            Assert.InRange(divided.Places(Split.Test).Length, 103 / folds - 2, 103 / folds + 2);
            Assert.InRange(divided.Places(Split.Validation).Length, 103 / folds - 2, 103 / folds + 2);
            tested.AddRange(divided.Places(Split.Test).Select(i => divided.Examples[i].Id));
            Assert.Empty(Folds.ByGroup(set, folds, fold, validation: false).Places(Split.Validation));
        }
        Assert.Equal(set.Examples.Select(e => e.Id).Order(), tested.Order());
    }

    [Fact]
    public void A_selection_keeps_examples_with_their_samples()
    {
        var some = Set(("a", 1, 2), ("b", 3, 4), ("c", 5, 6)).Select([2, 0]);
        Assert.Equal(["c", "a"], some.Examples.Select(e => e.Group));
        var reals = new float[2];
        some.Read(0, reals);
        Assert.Equal([2.5f, 3], reals);
    }

    [Fact]
    public void The_median_is_that_of_the_group()
    {
        var with = GroupMedian.Append(Set(("a", 1, 9), ("b", 7, 8), ("a", 5, 3), ("a", -3, 4), ("b", -8, 9)), 2);
        Assert.Equal("i16[1,4] q(0.5, 0)", with.Type.ToString());
        short[] Stored(int i) => [.. Enumerable.Range(0, 4).Select(k => BitConverter.ToInt16(with.Bytes(i)[(2 * k)..]))];
        Assert.Equal([1, 9, 1, 4], Stored(0));
        Assert.Equal([-3, 4, 1, 4], Stored(3));
        Assert.Equal([7, 8, -1, 8], Stored(1));
    }

    [Fact]
    public void The_median_moves_to_the_most_frequent_kind()
    {
        // Four rise, one of them elsewhere, three fall.
        var set = Set(("a", 0, 4), ("a", 0, -9), ("a", 100, 105), ("a", 0, 6), ("a", 0, -9), ("a", 0, 7), ("a", 0, -9));
        short[] Median(int rounds) => MemoryMarshal.Cast<byte, short>(GroupMedian.Append(set, 2, rounds).Bytes(0))[2..].ToArray();
        Assert.Equal([0, 4], Median(0));
        Assert.Equal([0, 6], Median(1));
    }

    [Fact]
    public void A_sound_is_mixed_and_resampled()
    {
        var mono = SoundFile.Read(StoredRecordings.PathOf("s16x2.wav"), 44100);
        var stereo = StoredRecordings.Expected("s16x2.wav");
        Assert.Equal(stereo.Chunk(2).Select(c => (c[0] + c[1]) / 2), mono, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(Resampler.Convert(mono, 44100, 16000), SoundFile.Read(StoredRecordings.PathOf("s16x2.wav"), 16000));
        Assert.Throws<Mote.Core.Diagnostics.MoteException>(() => SoundFile.Read(StoredRecordings.PathOf("rgb.png"), 16000));
    }

    [Theory]
    [InlineData("rgb.ppm")]
    [InlineData("grey.pgm")]
    public void What_is_written_as_png_is_read_again(string name)
    {
        using var folder = new TemporaryFolder();
        var (reals, recording) = StoredRecordings.Read(name);
        var bytes = PngWriter.Write([.. reals.Select(r => (byte)Math.Round(r * 255))], recording.Frame[1], recording.Frame[2]);
        var read = Assert.Single(RecordingFile.Read(folder.Write("a.png", bytes)).Select(r => (r.Frame, r.ReadAll())));
        Assert.Equal(recording.Frame, read.Frame);
        Assert.Equal(reals, read.Item2);
    }

    [Fact]
    public void A_tone_of_full_scale_is_at_0_dB_in_its_bin()
    {
        var tone = Enumerable.Range(0, 1000).Select(i => (float)Math.Sin(2 * Math.PI * 8 * i / 64)).ToArray();
        var map = Spectrogram.Of(tone, 64, 32);
        Assert.Equal((1000 - 64) / 32 + 1, map.GetLength(0));
        for (var t = 0; t < map.GetLength(0); t++)
        {
            Assert.Equal(0, map[t, 8], 3);
            Assert.Equal(-6.0206, map[t, 7], 3);
            Assert.True(map[t, 20] < -100);
        }
    }
}
