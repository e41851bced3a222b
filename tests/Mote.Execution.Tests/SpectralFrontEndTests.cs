using System.Globalization;
using Mote.Core.Types;
using Mote.Execution.Features;

namespace Mote.Execution.Tests;

/// <summary>The three forms of a spectral front end describe one function.</summary>
public class SpectralFrontEndTests(ITestOutputHelper output)
{
    private const int Samples = 8000;

    /// <summary>Decibels between the features in integers and those of the computer, as measured, rounded down; what int8 alone would give.</summary>
    public static TheoryData<string, string, double, double> Cases => new()
    {
        { "mfcc", "", 44, 0.1 },
        { "mfcc", "normalise=meananddeviation", 37, 0.1 },
        { "mfcc-tensorflow", "", 42, 0.1 },
        { "mlperf-kws", "", 43, 0.1 },
        { "mfcc", "peak=true", 44, 0.1 },
        { "mfcc-librosa", "rate=16000 frame=512 step=256 bands=40 coefficients=13 high=8000", 43, 0.1 },
        { "log-mel", "", 51, 0.1 },
        { "log-mel", "mel=slaney equal-areas=true log=decibel padding=reflected", 57, 0.1 },
        { "log-mel", "normalise=mean", 44, 0.1 },
        { "log-mel", "normalise=meananddeviation", 43, 0.1 },
        { "log-mel", "range=6", 51, 0.1 },
        { "spectrogram", "", 54, 0.1 },
        { "spectrogram", "fft=256 frame=200 step=100 window=hamming spectrum=magnitude log=decibel", 53, 0.1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Graphs_give_what_the_computer_gives(string preset, string options, double floor, double lost)
    {
        var front = FeatureClips.Front(preset, options);
        var raw = FeatureClips.Audio(Samples);
        var clips = FeatureClips.Read<short>("clips_16k.i16").Chunk(Samples).Where((_, i) => i is 0 or 3).ToArray();
        var features = clips.Select(c => FeatureClips.Compute(front, raw, c)).ToArray();
        var real = front.Float(raw);
        Assert.Equal(front.OutputShape(raw.Shape), real.Type(real.Outputs[0]).Shape);
        foreach (var (clip, y) in clips.Zip(features)) Assert.InRange(FeatureClips.Distance(y, FeatureClips.Run(real, clip)), 0, 1e-4f);

        var all = features.SelectMany(y => y).ToArray();
        var fixedPoint = front.Fixed(raw, all.Min(), all.Max());
        var type = fixedPoint.Type(fixedPoint.Outputs[0]);
        Assert.Equal(ElementType.Int8, type.Element);
        Assert.Equal(front.OutputShape(raw.Shape), type.Shape);
        Assert.DoesNotContain(fixedPoint.Values, v => v.Type.IsFloat);
        var q = type.PerTensor;
        var ideal = FeatureClips.Sqnr(all, all.Select(x => q.Scale * ((float)Math.Round(x / q.Scale + q.ZeroPoint) - q.ZeroPoint)));
        var sqnr = FeatureClips.Sqnr(all, clips.SelectMany(c => FeatureClips.Run(fixedPoint, c)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{preset} {options}: {sqnr:F2} dB, {ideal:F2} dB if only int8 rounded"));
        Assert.True(sqnr >= floor, $"{sqnr} dB");
        Assert.True(sqnr >= ideal - lost, $"{sqnr} dB, {ideal} dB are possible");
    }

    [Fact]
    public void Silence_and_full_scale_are_features_too()
    {
        foreach (var preset in (string[])["mfcc", "mlperf-kws", "log-mel"])
        {
            var front = FeatureClips.Front(preset, "");
            var raw = FeatureClips.Audio(Samples);
            short[] square = [.. Enumerable.Range(0, Samples).Select(i => i / 8 % 2 == 0 ? short.MaxValue : short.MinValue)];
            foreach (var clip in (short[][])[new short[Samples], square])
            {
                var y = FeatureClips.Compute(front, raw, clip);
                Assert.All(y, v => Assert.True(float.IsFinite(v)));
                var q = front.Fixed(raw, y.Min(), y.Max());
                // Between the harmonics of a full-scale square wave is nothing but the window's own rounding, 98 dB below.
                Assert.True(FeatureClips.Sqnr(y, FeatureClips.Run(q, clip)) > 35);
            }
        }
    }

    [Fact]
    public void Raw_samples_of_eight_bits_with_a_zero_point_have_features()
    {
        var raw = new TensorType(ElementType.Int8, [1, 2000], new Quantization.PerTensor(1f / 128, -7));
        var front = FeatureClips.Front("log-mel", "");
        var x = FeatureClips.Read<short>("clips_16k.i16").Skip(3000).Take(2000).Select(s => (sbyte)(s >> 8)).ToArray();
        var y = new float[front.Computer(raw).FeatureElements];
        front.Computer(raw).Compute([.. x.Select(s => (s + 7) / 128f)], y);
        var q = front.Fixed(raw, y.Min(), y.Max());
        var type = q.Type(q.Outputs[0]).PerTensor;
        var actual = new Interpreter(q).Run([.. x.Select(s => unchecked((byte)s))]).Select(b => type.Scale * (unchecked((sbyte)b) - type.ZeroPoint));
        Assert.True(FeatureClips.Sqnr(y, actual) > 45);
    }

    [Fact]
    public void Computers_of_two_threads_do_not_disturb_each_other()
    {
        var front = FeatureClips.Front("mfcc", "");
        var raw = FeatureClips.Audio(Samples);
        var clips = FeatureClips.Read<short>("clips_16k.i16").Chunk(Samples).ToArray();
        var alone = clips.Select(c => FeatureClips.Compute(front, raw, c)).ToArray();
        var together = new float[clips.Length][];
        Parallel.For(0, clips.Length, i => together[i] = FeatureClips.Compute(front, raw, clips[i]));
        Assert.Equal(alone, together);
    }
}
