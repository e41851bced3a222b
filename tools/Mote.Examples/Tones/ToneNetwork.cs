using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Examples.Tones;

/// <summary>
/// The model in float. Its front end, from samples to the mean and the peak of each band's energy, is computed; the two layers behind
/// it are trained.
/// </summary>
public static class ToneNetwork
{
    /// <summary>Kinds of local pattern that the first trained layer looks for around every semitone.</summary>
    public const int Patterns = 8;

    /// <summary>Semitones a pattern spans; an odd number.</summary>
    public const int PatternWidth = 5;

    public const int Margin = PatternWidth / 2;

    /// <summary>The layer whose output is <see cref="Spectrum.Of"/>.</summary>
    public const string SpectrumLayer = "spectrum";

    public static Graph Build(TrainedLayers trained)
    {
        var layers = new FloatLayers("tones");
        var spectrum = FrontEnd(layers);
        var margins = layers.Add("margins", new Pad([0, 0, Margin, 0], [0, 0, Margin, 0]), spectrum);
        var patterns = layers.Add("patterns", new DepthwiseConv2D(Steps.One, default, Activation.Relu), margins,
            layers.Constant("patterns/weights", [1, Spectrum.Rows, PatternWidth, Patterns], trained.PatternWeights),
            layers.Constant("patterns/bias", [Patterns], trained.PatternBias));
        var scores = layers.Add("scores", new FullyConnected(), patterns,
            layers.Constant("scores/weights", [ToneClasses.Count, FilterBank.Bands * Patterns], trained.ScoreWeights),
            layers.Constant("scores/bias", [ToneClasses.Count], trained.ScoreBias));
        return layers.Build(layers.Add("probabilities", new Softmax(), scores));
    }

    private static ValueId FrontEnd(FloatLayers layers)
    {
        var samples = layers.Input("samples", [1, 1, Frame.Length, 1]);
        var correlate = new Conv2D(new Steps(1, Spectrum.Hop), default);
        var inPhase = layers.Add("in_phase", correlate, samples,
            layers.Constant("in_phase/weights", FilterBank.Shape, FilterBank.InPhase));
        var quadrature = layers.Add("quadrature", correlate, samples,
            layers.Constant("quadrature/weights", FilterBank.Shape, FilterBank.Quadrature));
        var energy = layers.Add("energy", new Add(),
            layers.Add("in_phase_squared", new Mul(), inPhase, inPhase),
            layers.Add("quadrature_squared", new Mul(), quadrature, quadrature));

        var mean = layers.Add("mean", new AveragePool2D(1, Spectrum.Positions, Steps.One, default), energy);
        var peak = layers.Add("peak", new MaxPool2D(1, Spectrum.Positions, Steps.One, default), energy);
        var both = layers.Add("mean_and_peak", new Concatenation(1), mean, peak);
        // Bands were channels; as the width of an image, a convolution can move along them.
        return layers.Add(SpectrumLayer, new Reshape([1, Spectrum.Rows, FilterBank.Bands, 1]), both);
    }
}
