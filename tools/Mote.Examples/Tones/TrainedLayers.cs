using Mote.Numerics;

namespace Mote.Examples.Tones;

/// <summary>Weights of the layers behind the front end, laid out as their operators take them.</summary>
public sealed class TrainedLayers
{
    public const int Features = FilterBank.Bands * ToneNetwork.Patterns;

    private TrainedLayers()
    {
    }

    /// <summary>[rows, width, patterns]</summary>
    public float[] PatternWeights { get; } = new float[Spectrum.Rows * ToneNetwork.PatternWidth * ToneNetwork.Patterns];

    public float[] PatternBias { get; } = new float[ToneNetwork.Patterns];

    /// <summary>[classes, bands · patterns]</summary>
    public float[] ScoreWeights { get; } = new float[ToneClasses.Count * Features];

    public float[] ScoreBias { get; } = new float[ToneClasses.Count];

    /// <summary>Random weights, uniform within ±1/√n for n summands, so that no two patterns start alike.</summary>
    public static TrainedLayers Random(RandomStream random)
    {
        var layers = new TrainedLayers();
        Fill(layers.PatternWeights, Spectrum.Rows * ToneNetwork.PatternWidth);
        Fill(layers.ScoreWeights, Features);
        return layers;

        void Fill(float[] weights, int summands)
        {
            var limit = 1 / Math.Sqrt(summands);
            for (var i = 0; i < weights.Length; i++) weights[i] = (float)(limit * (2 * random.NextDouble() - 1));
        }
    }
}
