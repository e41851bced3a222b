using Mote.Core.Types;
using Mote.Data.Augmentation;
using Mote.Numerics;
using Augmenting = Mote.Data.Augmentation.Augmentation;

namespace Mote.Data.Tests;

/// <summary>What every augmentation keeps, and what each of them does, exactly.</summary>
public class AugmentationTests
{
    private static readonly Shape Axes = [100, 6], Picture = [9, 12, 3];

    private static float[] Noise(int length, ulong seed = 5)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)random.NextDouble())];
    }

    private static float[] Apply(Augmenting augmentation, Shape shape, float[] example, ulong seed = 1)
    {
        var copy = (float[])example.Clone();
        augmentation.Apply(copy, shape, new RandomStream(seed));
        return copy;
    }

    private static double Energy(IEnumerable<float> reals) => reals.Sum(r => (double)r * r);

    /// <summary>An augmentation of each kind, without strength and with some, and a shape that it takes.</summary>
    private static readonly Dictionary<string, (Augmenting Zero, Augmenting Some, Shape Shape)> All = new()
    {
        ["shift"] = (new TimeShift(0), new TimeShift(20), Axes),
        ["gain"] = (new Gain(0, 0), new Gain(-6, 6), Axes),
        ["motion"] = (new MotionGain(1, 1), new MotionGain(0.5, 2), Axes),
        ["white"] = (new Sometimes(0, new WhiteNoise(0, 0)), new WhiteNoise(0, 20), Axes),
        ["background"] = (new Sometimes(0, new WhiteNoise(0, 0)), new BackgroundNoise([Noise(50), Noise(900)], 0, 20), Axes),
        ["jitter"] = (new Jitter(0), new Jitter(0.1), Axes),
        ["speed"] = (new Speed(1, 1), new Speed(0.9, 1.1), Axes),
        ["timewarp"] = (new TimeWarp(0), new TimeWarp(0.2), Axes),
        ["magnitude"] = (new MagnitudeWarp(0), new MagnitudeWarp(0.2), Axes),
        ["scaling"] = (new AxisScaling(0), new AxisScaling(0.2), Axes),
        ["rotation"] = (new AxisRotation(0), new AxisRotation(10), Axes),
        ["equalizer"] = (new RandomEqualizer(0), new RandomEqualizer(3), Axes),
        ["specaugment"] = (new SpecAugment(2, 0, 2, 0), new SpecAugment(2, 30, 2, 3), Axes),
        ["flip"] = (new HorizontalFlip(0), new HorizontalFlip(), Picture),
        ["upside"] = (new VerticalFlip(0), new VerticalFlip(), Picture),
        ["crop"] = (new CropWithPadding(0), new CropWithPadding(3), Picture),
        ["cutout"] = (new Cutout(0), new Cutout(4), Picture),
        ["colour"] = (new Colour(0, 0, 0), new Colour(0.3, 0.3, 0.3), Picture),
        ["affine"] = (new Affine(0, 0, 0, 0), new Affine(15, 0.2, 0.2, 2), Picture),
        ["elastic"] = (new Elastic(0, 2), new Elastic(2, 2), Picture),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => All.Keys.Select(k => new TheoryDataRow<string>(k));

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_strength_nothing_changes(string name)
    {
        var (zero, _, shape) = All[name];
        var example = Noise(shape.Elements);
        for (var seed = 0UL; seed < 5; seed++) Assert.Equal(example, Apply(zero, shape, example, seed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Chance_comes_from_the_stream_alone_and_numbers_stay_finite(string name)
    {
        var (_, some, shape) = All[name];
        var example = Noise(shape.Elements);
        var results = Enumerable.Range(0, 20).Select(seed => Apply(some, shape, example, (ulong)seed)).ToArray();
        for (var seed = 0; seed < 20; seed++)
        {
            Assert.Equal(results[seed], Apply(some, shape, example, (ulong)seed));
            Assert.All(results[seed], r => Assert.True(float.IsFinite(r)));
        }
        Assert.True(results.Select(r => Energy(r.Select((v, i) => v * (i + 1)))).Distinct().Count() > 1);
    }

    [Fact]
    public void Streams_differ_in_seed_epoch_and_example_and_are_the_same_again()
    {
        var firsts = from seed in new ulong[] { 1, 2, 3 } from epoch in Enumerable.Range(0, 20) from example in Enumerable.Range(0, 50)
                     select Augmenting.Stream(seed, epoch, example).NextUInt64();
        Assert.Equal(3000, firsts.Distinct().Count());
        Assert.Equal(Augmenting.Stream(7, 8, 9).NextUInt64(), Augmenting.Stream(7, 8, 9).NextUInt64());
    }

    [Fact]
    public void A_chain_is_its_parts_in_order_and_one_of_several_is_one_of_them()
    {
        var example = Noise(600);
        var random = new RandomStream(4);
        var expected = (float[])example.Clone();
        new Gain(-3, 3).Apply(expected, Axes, random);
        new TimeShift(9).Apply(expected, Axes, random);
        Assert.Equal(expected, Apply(new AugmentationChain(new Gain(-3, 3), new TimeShift(9)), Axes, example, 4));
        var two = new OneOf(new Gain(6, 6), new Gain(0, 0));
        var changed = Enumerable.Range(0, 400).Count(s => Apply(two, Axes, example, (ulong)s)[0] != example[0]);
        Assert.InRange(changed, 150, 250);
        var often = Enumerable.Range(0, 400).Count(s => Apply(new Sometimes(0.25, new Gain(6, 6)), Axes, example, (ulong)s)[0] != example[0]);
        Assert.InRange(often, 60, 140);
    }

    [Fact]
    public void A_shift_moves_and_fills_with_zeros()
    {
        var example = Noise(60).Select(v => v + 1).ToArray();
        var seen = new HashSet<int>();
        for (var seed = 0UL; seed < 200; seed++)
        {
            var result = Apply(new TimeShift(4), [20, 3], example, seed);
            var shift = Enumerable.Range(-4, 9).Single(s =>
                Enumerable.Range(0, 20).All(f => Enumerable.Range(0, 3).All(c =>
                    result[3 * f + c] == (f - s is >= 0 and < 20 ? example[3 * (f - s) + c] : 0))));
            seen.Add(shift);
        }
        Assert.Equal(9, seen.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-5)]
    public void Noise_is_added_at_exactly_the_ratio(double decibels)
    {
        var example = Noise(4000).Select(v => v - 0.5f).ToArray();
        foreach (var noise in new Augmenting[] { new WhiteNoise(decibels, decibels), new BackgroundNoise([Noise(700, 8), Noise(9000, 9)], decibels, decibels) })
        {
            var added = Apply(noise, [4000], example).Zip(example, (a, b) => a - b);
            Assert.Equal(decibels, 10 * Math.Log10(Energy(example) / Energy(added)), 3);
        }
    }

    [Fact]
    public void Silence_gets_noise_only_above_a_floor()
    {
        Assert.All(Apply(new WhiteNoise(0, 0), [100], new float[100]), v => Assert.Equal(0, v));
        Assert.Equal(100 * 0.01, Energy(Apply(new WhiteNoise(0, 0, Floor: 0.1), [100], new float[100])), 5);
    }

    [Fact]
    public void White_noise_is_white()
    {
        var noise = Apply(new WhiteNoise(0, 0, Floor: 1), [20000], new float[20000]);
        Assert.Equal(0, noise.Average(), 1);
        for (var lag = 1; lag < 6; lag++)
            Assert.InRange(noise.Zip(noise.Skip(lag), (a, b) => (double)a * b).Sum() / 20000, -0.03, 0.03);
    }

    [Fact]
    public void Background_comes_from_the_recordings()
    {
        var ramp = Enumerable.Range(0, 50).Select(i => (float)i + 1).ToArray();
        var example = new float[20];
        example[0] = 1;
        var added = Apply(new BackgroundNoise([ramp], 0, 0), [20], example);
        added[0] -= 1;
        var steps = added.Zip(added.Skip(1), (a, b) => b - a).ToArray();
        Assert.All(steps, s => Assert.Equal(steps[0], s, 5));
    }

    [Fact]
    public void Gain_is_the_same_for_all_and_motion_keeps_the_mean()
    {
        var example = Noise(600);
        var louder = Apply(new Gain(6.0206, 6.0206), Axes, example);
        Assert.All(louder.Zip(example), p => Assert.Equal(2 * p.Second, p.First, 4));
        var moved = Apply(new MotionGain(2, 2), Axes, example);
        for (var c = 0; c < 6; c++)
        {
            var (before, after) = (example.Where((_, i) => i % 6 == c).ToArray(), moved.Where((_, i) => i % 6 == c).ToArray());
            Assert.Equal(before.Average(), after.Average(), 4);
            Assert.Equal(2 * (before[7] - before.Average()), after[7] - after.Average(), 4);
        }
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(1.1)]
    public void Speed_multiplies_a_tones_frequency(double factor)
    {
        double Tone(double at) => Math.Sin(2 * Math.PI * 0.02 * at + 1);
        var example = Enumerable.Range(0, 400).Select(i => (float)Tone(i)).ToArray();
        var result = Apply(new Speed(factor, factor), [400], example);
        for (var i = 40; i < 360; i++) Assert.InRange(result[i] - Tone(199.5 + (i - 199.5) * factor), -1e-3, 1e-3);
    }

    [Fact]
    public void A_time_warp_keeps_the_ends_and_the_order()
    {
        var ramp = Enumerable.Range(0, 100).SelectMany(i => Enumerable.Repeat((float)i, 6)).ToArray();
        for (var seed = 0UL; seed < 20; seed++)
        {
            var warped = Apply(new TimeWarp(0.4), Axes, ramp, seed);
            Assert.Equal((0f, 99f), (warped[0], warped[^1]));
            for (var i = 6; i < warped.Length; i++) Assert.True(warped[i] > warped[i - 6] - 1e-4f);
            Assert.NotEqual(ramp, warped);
        }
    }

    [Fact]
    public void Rotation_turns_all_sensors_alike_and_keeps_lengths()
    {
        var example = Noise(600);
        for (var f = 0; f < 100; f++) example.AsSpan(6 * f, 3).CopyTo(example.AsSpan(6 * f + 3));
        var angles = new List<double>();
        for (var seed = 0UL; seed < 300; seed++)
        {
            var turned = Apply(new AxisRotation(10), Axes, example, seed);
            for (var f = 0; f < 100; f += 33)
            {
                var (a, b) = (example[(6 * f)..(6 * f + 3)], turned[(6 * f)..(6 * f + 3)]);
                Assert.Equal(Energy(a), Energy(b), 5);
                Assert.Equal(b, turned[(6 * f + 3)..(6 * f + 6)]);
            }
            // The cosine of the angle is the least that any direction keeps; a rotation of the unit axes gives it by its trace.
            var trace = 0.0;
            for (var axis = 0; axis < 3; axis++)
            {
                var unit = new float[3];
                unit[axis] = 1;
                trace += Apply(new AxisRotation(10), [1, 3], unit, seed)[axis];
            }
            angles.Add(Math.Acos(Math.Clamp((trace - 1) / 2, -1, 1)) * 180 / Math.PI);
        }
        Assert.InRange(Math.Sqrt(angles.Average(a => a * a)), 9, 11);
        Assert.Throws<ArgumentException>(() => Apply(new AxisRotation(10), [5, 4], Noise(20)));
    }

    [Theory]
    [InlineData(0.02, 6)]
    [InlineData(0.1, -4)]
    [InlineData(0.3, 3)]
    public void A_peak_filter_has_its_gain_at_its_frequency_and_none_far_off(double frequency, double decibels)
    {
        double GainAt(double tone)
        {
            var signal = Enumerable.Range(0, 4000).Select(i => (float)Math.Sin(2 * Math.PI * tone * i)).ToArray();
            RandomEqualizer.Peak(signal, 1, frequency, decibels, 0.7);
            return 10 * Math.Log10(Energy(signal[2000..]) / 1000);
        }
        Assert.Equal(decibels, GainAt(frequency), 1);
        Assert.Equal(0, GainAt(0.0005), 1);
    }

    [Fact]
    public void An_equalizer_lets_constants_pass_and_stays_within_its_gains()
    {
        var constant = Enumerable.Repeat(0.7f, 600).ToArray();
        for (var seed = 0UL; seed < 20; seed++)
            Assert.All(Apply(new RandomEqualizer(6), Axes, constant, seed), v => Assert.Equal(0.7f, v, 4));
        var noise = Noise(4000).Select(v => v - 0.5f).ToArray();
        for (var seed = 0UL; seed < 20; seed++)
            Assert.InRange(10 * Math.Log10(Energy(Apply(new RandomEqualizer(2, 3), [4000], noise, seed)) / Energy(noise)), -6.1, 6.1);
    }

    [Fact]
    public void Masks_are_whole_rows_and_columns_of_the_fill()
    {
        var map = Noise(49 * 10).Select(v => v + 1).ToArray();
        for (var seed = 0UL; seed < 50; seed++)
        {
            var masked = Apply(new SpecAugment(1, 8, 1, 3, Fill: 0), [49, 10], map, seed);
            bool Row(int f) => Enumerable.Range(0, 10).All(b => masked[10 * f + b] == 0);
            bool Column(int b) => Enumerable.Range(0, 49).All(f => masked[10 * f + b] == 0);
            var (rows, columns) = (Enumerable.Range(0, 49).Where(Row).ToArray(), Enumerable.Range(0, 10).Where(Column).ToArray());
            Assert.True(rows.Length <= 8 && columns.Length <= 3);
            Assert.True(rows.Length == 0 || rows[^1] - rows[0] == rows.Length - 1);
            for (var i = 0; i < map.Length; i++)
                Assert.Equal(rows.Contains(i / 10) || columns.Contains(i % 10) ? 0 : map[i], masked[i]);
        }
        var mean = map.Average();
        var filled = Apply(new SpecAugment(1, 49, 0, 0), [49, 10], map, 3);
        Assert.All(filled.Zip(map).Where(p => p.First != p.Second), p => Assert.Equal(mean, p.First, 4));
    }

    [Fact]
    public void Flips_are_their_own_inverse()
    {
        var picture = Noise(Picture.Elements);
        var left = Apply(new HorizontalFlip(1), Picture, picture);
        Assert.Equal(picture[3..6], left[(10 * 3)..(11 * 3)]);
        Assert.Equal(picture, Apply(new HorizontalFlip(1), Picture, left));
        var top = Apply(new VerticalFlip(1), Picture, picture);
        Assert.Equal(picture[..36], top[^36..]);
        Assert.Equal(picture, Apply(new VerticalFlip(1), Picture, top));
    }

    [Fact]
    public void A_crop_shows_a_piece_of_the_picture_with_its_margin()
    {
        var picture = Noise(Picture.Elements).Select(v => v + 1).ToArray();
        var seen = new HashSet<(int, int)>();
        for (var seed = 0UL; seed < 300; seed++)
        {
            var cropped = Apply(new CropWithPadding(1, Fill: -1), Picture, picture, seed);
            var move = (from dy in Enumerable.Range(-1, 3) from dx in Enumerable.Range(-1, 3)
                        where Enumerable.Range(0, 9).All(y => Enumerable.Range(0, 12).All(x =>
                            cropped[(12 * y + x) * 3 + 1] == (y - dy is >= 0 and < 9 && x - dx is >= 0 and < 12
                                ? picture[(12 * (y - dy) + x - dx) * 3 + 1] : -1)))
                        select (dy, dx)).Single();
            seen.Add(move);
        }
        Assert.Equal(9, seen.Count);
    }

    [Fact]
    public void A_cutout_is_a_square()
    {
        var picture = Noise(Picture.Elements).Select(v => v + 1).ToArray();
        for (var seed = 0UL; seed < 50; seed++)
        {
            var cut = Apply(new Cutout(4, Fill: 0), Picture, picture, seed);
            var hidden = Enumerable.Range(0, 108).Where(i => cut[3 * i] == 0).Select(i => (Y: i / 12, X: i % 12)).ToArray();
            var (height, width) = (hidden.Max(p => p.Y) - hidden.Min(p => p.Y) + 1, hidden.Max(p => p.X) - hidden.Min(p => p.X) + 1);
            Assert.Equal(hidden.Length, height * width);
            Assert.True(height <= 4 && width <= 4 && height >= 2 && width >= 2);
        }
    }

    [Fact]
    public void Colour_changes_what_it_says()
    {
        float[] picture = [0.2f, 0.4f, 0.6f, 0.1f, 0.1f, 0.1f];
        Shape shape = [1, 2, 3];
        for (var seed = 0UL; seed < 20; seed++)
        {
            var bright = Apply(new Colour(0.2, 0, 0), shape, picture, seed);
            Assert.InRange(bright[0] / picture[0], 0.8, 1.2);
            Assert.All(bright.Zip(picture), p => Assert.Equal(bright[0] / picture[0], p.First / p.Second, 4));
            var contrast = Apply(new Colour(0, 0.5, 0), shape, picture, seed);
            Assert.Equal((contrast[2] - contrast[0]) / 0.4, (contrast[1] - contrast[0]) / 0.2, 4);
            // Grey pixels have no colour to lose, and luma stays.
            var saturated = Apply(new Colour(0, 0, 0.5), shape, picture, seed);
            Assert.All(saturated[3..], v => Assert.Equal(0.1f, v, 5));
            Assert.Equal(0.299 * 0.2 + 0.587 * 0.4 + 0.114 * 0.6, 0.299 * saturated[0] + 0.587 * saturated[1] + 0.114 * saturated[2], 5);
            Assert.All(Apply(new Colour(0.9, 0.9, 0.9), shape, picture, seed), v => Assert.InRange(v, 0, 1));
        }
    }

    [Fact]
    public void An_affine_map_moves_a_plane_along()
    {
        // A plane stays one under bilinear interpolation, so its slopes tell the map.
        var plane = Enumerable.Range(0, 400).Select(i => 3f * (i % 20) + 5f * (i / 20)).ToArray();
        for (var seed = 0UL; seed < 20; seed++)
        {
            var map = Apply(new Affine(20, 0.2, 0, 1), [20, 20, 1], plane, seed);
            var (right, down) = (map[10 * 20 + 11] - map[10 * 20 + 10], map[11 * 20 + 10] - map[10 * 20 + 10]);
            var factor = Math.Sqrt((right * right + down * down) / 34);
            Assert.InRange(factor, 1 / 1.2 - 1e-3, 1 / 0.8 + 1e-3);
            var angle = Math.Atan2(5 * right - 3 * down, 3 * right + 5 * down) * 180 / Math.PI;
            Assert.InRange(Math.Abs(angle), 0, 20.01);
            for (var i = 7; i < 12; i++) Assert.Equal(right, map[i * 20 + 12] - map[i * 20 + 11], 3);
        }
    }

    [Fact]
    public void Rubber_moves_smoothly_and_by_as_much_as_said()
    {
        const int side = 40;
        var across = Enumerable.Range(0, side * side).Select(i => (float)(i % side)).ToArray();
        var sum = 0.0;
        for (var seed = 0UL; seed < 10; seed++)
        {
            var moved = Apply(new Elastic(1.5, 4), [side, side, 1], across, seed);
            for (var y = 8; y < side - 8; y++)
                for (var x = 8; x < side - 8; x++)
                {
                    var move = moved[y * side + x] - x;
                    sum += move * move / (10.0 * (side - 16) * (side - 16));
                    Assert.True(Math.Abs(move - (moved[y * side + x + 1] - x - 1)) < 1.5, "neighbours stay together");
                }
        }
        Assert.InRange(Math.Sqrt(sum), 1, 2.2);
    }
}
