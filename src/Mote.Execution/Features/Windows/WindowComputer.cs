using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Features.Windows;

/// <summary>Windows of samples, normalised or not.</summary>
internal sealed class WindowComputer(WindowFrontEnd f, TensorType raw) : FeatureComputer
{
    private readonly int _samples = f.OutputShape(raw.Shape)[1];
    private readonly int _channels = raw.Elements / raw.Shape[1];
    private readonly float _leastVariance = WindowFrontEnd.LeastVariance(raw);

    public override int RawElements { get; } = raw.Elements;

    public override int FeatureElements => _samples * _channels;

    private protected override void Fill(ReadOnlySpan<float> reals, Span<float> features)
    {
        if (f.Differences)
            for (var i = 0; i < features.Length; i++) features[i] = reals[i + _channels] - reals[i];
        else reals.CopyTo(features);
        if (f.Deviation is not { } deviation) return;
        var all = 0.0;
        for (var c = 0; c < _channels; c++)
        {
            var squares = Centre(features[c..]);
            if (deviation == StandardDeviation.Channel) Divide(features[c..], squares / _samples, _channels);
            all += squares;
        }
        if (deviation == StandardDeviation.All) Divide(features, all / features.Length, 1);
    }

    /// <summary>Takes a channel's mean away; gives the sum of what remains, squared.</summary>
    private double Centre(Span<float> x)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < x.Length; i += _channels) sum += x[i];
        var mean = (float)(sum / _samples);
        for (var i = 0; i < x.Length; i += _channels)
        {
            x[i] -= mean;
            squares += (double)x[i] * x[i];
        }
        return squares;
    }

    private void Divide(Span<float> x, double variance, int step)
    {
        var factor = (float)(1 / Math.Sqrt(variance + _leastVariance));
        for (var i = 0; i < x.Length; i += step) x[i] *= factor;
    }
}
