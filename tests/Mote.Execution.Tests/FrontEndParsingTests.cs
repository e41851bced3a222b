using Mote.Core.Diagnostics;
using Mote.Execution.Features;

namespace Mote.Execution.Tests;

/// <summary>Front ends by name.</summary>
public class FrontEndParsingTests
{
    [Fact]
    public void Every_name_makes_a_front_end_of_that_name() =>
        Assert.All(FrontEnd.Names, name => Assert.Equal(name, FrontEnd.Parse(name).Name));

    [Fact]
    public void Equal_options_make_equal_front_ends()
    {
        Assert.Equal(FeatureClips.Front("mfcc", "bands=30"), FeatureClips.Front("mfcc", "bands=30"));
        Assert.NotEqual(FeatureClips.Front("mfcc", "bands=30"), FeatureClips.Front("mfcc", ""));
    }

    [Theory]
    [InlineData("mfc", "", "MOTE0650", "Did you mean 'mfcc'?")]
    [InlineData("mfcc", "band=3", "MOTE0650", "Did you mean 'bands'?")]
    [InlineData("mfcc", "bands=many", "MOTE0650", "a whole number from 1 to 1024 is expected")]
    [InlineData("mfcc", "mel=slany", "MOTE0650", "did you mean 'slaney'?")]
    [InlineData("spectrogram", "bands=3", "MOTE0650", "there is no option 'bands'")]
    [InlineData("mfcc", "high=9000", "MOTE0651", "half the rate, 8000 Hz")]
    [InlineData("mfcc", "fft=256", "MOTE0651", "a transform of 256 is shorter than a frame of 480")]
    [InlineData("mfcc", "fft=640", "MOTE0651", "640 is no power of two")]
    [InlineData("mfcc", "frame-ms=2000 fft=32768", "MOTE0651", "examples of 16000 samples are shorter than a frame of 32000")]
    public void A_refusal_says_what_is_wrong(string preset, string options, string code, string reason)
    {
        var e = Assert.Throws<MoteException>(() => FeatureClips.Front(preset, options).OutputShape([1, 16000]));
        Assert.Equal(code, Assert.Single(e.Diagnostics).Code);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Examples_of_another_shape_are_refused()
    {
        var e = Assert.Throws<MoteException>(() => FrontEnd.Parse("mfcc").Computer(FeatureClips.Audio(100) with { Shape = [1, 10, 10, 1] }));
        Assert.Contains("MOTE0651", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zero_and_the_range_fit_the_features_type()
    {
        foreach (var (low, high) in ((float, float)[])[(-3, 9), (2, 7), (-5, -1), (0, 0)])
        {
            var q = FrontEnd.Fitted(low, high);
            Assert.InRange(q.ZeroPoint, -128, 127);
            Assert.InRange(q.Scale * (-128 - q.ZeroPoint), float.NegativeInfinity, Math.Min(low, 0) + 0.51f * q.Scale);
            Assert.InRange(q.Scale * (127 - q.ZeroPoint), Math.Max(high, 0) - 0.51f * q.Scale, float.PositiveInfinity);
        }
    }
}
