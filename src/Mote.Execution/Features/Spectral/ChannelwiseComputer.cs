namespace Mote.Execution.Features.Spectral;

/// <summary>One channel's computer, for each of several in turn; features have the channel last.</summary>
internal sealed class ChannelwiseComputer(FeatureComputer single, int channels) : FeatureComputer
{
    private readonly float[] _reals = new float[single.RawElements];
    private readonly float[] _features = new float[single.FeatureElements];

    public override int RawElements => single.RawElements * channels;

    public override int FeatureElements => single.FeatureElements * channels;

    private protected override void Fill(ReadOnlySpan<float> reals, Span<float> features)
    {
        for (var c = 0; c < channels; c++)
        {
            for (var i = 0; i < _reals.Length; i++) _reals[i] = reals[i * channels + c];
            single.Compute(_reals, _features);
            for (var i = 0; i < _features.Length; i++) features[i * channels + c] = _features[i];
        }
    }
}
