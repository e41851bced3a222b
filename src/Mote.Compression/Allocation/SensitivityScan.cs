using Mote.Compression.Pruning;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Compression.Allocation;

/// <summary>
/// Measures how much each layer suffers from zeros and from few bits: its weights alone are changed, and the answers are compared with the
/// network's own. What both do together is taken as the sum.
/// </summary>
public static class SensitivityScan
{
    private const int Examples = 256, Batch = 64, Finest = 8;

    private static readonly double[] s_sparsities = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95];
    private static readonly int[] s_bits = [2, 3, 4, 5, 6, Finest];

    /// <param name="network">Without norms, its first output the classes' logits.</param>
    /// <param name="source">Examples, read without noise.</param>
    /// <param name="threads">How many at once; no influence on the result.</param>
    /// <param name="stop">Ends between two layers.</param>
    public static IReadOnlyList<LayerSensitivity> Of(
        Network network, IExampleSource source, int threads, CancellationToken stop = default)
    {
        using var predictor = new NetworkPredictor(network, Batch, threads);
        var inputs = Inputs(source);
        var expected = Answers(predictor, inputs, source.Shape.Elements);
        var found = new List<LayerSensitivity>();
        foreach (var layer in LayerWeights.Of(network))
        {
            stop.ThrowIfCancellationRequested();
            found.Add(Layer(layer, values =>
            {
                predictor.Write(layer.Parameter.Name, values);
                return Divergence(
                    expected, Answers(predictor, inputs, source.Shape.Elements), network.Values[network.Outputs[0]].Shape[-1]);
            }));
            predictor.Write(layer.Parameter.Name, layer.Parameter.Initial.AsSpan());
        }
        return found;
    }

    private static LayerSensitivity Layer(LayerWeights layer, Func<float[], double> damage)
    {
        float[] weights = [.. layer.Parameter.Initial];
        // One filter a channel: zeros in it are no saving worth their damage.
        var sparsities = layer.IsDepthwise ? [0.0] : s_sparsities;
        var pruned = sparsities.Select(s => Pruned(weights, s)).ToArray();
        var byZeros = pruned.Select((p, i) => sparsities[i] == 0 ? 0 : damage(p)).ToArray();
        var byBits = s_bits.Select(b => damage(Rounded(layer, weights, b).Values)).ToArray();
        var choices = new List<ChoiceCost>();
        for (var s = 0; s < sparsities.Length; s++)
            for (var b = 0; b < s_bits.Length; b++)
                choices.Add(new ChoiceCost(
                    new LayerChoice(sparsities[s], s_bits[b]), byZeros[s] + byBits[b],
                    Entropy(Rounded(layer, pruned[s], s_bits[b]).Codes)));
        return new LayerSensitivity(layer.Layer, weights.Length, choices);
    }

    /// <summary>The smallest magnitudes become zero.</summary>
    private static float[] Pruned(float[] weights, double sparsity)
    {
        var pruned = weights.ToArray();
        var order = Enumerable.Range(0, weights.Length).OrderBy(i => Math.Abs(weights[i])).Take((int)(sparsity * weights.Length));
        foreach (var i in order) pruned[i] = 0;
        return pruned;
    }

    private static (float[] Values, sbyte[] Codes) Rounded(LayerWeights layer, float[] weights, int bits)
    {
        var (shape, axis, most) = (layer.Parameter.Shape, layer.IsDepthwise ? 3 : 0, (1 << (bits - 1)) - 1);
        var reals = Tensor.From<float>(new TensorType(ElementType.Float32, shape), weights);
        var scales = QuantizedWeights.Scales(reals, axis, most, perTensor: false, leastError: true);
        var inner = shape.Strides()[axis];
        var (values, codes) = (new float[weights.Length], new sbyte[weights.Length]);
        for (var i = 0; i < weights.Length; i++)
        {
            var scale = scales[i / inner % scales.Length];
            codes[i] = (sbyte)FakeQuantization.Code(weights[i], new QuantizationGrid<float>(scale, 0, -most, most));
            values[i] = scale * codes[i];
        }
        return (values, codes);
    }

    private static double Entropy(sbyte[] codes) =>
        codes.GroupBy(c => c).Sum(g => g.Count() * Math.Log2(codes.Length / (double)g.Count())) / codes.Length;

    private static float[] Inputs(IExampleSource source)
    {
        var places = source.Spread(Examples).ToArray();
        var inputs = new float[places.Length * source.Shape.Elements];
        for (var i = 0; i < places.Length; i++) source.Read(places[i], 0, inputs.AsSpan(i * source.Shape.Elements, source.Shape.Elements));
        return inputs;
    }

    private static float[] Answers(NetworkPredictor predictor, float[] inputs, int size)
    {
        var answers = new List<float>();
        for (var first = 0; first < inputs.Length / size; first += Batch)
        {
            var count = Math.Min(Batch, inputs.Length / size - first);
            predictor.Run(inputs.AsSpan(first * size, count * size), count);
            answers.AddRange(predictor.Output(0)[..(count * predictor.Network.Values[predictor.Network.Outputs[0]].Shape.Elements)]);
        }
        return [.. answers];
    }

    private static double Divergence(float[] expected, float[] actual, int classes)
    {
        var sum = 0.0;
        for (var at = 0; at < expected.Length; at += classes)
        {
            var (p, q) = (LogSoftmax(expected.AsSpan(at, classes)), LogSoftmax(actual.AsSpan(at, classes)));
            for (var c = 0; c < classes; c++) sum += Math.Exp(p[c]) * (p[c] - q[c]);
        }
        return Math.Max(0, sum / (expected.Length / classes));
    }

    private static double[] LogSoftmax(ReadOnlySpan<float> logits)
    {
        var (values, most) = (new double[logits.Length], double.NegativeInfinity);
        foreach (var logit in logits) most = Math.Max(most, logit);
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++) sum += Math.Exp(values[i] = logits[i] - most);
        for (var i = 0; i < values.Length; i++) values[i] -= Math.Log(sum);
        return values;
    }
}
