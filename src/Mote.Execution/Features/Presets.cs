using Mote.Core.Diagnostics;
using Mote.Execution.Features.Images;
using Mote.Execution.Features.Spectral;
using Mote.Execution.Features.Windows;

namespace Mote.Execution.Features;

/// <summary>The front ends that have a name.</summary>
internal static class Presets
{
    private static readonly (string Name, Func<FrontEndOptions, FrontEnd> Make)[] All =
    [
        ("raw", _ => FrontEnd.None),
        ("mfcc", o => With(new SpectralFrontEnd("mfcc") { Coefficients = 10 }, o)),
        ("mfcc-librosa", o => With(Librosa, o)),
        ("mfcc-tensorflow", o => With(TensorFlow("mfcc-tensorflow") with { Coefficients = 13, High = 7600, Bands = 80 }, o)),
        ("mlperf-kws", o => With(TensorFlow("mlperf-kws") with { Peak = true, Coefficients = 10 }, o)),
        ("log-mel", o => With(new SpectralFrontEnd("log-mel"), o)),
        ("spectrogram", o => With(new SpectralFrontEnd("spectrogram") { Bands = 0 }, o)),
        ("band-power", o => With(BandPower, o)),
        ("motion", o => With(new WindowFrontEnd("motion"), o)),
        ("vibration", o => With(new WindowFrontEnd("vibration") { Normalisation = WindowNormalisation.Channel }, o)),
        ("statistics", _ => new StatisticsFrontEnd("statistics")),
        ("image", o => With(new ImageFrontEnd("image"), o)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(p => p.Name)];

    /// <summary>librosa.feature.mfcc with its defaults, at its rate.</summary>
    private static SpectralFrontEnd Librosa => new("mfcc-librosa")
    {
        Rate = 22050, FrameSize = 2048, FrameStep = 512, FftLength = 2048, Padding = FramePadding.Zeros, Bands = 128, Low = 0, High = 11025,
        Mel = MelScale.Slaney, EqualAreas = true, Logarithm = LogarithmKind.Decibel, Floor = 1e-10, Range = 80, Coefficients = 20,
    };

    /// <summary>Power in bands of equal width up to half the rate, for signals of machines and bodies.</summary>
    private static SpectralFrontEnd BandPower => new("band-power")
    {
        Rate = 100, FrameSize = 128, FrameStep = 64, FftLength = 128, Bands = 16, Mel = MelScale.Linear, Low = 0, High = 50, Floor = 1e-9,
    };

    private static WindowFrontEnd With(WindowFrontEnd f, FrontEndOptions o) => f with
    {
        Normalisation = o.Choice("normalise", f.Normalisation), Differences = o.Truth("differences", f.Differences),
    };

    private static ImageFrontEnd With(ImageFrontEnd f, FrontEndOptions o) => f with
    {
        Grey = o.Truth("grey", f.Grey), Height = o.Whole("height", f.Height, 0, 4096), Width = o.Whole("width", f.Width, 0, 4096),
        Standardized = o.Truth("standardized", f.Standardized),
    };

    public static FrontEnd Make(string name, IReadOnlyDictionary<string, string> given)
    {
        foreach (var (preset, make) in All)
        {
            if (preset != name) continue;
            var options = new FrontEndOptions(name, given);
            var made = make(options);
            options.RequireAllKnown();
            return made;
        }
        throw new MoteException("MOTE0650", $"features '{name}'", "there is no such preset.",
            (Spelling.Nearest(name, Names) is { } near ? $"Did you mean '{near}'? " : "") + "There are " + string.Join(", ", Names) + ".");
    }

    /// <summary>tf.signal: magnitudes, mel filters over mel, log(x + 1e-6), MFCC of log-mel spectrograms.</summary>
    private static SpectralFrontEnd TensorFlow(string name) => new(name)
    {
        Spectrum = SpectrumKind.Magnitude, Mel = MelScale.TensorFlow, High = 4000, FloorKind = FloorKind.Added, Orthonormal = false,
    };

    private static SpectralFrontEnd With(SpectralFrontEnd f, FrontEndOptions o)
    {
        var rate = o.Real("rate", f.Rate, 1, 1e7);
        // Lengths in samples, or in milliseconds of the rate. Where only the rate is changed, speech keeps its time, other signals
        // keep their number of samples and all bands up to half the rate.
        var isSpeech = f.Mel != MelScale.Linear;
        var size = Samples("frame", f.FrameSize);
        var step = Samples("step", f.FrameStep);
        var fft = o.Whole("fft", Math.Max(4, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)size)), 4, 1 << 16);
        var bands = f.Bands == 0 ? 0 : o.Whole("bands", f.Bands, 1, 1 << 10);
        return f with
        {
            Rate = rate, FrameSize = size, FrameStep = step, FftLength = fft, Bands = bands,
            Window = o.Choice("window", f.Window),
            Padding = o.Choice("padding", f.Padding),
            Spectrum = o.Choice("spectrum", f.Spectrum),
            Mel = bands == 0 ? f.Mel : o.Choice("mel", f.Mel),
            EqualAreas = bands != 0 && o.Truth("equal-areas", f.EqualAreas),
            Low = bands == 0 ? f.Low : o.Real("low", f.Low, 0, 1e7),
            High = bands == 0 ? f.High : o.Real("high", isSpeech ? Math.Min(f.High, rate / 2) : rate / 2, 0, 1e7),
            Logarithm = o.Choice("log", f.Logarithm),
            FloorKind = o.Choice("floor-kind", f.FloorKind),
            Floor = o.Real("floor", f.Floor, 1e-30, 1e6),
            Range = o.Real("range", f.Range ?? 0, 0, 1e6) is var range and > 0 ? range : null,
            Coefficients = f.Coefficients == 0 ? 0 : o.Whole("coefficients", Math.Min(f.Coefficients, bands), 1, bands),
            Orthonormal = f.Coefficients == 0 || o.Truth("orthonormal", f.Orthonormal),
            Normalisation = o.Choice("normalise", f.Normalisation),
            Peak = o.Truth("peak", f.Peak),
        };

        int Samples(string what, int value)
        {
            var samples = o.Whole(what, 0, 0, 1 << 16);
            var milliseconds = o.Real(what + "-ms", 1000 * value / (isSpeech ? f.Rate : rate), 1e-3, 1e6);
            return samples > 0 ? samples : Math.Max(1, (int)Math.Round(milliseconds * rate / 1000));
        }
    }
}
