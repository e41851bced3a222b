using Mote.Core.Graphs;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Execution.Features.Spectral;

/// <summary>
/// Frames under a window, their spectra, perhaps through mel filters, the logarithm, perhaps its cosine transform: spectrograms, log-mel
/// features and MFCC. Raw samples [1, n]; features [1, frames, coefficients, 1], an image with time downwards. Of several channels,
/// [1, n, channels], each has its own: [1, frames, coefficients, channels].
/// </summary>
public sealed record SpectralFrontEnd(string Preset) : FrontEnd
{
    public override string Name => Preset;

    /// <summary>Samples a second.</summary>
    public double Rate { get; init; } = 16000;

    /// <summary>Samples under the window.</summary>
    public int FrameSize { get; init; } = 480;

    /// <summary>Samples from one frame to the next.</summary>
    public int FrameStep { get; init; } = 320;

    /// <summary>A power of two, not shorter than a frame; zeros follow the frame.</summary>
    public int FftLength { get; init; } = 512;

    public WindowShape Window { get; init; }

    public FramePadding Padding { get; init; }

    public SpectrumKind Spectrum { get; init; }

    /// <summary>Mel filters; 0 where bins of the transform are kept as they are.</summary>
    public int Bands { get; init; } = 40;

    public MelScale Mel { get; init; }

    /// <summary>Filters of one area instead of one height: 2 / width in hertz.</summary>
    public bool EqualAreas { get; init; }

    /// <summary>Hertz where the first filter begins.</summary>
    public double Low { get; init; } = 20;

    /// <summary>Hertz where the last filter ends.</summary>
    public double High { get; init; } = 7600;

    public LogarithmKind Logarithm { get; init; }

    public FloorKind FloorKind { get; init; }

    public double Floor { get; init; } = 1e-6;

    /// <summary>Logarithms lower than the example's largest one less this are raised to it; null: they stay. top_db of librosa.</summary>
    public double? Range { get; init; }

    /// <summary>Coefficients of the cosine transform (DCT-II) that are kept; 0: there is none.</summary>
    public int Coefficients { get; init; }

    /// <summary>Whether the first coefficient, too, has length one. TensorFlow's has not: it is √2 larger.</summary>
    public bool Orthonormal { get; init; } = true;

    public FeatureNormalisation Normalisation { get; init; }

    /// <summary>Whether samples are divided by the largest one of the example first.</summary>
    public bool Peak { get; init; }

    /// <summary>Bins of the transform.</summary>
    internal int Bins => FftLength / 2 + 1;

    /// <summary>Values that a logarithm is taken of.</summary>
    internal int Channels => Bands > 0 ? Bands : Bins;

    internal int Columns => Coefficients > 0 ? Coefficients : Channels;

    /// <summary>Samples before the first one and after the last one.</summary>
    internal int Border => Padding == FramePadding.None ? 0 : FrameSize / 2;

    /// <summary>What a natural logarithm of the spectrum is multiplied by.</summary>
    internal double LogarithmUnit => Logarithm == LogarithmKind.Natural ? 1
        : (Spectrum == SpectrumKind.Power ? 10 : 20) / Math.Log(10);

    public override Shape OutputShape(Shape raw) => [1, Frames(raw), Columns, raw.Rank == 3 ? raw[2] : 1];

    public override FeatureComputer Computer(TensorType raw)
    {
        Frames(raw.Shape);
        return raw.Shape.Rank == 2 ? new SpectralComputer(this, raw)
            : new ChannelwiseComputer(new SpectralComputer(this, raw with { Shape = [1, raw.Shape[1]] }), raw.Shape[2]);
    }

    public override Graph Float(TensorType raw) => ForChannels(raw, one => SpectralFloatGraph.Build(this, one));

    public override Graph Fixed(TensorType raw, Quantization.PerTensor features) =>
        ForChannels(raw, one => SpectralFixedGraph.Build(this, one, features));

    private Graph ForChannels(TensorType raw, Func<TensorType, Graph> single)
    {
        Frames(raw.Shape);
        return raw.Shape.Rank == 2 ? single(raw) : ChannelwiseGraph.Of(Name, raw, single);
    }

    internal int Frames(Shape raw)
    {
        RequireSense();
        if (raw.Rank is not (2 or 3) || raw[0] != 1)
            throw Unsuited($"examples have shape {raw}; samples of one channel, [1,n], or of several, [1,n,channels], are expected.");
        var samples = raw[1] + 2 * Border;
        if (samples < FrameSize) throw Unsuited($"examples of {raw[1]} samples are shorter than a frame of {FrameSize}.");
        if (Padding == FramePadding.Reflected && raw[1] <= Border)
            throw Unsuited($"examples of {raw[1]} samples cannot be mirrored {Border} samples far.");
        return 1 + (samples - FrameSize) / FrameStep;
    }

    /// <summary>Parameters that do not fit each other, however they came about.</summary>
    private void RequireSense()
    {
        if (FrameSize < 2 || FrameStep < 1) throw Unsuited($"frames of {FrameSize} samples every {FrameStep} are none.");
        if (FftPlan.Problem(FftLength) is { } problem) throw Unsuited(problem);
        if (!int.IsPow2(FftLength)) throw Unsuited($"the transform's length {FftLength} is no power of two.");
        if (FftLength < FrameSize) throw Unsuited($"a transform of {FftLength} is shorter than a frame of {FrameSize}.");
        if (Bands > 0 && !(Low >= 0 && Low < High && High <= Rate / 2))
            throw Unsuited($"filters from {Low} to {High} Hz do not lie between 0 and half the rate, {Rate / 2} Hz.");
        if (Coefficients > Channels) throw Unsuited($"{Coefficients} coefficients of {Channels} bands are too many.");
        if (!(Floor > 0)) throw Unsuited($"the logarithm's floor is {Floor}; it must be positive.");
    }
}
