using System.Collections.Immutable;
using Mote.Core.Types;
using Mote.Training.Networks;

namespace Mote.Training.Gradients;

/// <summary>An output that a loss judges.</summary>
/// <param name="Target">Input: what should come out.</param>
/// <param name="Weight">Input [1]: how much an example counts.</param>
/// <param name="Cost">Of each example [1].</param>
public sealed record Judged(int Target, int Weight, int Cost);

/// <summary>A network together with what a step of training computes of it.</summary>
/// <param name="Network">Forward and backward, in one; its outputs are costs, then the original outputs.</param>
/// <param name="Outputs">Those that are judged, the first outputs of the network.</param>
/// <param name="Gradients">For each parameter that the costs depend on, the value that holds its gradient.</param>
public sealed record Differentiated(
    Network Network, ImmutableArray<Judged> Outputs, ImmutableArray<(int Parameter, int Gradient)> Gradients)
{
    public int Target => Outputs[0].Target;

    public int Weight => Outputs[0].Weight;

    public int Cost => Outputs[0].Cost;
}

/// <summary>What judges an output beside the first.</summary>
/// <param name="Loss">The cost of one example.</param>
/// <param name="Target">Shape of what should come out.</param>
public sealed record FurtherLoss(Loss Loss, Shape Target);

/// <summary>Reverse differentiation: gradients are more nodes of the network.</summary>
public static class Autodiff
{
    /// <param name="network">Its first output is what the loss judges.</param>
    /// <param name="loss">The cost of one example.</param>
    /// <param name="further">Judge the outputs after the first, in order; what each example costs is the sum.</param>
    public static Differentiated Differentiate(Network network, Loss loss, IReadOnlyList<FurtherLoss>? further = null)
    {
        var builder = new NetworkBuilder(network);
        var rules = new GradientRules(builder, DependOnParameters(network));
        var shape = builder.Shape(network.Outputs[0]);
        FurtherLoss[] losses = [new(loss, loss is Loss.Distillation ? [1, 2 * shape.Elements] : shape), .. further ?? []];
        var judged = losses.Select((l, i) => Judge(l, network.Outputs[i], i == 0 ? "" : $"{i}")).ToArray();
        for (var i = network.Nodes.Length - 1; i >= 0; i--)
        {
            var node = network.Nodes[i];
            if (rules.Of(node.Output) is { } gradient) rules.Follow(node, gradient);
        }
        var gradients = network.Parameters.Where(p => rules.Of(p.Id) is not null).Select(p => (p.Id, rules.Of(p.Id)!.Value));
        return new Differentiated(
            builder.Build([.. judged.Select(j => j.Cost), .. network.Outputs]), [.. judged], [.. gradients]);

        Judged Judge(FurtherLoss judge, int prediction, string number)
        {
            var target = builder.Input("target" + number, judge.Target);
            var weight = builder.Input("weight" + number, [1]);
            var results = builder.AddNode(new LossGradient(judge.Loss), [prediction, target, weight],
                [([1], ValueKind.PerExample), (builder.Shape(prediction), ValueKind.PerExample)], "loss" + number);
            rules.Contribute(prediction, results[1]);
            return new Judged(target, weight, results[0]);
        }
    }

    private static HashSet<int> DependOnParameters(Network network)
    {
        var depend = network.Parameters.Select(p => p.Id).ToHashSet();
        foreach (var node in network.Nodes)
            if (node.Inputs.Any(depend.Contains)) depend.UnionWith(node.Outputs);
        return depend;
    }
}

/// <summary>Gradients that have been found so far, and where those of operands go.</summary>
/// <param name="builder">Takes the nodes.</param>
/// <param name="wanted">Values that need a gradient: all others' are not computed.</param>
internal sealed partial class GradientRules(NetworkBuilder builder, IReadOnlySet<int> wanted)
{
    private readonly Dictionary<int, int> _gradients = [];

    public int? Of(int value) => _gradients.TryGetValue(value, out var gradient) ? gradient : null;

    /// <summary>Adds to what is known of a value's gradient. Operands used twice get two contributions.</summary>
    public void Contribute(int value, int gradient)
    {
        if (!wanted.Contains(value)) return;
        _gradients[value] = _gradients.TryGetValue(value, out var other)
            ? Emit(new Combine(CombineKind.Sum), [other, gradient], value) : gradient;
    }

    /// <summary>A node whose result has a value's shape and kind.</summary>
    private int Emit(TrainingOp op, ReadOnlySpan<int> inputs, int like)
    {
        var value = builder[like];
        return builder.AddNode(
            op, inputs, [(value.Shape, value.IsPerExample ? ValueKind.PerExample : ValueKind.Whole)], value.Name + ".gradient")[0];
    }

    private int[] EmitAll(TrainingOp op, ReadOnlySpan<int> inputs, params (Shape, ValueKind)[] results) =>
        builder.AddNode(op, inputs, results, builder[inputs[0]].Name);

    /// <summary>One operand's gradient, if it is wanted.</summary>
    private void Give(int value, TrainingOp op, params ReadOnlySpan<int> inputs)
    {
        if (wanted.Contains(value)) Contribute(value, Emit(op, inputs, value));
    }
}
