using System.Collections.Immutable;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Training.Execution;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Compression;

/// <summary>
/// Quantization-aware training (Jacob and others 2018): a network that rounds weights and activations where the integer graph will, with
/// ranges that follow the batches'. Norms have been folded before, so what is trained is what will be quantized.
/// </summary>
public sealed partial class RoundingNetwork
{
    private readonly Network _network;

    /// <summary>Values that are rounded, and the cells of LSTMs, which are rounded within.</summary>
    private readonly int[] _rounded;

    /// <param name="network">Without batch norms, as a graph gives it (<see cref="GraphImport"/>).</param>
    public RoundingNetwork(Network network)
    {
        _network = network;
        _rounded = [.. network.Values.Where(v => v.IsPerExample && IsStored(v)).Select(v => v.Id),
            .. network.Nodes.Where(n => n.Op is LstmSequence).Select(n => n.Outputs[LstmSequence.Cells])];
    }

    /// <summary>What the values to be rounded reach over some examples, by place in the network.</summary>
    /// <param name="source">Read without noise.</param>
    /// <param name="least">Examples that are enough.</param>
    /// <param name="threads">How many at once.</param>
    public ImmutableDictionary<int, (float Low, float High)> Observe(IExampleSource source, int least, int threads)
    {
        var builder = new NetworkBuilder(_network.ForInference());
        // The form for inference of a network without norms and dropouts is the network itself, place by place.
        var extremes = _rounded.Select(v => builder.Add(new Extremes(), [v], "extremes")).ToArray();
        var observing = builder.Build([.. _network.Outputs, .. extremes]);
        const int Batch = 64;
        using var executor = new NetworkExecutor<float>(observing, Batch, threads);
        var input = observing.Inputs.Single();
        var found = _rounded.ToDictionary(v => v, _ => (Low: 0f, High: 0f));
        foreach (var batch in source.Spread(least).Chunk(Batch))
        {
            for (var i = 0; i < batch.Length; i++)
                source.Read(batch[i], 0, executor[input.Id].Slice(i * input.Shape.Elements, input.Shape.Elements));
            executor.Run(batch.Length);
            for (var v = 0; v < _rounded.Length; v++)
            {
                var (low, high) = found[_rounded[v]];
                found[_rounded[v]] = (Math.Min(low, -executor[extremes[v]][0]), Math.Max(high, executor[extremes[v]][1]));
            }
        }
        return found.ToImmutableDictionary();
    }

    /// <summary>The network with roundings.</summary>
    /// <param name="ranges">Where the ranges begin: of <see cref="Observe"/>.</param>
    /// <param name="input">The range of what the network is given, which stays.</param>
    /// <param name="options">How much is rounded.</param>
    public Network Round(
        ImmutableDictionary<int, (float Low, float High)> ranges, (float Low, float High) input, RoundingOptions? options = null)
    {
        options ??= new RoundingOptions();
        var builder = new NetworkBuilder(_network.Name);
        var places = new int[_network.Values.Length];
        foreach (var value in _network.Values)
        {
            if (value.Kind == ValueKind.Input)
                places[value.Id] = Rounded(
                    builder, builder.Input(value.Name, value.Shape), value.Name, input, options.ActivationBits, follow: null);
            else if (value.Kind == ValueKind.Parameter) places[value.Id] = builder.Parameter(value.Name, value.Shape, value.Initial);
            else if (value.Kind == ValueKind.Buffer) places[value.Id] = builder.Buffer(value.Name, value.Shape, value.Initial);
        }
        var roundedWeights = new Dictionary<int, int>();
        foreach (var node in _network.Nodes)
        {
            var inputs = node.Inputs.Select(i => places[i]).ToArray();
            foreach (var (operand, grid) in Weights(node, options))
            {
                if (!roundedWeights.TryGetValue(inputs[operand], out var weights))
                    roundedWeights[inputs[operand]] = weights =
                        RoundedWeights(builder, inputs[operand], grid, node.Name, options.LearnSteps);
                inputs[operand] = weights;
            }
            if (node.Op is LstmSequence or GruSequence or FastGrnnSequence)
            {
                places[node.Output] = Cell(builder, node, inputs, ranges, options);
                continue;
            }
            var outputs = builder.AddAll(node.Op, inputs, node.Name);
            for (var i = 0; i < outputs.Length; i++)
                places[node.Outputs[i]] = ranges.TryGetValue(node.Outputs[i], out var range)
                    ? Rounded(builder, outputs[i], $"{node.Name}.{node.Outputs[i]}", range, options.ActivationBits, options.Momentum)
                    : outputs[i];
        }
        return builder.Build([.. _network.Outputs.Select(o => places[o])]);
    }

    /// <summary>The grids and steps that a trained network rounds with, as the quantizer takes them.</summary>
    public static ActivationRanges Learned(ExportedModel trained) => new(
        trained.Ranges.ToImmutableDictionary(r => r.Key, r => ActivationRange.Of(
            QuantizationGrid.OfActivation(r.Value.Low, r.Value.High, r.Value.Bits))),
        trained.Steps.ToImmutableDictionary(s => s.Key, s => EquatableArray.Create<float>(s.Value.Steps.AsSpan())));

    private static int Rounded(NetworkBuilder builder, int value, string name, (float Low, float High) range, int bits, float? follow)
    {
        var buffer = builder.Buffer($"{name}.range", [2], [range.Low, range.High]);
        if (follow is { } momentum) Follow(builder, buffer, value, name, momentum);
        return builder.Add(new QuantizeActivation(bits), [value, buffer], $"{name}.rounding");
    }

    private static void Follow(NetworkBuilder builder, int range, int value, string name, float momentum)
    {
        var extremes = builder.Add(new Extremes(), [value], $"{name}.extremes");
        builder.Update(range, builder.Add(new MoveRange(momentum), [range, extremes], $"{name}.range"));
    }

    /// <summary>
    /// Whether the integer graph stores it: a layer's bias and clamp are part of it, and what only moves keeps its scale. A bias behind
    /// anything else than weights is a sum of its own.
    /// </summary>
    private bool IsStored(NetworkValue value)
    {
        var maker = _network.Nodes.FirstOrDefault(n => n.Outputs.Contains(value.Id));
        if (maker?.Op is LstmSequence or GruSequence or FastGrnnSequence) return maker.Output == value.Id;
        if (maker?.Op is not (
            Convolve or ConvolveDepthwise or Connect or AddBias or Clamp or Combine or Average or Apply or Leak or ScaleShift
            or Concatenate))
            return false;
        var readers = _network.Nodes.Where(n => n.Inputs.Contains(value.Id)).ToArray();
        if (IsSigned(value.Id)) return false;
        if (_network.Outputs.Contains(value.Id) || readers.Length != 1) return true;
        return readers[0].Op is AddBias ? maker.Op is not (Convolve or ConvolveDepthwise or Connect)
            : readers[0].Op is not (Clamp or Concatenate);
    }

    /// <summary>Whether nothing but the sign of it is used.</summary>
    private bool IsSigned(int value)
    {
        if (_network.Outputs.Contains(value)) return false;
        var readers = _network.Nodes.Where(n => n.Inputs.Contains(value)).ToArray();
        return readers.Length > 0 && readers.All(r => r.Op is Binarize
            || (r.Op is AddBias or PoolMaximum or Rearrange && r.Inputs[0] == value && IsSigned(r.Output)));
    }
}
