using Mote.Training.Gradients;
using Mote.Training.Networks;

namespace Mote.Training.Arithmetic;

/// <summary>
/// A network whose numbers are rounded: after every operator that computes new ones stands a <see cref="RoundTo"/>, which all later ones
/// read, and products are <see cref="Accumulated"/>. What only chooses among numbers needs no rounding. Values keep their places; rounded
/// ones come behind them.
/// </summary>
internal sealed class LowPrecisionForm
{
    /// <summary>Streams of random bits that are not those of dropouts.</summary>
    private const int FirstStream = 1 << 20;

    private readonly TrainingArithmetic _how;
    private readonly List<NetworkValue> _values;
    private readonly List<NetworkNode> _nodes = [];
    private readonly int[] _current;
    private readonly Dictionary<int, int> _factors = [];
    private readonly HashSet<int> _backward = [];
    private readonly HashSet<int> _inputs;

    private LowPrecisionForm(Network network, TrainingArithmetic how)
    {
        (_how, _values) = (how, [.. network.Values]);
        _current = [.. Enumerable.Range(0, network.Values.Length)];
        _inputs = [.. network.Inputs.Select(i => i.Id)];
    }

    /// <summary>A step of training in narrow numbers.</summary>
    /// <param name="network">That was differentiated.</param>
    /// <param name="differentiated">What came of it; its gradients are without the loss scale.</param>
    /// <param name="how">The numbers.</param>
    public static Differentiated Of(Network network, Differentiated differentiated, TrainingArithmetic how)
    {
        var whole = differentiated.Network;
        var form = new LowPrecisionForm(whole, how);
        var gradients = differentiated.Gradients.ToDictionary(g => g.Parameter, g => g.Gradient);
        var last = LastWeights(network);
        foreach (var input in network.Inputs) form.Round(input.Id, how.Activations, TensorRole.Activations);
        for (var i = 0; i < whole.Nodes.Length; i++)
        {
            var node = whole.Nodes[i];
            var isLast = last is { } weights && (node.Inputs.Contains(weights)
                || (gradients.TryGetValue(weights, out var gradient) && node.Outputs.Contains(gradient)));
            form.Add(node, backward: i >= network.Nodes.Length, isLast);
        }
        var rounded = differentiated.Gradients
            .Select(g => (g.Parameter, form.Append(g.Gradient, how.Weights, TensorRole.Gradients, how.Rounding, 1 / how.LossScale)));
        return differentiated with
        {
            Gradients = [.. rounded],
            Network = form.Build(whole),
        };
    }

    /// <summary>The forward part alone, rounded to the nearest.</summary>
    public static Network Of(Network network, TrainingArithmetic how)
    {
        how = how with { Rounding = RoundingMode.Nearest };
        var form = new LowPrecisionForm(network, how);
        var last = LastWeights(network);
        foreach (var input in network.Inputs) form.Round(input.Id, how.Activations, TensorRole.Activations);
        foreach (var node in network.Nodes) form.Add(node, backward: false, last is { } weights && node.Inputs.Contains(weights));
        return form.Build(network);
    }

    private Network Build(Network network) => new(network.Name, [.. _values], [.. _nodes], [.. network.Outputs.Select(o => _current[o])],
        [.. network.Updates.Select(u => u with { Value = _current[u.Value] })]);

    private void Add(NetworkNode node, bool backward, bool isLast)
    {
        var multiplies = Accumulated.IsFor(node.Op);
        var inputs = node.Inputs.Select(i => multiplies && !isLast && node.Op is not SumRows ? Factor(i) : _current[i]).ToArray();
        _nodes.Add(node with { Op = multiplies ? new Accumulated(node.Op, _how.Sums) : node.Op, Inputs = [.. inputs] });
        if (backward) _backward.UnionWith(node.Outputs);
        if (OnlyChooses(node.Op)) return;
        foreach (var output in node.Outputs.Where(o => _values[o].IsPerExample))
        {
            // The cost of an example is for people.
            if (node.Op is LossGradient && output == node.Output) continue;
            if (backward)
                _current[output] = Append(
                    output, _how.Errors, TensorRole.Errors, _how.Rounding, node.Op is LossGradient ? _how.LossScale : 1);
            else Round(output, _how.Activations, TensorRole.Activations);
        }
    }

    /// <summary>Whether an operator gives only numbers that it has been given, or zero.</summary>
    private static bool OnlyChooses(TrainingOp op) => op is Clamp { Activation: Core.Ops.Activation.Relu or Core.Ops.Activation.None }
        or ClampGradient or PoolMaximum or Rearrange or RearrangeGradient or Concatenate or ConcatenateGradient
        || (op is PoolMaximumGradient pool && pool.KernelY <= pool.Steps.StrideY && pool.KernelX <= pool.Steps.StrideX);

    private void Round(int value, RoundedFormat format, TensorRole role) => _current[value] = Append(value, format, role, _how.Rounding, 1);

    /// <summary>A value as a factor of products.</summary>
    private int Factor(int value)
    {
        var isBackward = _backward.Contains(value);
        var format = isBackward ? _how.BackwardFactors : _how.ForwardFactors;
        if (format is null || _inputs.Contains(value)) return _current[value];
        if (_factors.TryGetValue(value, out var known)) return known;
        var role = isBackward ? TensorRole.Errors
            : _values[value].Kind == ValueKind.Parameter ? TensorRole.Weights : TensorRole.Activations;
        return _factors[value] = Append(value, format, role, _how.Rounding, 1);
    }

    private int Append(int value, RoundedFormat format, TensorRole role, RoundingMode mode, float factor)
    {
        var (from, of) = (_current[value], _values[value]);
        var made = of with
        {
            Id = _values.Count, Kind = of.IsPerExample ? ValueKind.PerExample : ValueKind.Whole, Initial = default,
        };
        _values.Add(made);
        _nodes.Add(new NetworkNode(new RoundTo(format, role, mode, FirstStream + made.Id, factor), [from], [made.Id], of.Name));
        return made.Id;
    }

    /// <summary>The weights of the layer that gives the first output.</summary>
    private static int? LastWeights(Network network)
    {
        var value = network.Outputs[0];
        while (network.Nodes.FirstOrDefault(n => n.Outputs.Contains(value)) is { } node)
        {
            if (node.Op is Connect or Convolve) return node.Inputs[1];
            value = node.Inputs[0];
        }
        return null;
    }
}
