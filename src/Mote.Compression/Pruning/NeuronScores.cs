using System.Collections.Immutable;
using Mote.Training.Execution;
using Mote.Training.Gradients;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Compression.Pruning;

/// <summary>How important a neuron is.</summary>
public enum NeuronCriterion
{
    /// <summary>Σ |w| of its weights (Li and others 2017).</summary>
    Magnitude,

    /// <summary>|γ| of its batch norm (Liu and others 2017, network slimming); Σ |w| where there is none.</summary>
    NormScale,

    /// <summary>(Σ g·w)² over its weights, summed over batches (Molchanov and others 2019): what its going would change of the
    /// cost.</summary>
    Taylor,

    /// <summary>Mean |x| of what it gives.</summary>
    Activation,
}

/// <summary>
/// Scores of groups of neurons. A layer's are divided by their root mean square, because layers' weights and gradients differ in size;
/// groups of several layers have the mean.
/// </summary>
public static class NeuronScores
{
    private const int Batch = 64, Examples = 512;

    /// <param name="network">As it would be trained.</param>
    /// <param name="criterion">Which.</param>
    /// <param name="source">Examples, read without noise.</param>
    /// <param name="loss">The training's.</param>
    /// <param name="threads">How many at once; no influence on the result.</param>
    public static ImmutableDictionary<int, double> Of(
        Network network, NeuronCriterion criterion, IExampleSource source, Loss loss, int threads)
    {
        var groups = new NeuronGroups(network);
        var raw = criterion switch
        {
            NeuronCriterion.Magnitude => Magnitudes(network, groups),
            NeuronCriterion.NormScale => NormScales(network, groups),
            NeuronCriterion.Taylor => Taylor(network, groups, source, loss, threads),
            NeuronCriterion.Activation => Activations(network, groups, source, threads),
        };
        var sums = new Dictionary<int, (double Sum, int Count)>();
        foreach (var (of, scores) in raw)
        {
            var scale = Math.Sqrt(scores.Sum(s => s * s) / scores.Length);
            for (var i = 0; i < of.Length; i++)
            {
                var (sum, count) = sums.GetValueOrDefault(of[i]);
                if (of[i] != 0) sums[of[i]] = (sum + (scale > 0 ? scores[i] / scale : 0), count + 1);
            }
        }
        return sums.ToImmutableDictionary(s => s.Key, s => s.Value.Sum / s.Value.Count);
    }

    private static IEnumerable<(int[] Groups, double[] Scores)> Magnitudes(Network network, NeuronGroups groups) => Stored(network, groups)
        .Select(s => (s.Groups, Sliced(network.Values[s.Value], s.Axis, i => Math.Abs(network.Values[s.Value].Initial[i]))));

    private static IEnumerable<(int[] Groups, double[] Scores)> NormScales(Network network, NeuronGroups groups)
    {
        var scales = network.Nodes.Where(n => n.Op is FinishBatchNorm).Select(n => n.Inputs[FinishBatchNorm.Gamma]).ToArray();
        var found = scales.Select(s => (groups.StoredAxes(s).Single().Groups,
            network.Values[s].Initial.Select(g => (double)Math.Abs(g)).ToArray())).ToArray();
        var covered = found.SelectMany(f => f.Groups).ToHashSet();
        return [.. found, .. Magnitudes(network, groups).Where(m => !m.Groups.Any(g => g != 0 && covered.Contains(g)))];
    }

    /// <summary>Weights whose neurons are the layer's own outputs: of cells all that has their states.</summary>
    private static IEnumerable<(int Value, int Axis, int[] Groups)> Stored(Network network, NeuronGroups groups) => network.Nodes
        .Where(n => n.Op is Convolve or Connect or ConvolveDepthwise or LstmSequence or GruSequence or FastGrnnSequence)
        .Select(n => n.Inputs[Convolve.Weights])
        .SelectMany(w => groups.StoredAxes(w).Where(a => a.Axis == (network.Values[w].Shape is { Rank: 4 } s && s[0] == 1 ? 3 : 0))
            .Select(a => (w, a.Axis, a.Groups)));

    private static IEnumerable<(int[] Groups, double[] Scores)> Taylor(
        Network network, NeuronGroups groups, IExampleSource source, Loss loss, int threads)
    {
        var whole = Autodiff.Differentiate(network, loss is Loss.Distillation ? new Loss.SoftmaxCrossEntropy() : loss);
        using var executor = new NetworkExecutor<float>(whole.Network, Batch, threads);
        var gradients = whole.Gradients.ToDictionary(g => g.Parameter, g => g.Gradient);
        var found = Stored(network, groups).Where(s => gradients.ContainsKey(s.Value))
            .Select(s => (s.Value, s.Axis, s.Groups, Scores: new double[s.Groups.Length])).ToArray();
        var input = network.Inputs.Single();
        var step = 0;
        foreach (var batch in source.Spread(Examples).Chunk(Batch))
        {
            for (var i = 0; i < batch.Length; i++)
            {
                var values = executor[input.Id].Slice(i * input.Shape.Elements, input.Shape.Elements);
                source.Read(batch[i], 0, values);
                source.Aim(batch[i], values, executor[whole.Target].Slice(i * source.Targets, source.Targets));
            }
            executor[whole.Weight].Fill(1);
            executor.Run(batch.Length, seed: 0, step: step++);
            foreach (var (value, axis, _, scores) in found)
            {
                var (w, g) = (executor[value].ToArray(), executor[gradients[value]].ToArray());
                var sums = Sliced(network.Values[value], axis, i => g[i] * w[i]);
                for (var i = 0; i < sums.Length; i++) scores[i] += sums[i] * sums[i];
            }
        }
        return found.Select(f => (f.Groups, f.Scores));
    }

    private static IEnumerable<(int[] Groups, double[] Scores)> Activations(
        Network network, NeuronGroups groups, IExampleSource source, int threads)
    {
        var made = network.Nodes.Where(n => n.Op is Clamp or ScaleShift or LstmSequence or GruSequence or FastGrnnSequence
            && groups.GroupsOf(n.Output).Any(g => g != 0)).Select(n => n.Output).ToArray();
        using var predictor = new NetworkPredictor(new NetworkBuilder(network).Build([.. network.Outputs, .. made]), Batch, threads);
        var sums = made.Select(v => new double[groups.GroupsOf(v).Length]).ToArray();
        var inputs = new float[Batch * source.Shape.Elements];
        foreach (var batch in source.Spread(Examples).Chunk(Batch))
        {
            for (var i = 0; i < batch.Length; i++)
                source.Read(batch[i], 0, inputs.AsSpan(i * source.Shape.Elements, source.Shape.Elements));
            predictor.Run(inputs, batch.Length);
            for (var v = 0; v < made.Length; v++)
            {
                var shape = network.Values[made[v]].Shape;
                var stride = shape.Strides()[groups.AxisOf(made[v])];
                var x = predictor.Output(network.Outputs.Length + v);
                for (var i = 0; i < batch.Length * shape.Elements; i++) sums[v][i / stride % sums[v].Length] += Math.Abs(x[i]);
            }
        }
        return made.Zip(sums, (v, s) => (groups.GroupsOf(v), s));
    }

    /// <summary>Sums of something over the elements of each index along an axis.</summary>
    private static double[] Sliced(NetworkValue value, int axis, Func<int, double> of)
    {
        var (stride, sums) = (value.Shape.Strides()[axis], new double[value.Shape[axis]]);
        for (var i = 0; i < value.Shape.Elements; i++) sums[i / stride % sums.Length] += of(i);
        return sums;
    }
}
