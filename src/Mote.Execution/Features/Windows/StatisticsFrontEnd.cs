using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Execution.Features.Spectral;

namespace Mote.Execution.Features.Windows;

/// <summary>
/// Seven numbers of each channel of a window: the mean, in the sensor's unit; ln of the deviation; and, of the samples at mean 0 and
/// variance 1, the largest one, the smallest one's depth, the skewness, ln of the kurtosis and the mean step from one sample to the
/// next. Raw samples [1, n] or [1, n, channels]; features [1, 1, 7, channels].
/// </summary>
public sealed record StatisticsFrontEnd(string Preset) : FrontEnd
{
    internal const int Count = 7;

    /// <summary>Beside the fourth moment, so that its logarithm exists.</summary>
    internal const float LeastKurtosis = 1e-3f;

    public override string Name => Preset;

    public override Shape OutputShape(Shape raw)
    {
        if (raw.Rank is not (2 or 3) || raw[0] != 1)
            throw Unsuited($"examples have shape {raw}; samples of one channel, [1,n], or of several, [1,n,channels], are expected.");
        if (raw[1] is < 2 or > Core.Rules.Standardization.MostSamples)
            throw Unsuited($"examples have {raw[1]} samples; 2 to {Core.Rules.Standardization.MostSamples} are supported.");
        return [1, 1, Count, raw.Rank == 3 ? raw[2] : 1];
    }

    public override FeatureComputer Computer(TensorType raw)
    {
        OutputShape(raw.Shape);
        var single = new StatisticsComputer(raw.Shape[1], WindowFrontEnd.LeastVariance(raw));
        return raw.Shape.Rank == 2 ? single : new ChannelwiseComputer(single, raw.Shape[2]);
    }

    public override Graph Float(TensorType raw) => ForChannels(raw, one => StatisticsGraphs.Float(Name, one));

    public override Graph Fixed(TensorType raw, Quantization.PerTensor features) =>
        ForChannels(raw, one => StatisticsGraphs.Fixed(Name, one, features));

    private Graph ForChannels(TensorType raw, Func<TensorType, Graph> single)
    {
        OutputShape(raw.Shape);
        return raw.Shape.Rank == 2 ? single(raw) : ChannelwiseGraph.Of(Name, raw, single);
    }
}
