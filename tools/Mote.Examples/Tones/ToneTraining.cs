using Mote.Numerics;

namespace Mote.Examples.Tones;

/// <summary>
/// Stochastic gradient descent on cross-entropy, one frame at a time, through the two trained layers: correlate the spectrum with the
/// patterns, clamp below zero, weigh into one score a class.
/// </summary>
public sealed class ToneTraining
{
    private const int Epochs = 30;
    private const float FirstRate = 0.01f;
    private const int Padded = FilterBank.Bands + 2 * ToneNetwork.Margin;
    private const int Patterns = ToneNetwork.Patterns;

    private readonly TrainedLayers _layers;
    private readonly float[] _padded = new float[Spectrum.Rows * Padded];
    private readonly float[] _features = new float[TrainedLayers.Features];
    private readonly float[] _featureErrors = new float[TrainedLayers.Features];
    private readonly float[] _scores = new float[ToneClasses.Count];

    private ToneTraining(TrainedLayers layers) => _layers = layers;

    /// <param name="examples">Spectra [rows, bands] and their classes.</param>
    /// <param name="seed">Of the first weights and of the order of the examples.</param>
    public static TrainedLayers Train(IReadOnlyList<(float[] Spectrum, int Label)> examples, ulong seed)
    {
        var random = new RandomStream(seed);
        var training = new ToneTraining(TrainedLayers.Random(random));
        var order = Enumerable.Range(0, examples.Count).ToArray();
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            Shuffle(order, random);
            // The rate falls to zero, so that the last steps settle instead of wandering.
            var rate = FirstRate * (Epochs - epoch) / Epochs;
            foreach (var i in order) training.Step(examples[i].Spectrum, examples[i].Label, rate);
        }
        return training._layers;
    }

    private void Step(float[] spectrum, int label, float rate)
    {
        Forward(spectrum);
        Probabilities(_scores);
        // The gradient of cross-entropy behind a softmax: what was given less what was right.
        _scores[label] -= 1;
        BackwardScores(rate);
        BackwardPatterns(rate);
    }

    private void Forward(float[] spectrum)
    {
        for (var row = 0; row < Spectrum.Rows; row++)
            spectrum.AsSpan(row * FilterBank.Bands, FilterBank.Bands).CopyTo(_padded.AsSpan(row * Padded + ToneNetwork.Margin));
        for (var band = 0; band < FilterBank.Bands; band++)
        for (var pattern = 0; pattern < Patterns; pattern++)
        {
            var sum = _layers.PatternBias[pattern];
            for (var row = 0; row < Spectrum.Rows; row++)
            for (var k = 0; k < ToneNetwork.PatternWidth; k++)
                sum += _padded[row * Padded + band + k] * _layers.PatternWeights[WeightAt(row, k, pattern)];
            _features[band * Patterns + pattern] = MathF.Max(0, sum);
        }
        for (var c = 0; c < _scores.Length; c++)
        {
            var sum = _layers.ScoreBias[c];
            for (var f = 0; f < _features.Length; f++) sum += _features[f] * _layers.ScoreWeights[c * _features.Length + f];
            _scores[c] = sum;
        }
    }

    private void BackwardScores(float rate)
    {
        Array.Clear(_featureErrors);
        for (var c = 0; c < _scores.Length; c++)
        {
            var weights = _layers.ScoreWeights.AsSpan(c * _features.Length, _features.Length);
            for (var f = 0; f < weights.Length; f++)
            {
                _featureErrors[f] += _scores[c] * weights[f];
                weights[f] -= rate * _scores[c] * _features[f];
            }
            _layers.ScoreBias[c] -= rate * _scores[c];
        }
    }

    private void BackwardPatterns(float rate)
    {
        // The patterns are shared by all bands; their steps add up.
        for (var band = 0; band < FilterBank.Bands; band++)
        for (var pattern = 0; pattern < Patterns; pattern++)
        {
            // Where the clamp held the feature at zero, nothing flows back.
            if (_features[band * Patterns + pattern] <= 0) continue;
            var step = rate * _featureErrors[band * Patterns + pattern];
            for (var row = 0; row < Spectrum.Rows; row++)
            for (var k = 0; k < ToneNetwork.PatternWidth; k++)
                _layers.PatternWeights[WeightAt(row, k, pattern)] -= step * _padded[row * Padded + band + k];
            _layers.PatternBias[pattern] -= step;
        }
    }

    private static int WeightAt(int row, int k, int pattern) => (row * ToneNetwork.PatternWidth + k) * Patterns + pattern;

    /// <summary>Softmax in place.</summary>
    private static void Probabilities(float[] scores)
    {
        var largest = scores.Max();
        var sum = 0f;
        for (var c = 0; c < scores.Length; c++) sum += scores[c] = FloatMath.Exp(scores[c] - largest);
        for (var c = 0; c < scores.Length; c++) scores[c] /= sum;
    }

    /// <summary>Every order equally likely (Fisher and Yates).</summary>
    private static void Shuffle(int[] order, RandomStream random)
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = random.Next(0, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
