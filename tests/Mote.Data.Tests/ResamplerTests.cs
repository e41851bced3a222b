using Mote.Core.Types;
using Mote.Data.Signals;

namespace Mote.Data.Tests;

/// <summary>Known spectra before and after, and pictures against Pillow.</summary>
public class ResamplerTests
{
    private static float[] Sine(double frequency, double rate, int length, double phase = 0.3) =>
        [.. Enumerable.Range(0, length).Select(i => (float)Math.Sin(2 * Math.PI * frequency * i / rate + phase))];

    private static readonly double[] Beyond = [0.5, 0.51, 0.55, 0.7, 0.9];

    /// <summary>Away from the ends, where the signal was held.</summary>
    private static float[] Middle(float[] signal) => signal[(signal.Length / 4)..(3 * signal.Length / 4)];

    private static double Decibels(IEnumerable<float> signal) => 10 * Math.Log10(signal.Average(v => (double)v * v) / 0.5);

    [Theory]
    [InlineData(44100, 16000)]
    [InlineData(16000, 8000)]
    [InlineData(8000, 16000)]
    [InlineData(48000, 44100)]
    [InlineData(119, 100)]
    [InlineData(11025.5, 8000)]
    public void The_pass_band_stays_as_it_is_in_size_and_place(double from, double to)
    {
        foreach (var part in new[] { 0.001, 0.05, 0.2, 0.35, 0.45 })
        {
            var frequency = part * Math.Min(from, to);
            var signal = Sine(frequency, from, 6000);
            var result = Resampler.Convert(signal, from, to);
            var expected = Sine(frequency, to, result.Length);
            var off = Middle(result).Zip(Middle(expected), (a, b) => Math.Abs(a - b)).Max();
            Assert.True(off < 1.1e-4, $"{frequency} Hz: {off}");
        }
    }

    [Theory]
    [InlineData(44100, 16000)]
    [InlineData(16000, 8000)]
    [InlineData(50, 20)]
    public void What_would_alias_is_gone(double from, double to)
    {
        foreach (var part in Beyond.Where(p => p * to < from / 2))
        {
            var left = Decibels(Middle(Resampler.Convert(Sine(part * to, from, 8000), from, to)));
            Assert.True(left < -85, $"{part * to} Hz is left at {left} dB");
        }
    }

    [Fact]
    public void Images_of_the_spectrum_are_gone_too()
    {
        var result = Resampler.Convert(Sine(3000, 8000, 4000), 8000, 32000);
        var expected = Sine(3000, 32000, result.Length);
        Assert.True(Decibels(Middle(result).Zip(Middle(expected), (a, b) => a - b)) < -85);
    }

    [Theory]
    [InlineData(44100, 16000, 44100, 16000)]
    [InlineData(3, 7, 10, 24)]
    [InlineData(7, 3, 10, 5)]
    public void The_length_is_rounded_up(double from, double to, int length, int expected) =>
        Assert.Equal(expected, Resampler.Convert(new float[length], from, to).Length);

    [Fact]
    public void Constants_stay_constant_up_to_the_ends()
    {
        var constant = Enumerable.Repeat(0.75f, 500).ToArray();
        Assert.All(Resampler.Convert(constant, 44100, 16000), v => Assert.Equal(0.75f, v, 6));
    }

    [Fact]
    public void A_stream_in_pieces_is_the_same_to_the_bit()
    {
        var random = new Mote.Numerics.RandomStream(1);
        var signal = Enumerable.Range(0, 5000).Select(_ => (float)random.NextNormal()).ToArray();
        var whole = Resampler.Convert(signal, 44100, 16000);
        var stream = new Resampler(44100, 16000);
        var pieces = new List<float>();
        for (var at = 0; at < signal.Length;)
        {
            var length = Math.Min(signal.Length - at, random.Next(1, 700));
            pieces.AddRange(stream.Add(signal.AsSpan(at, length)));
            at += length;
        }
        pieces.AddRange(stream.End());
        Assert.Equal(whole, pieces);
    }

    [Theory]
    [InlineData("smaller", 5, 8)]
    [InlineData("larger", 31, 40)]
    public void Pictures_are_scaled_as_Pillow_scales_them(string name, int height, int width)
    {
        var picture = StoredRecordings.Expected("grey.png");
        var scaled = PictureFit.Fit(picture, [13, 21, 1], [height, width, 1]);
        var expected = StoredRecordings.Expected(name);
        Assert.Equal(expected.Length, scaled.Length);
        Assert.True(scaled.Zip(expected, (a, b) => Math.Abs(a - b)).Max() < 1e-5);
    }

    [Fact]
    public void Colours_become_luma_and_grey_becomes_colours()
    {
        Assert.Equal(0.587f, PictureFit.Fit([0, 1, 0], [1, 1, 3], [1, 1, 1])[0]);
        Assert.Equal([0.5f, 0.5f, 0.5f], PictureFit.Fit([0.5f], [1, 1, 1], [1, 1, 3]));
        Shape same = [1, 1, 1];
        var picture = new[] { 0.1f };
        Assert.Same(picture, PictureFit.Fit(picture, same, same));
    }
}
