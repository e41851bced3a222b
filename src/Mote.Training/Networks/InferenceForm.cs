using Mote.Core.Types;

namespace Mote.Training.Networks;

/// <summary>A network as it is used once it has been trained: with running statistics instead of a batch's, and nothing random.</summary>
public static class InferenceForm
{
    /// <summary>
    /// Batch normalization reads its running mean and variance, ranges of activations stay where they are, signs follow their operands
    /// alone, dropouts are left out, and so is what no output needs. Inputs stay as they are, parameters and buffers that are still read
    /// keep their names and their order; places in <see cref="Network.Values"/> change. The same network again, if it has been through
    /// this before.
    /// </summary>
    public static Network ForInference(this Network network)
    {
        var same = SameAtInference(network);
        var live = Live(network, same);
        var builder = new NetworkBuilder(network.Name);
        var places = new int[network.Values.Length];
        Array.Fill(places, -1);
        foreach (var value in network.Values)
        {
            if (value.Kind == ValueKind.Input) places[value.Id] = builder.Input(value.Name, value.Shape);
            else if (value.Kind == ValueKind.Parameter && live[value.Id])
                places[value.Id] = builder.Parameter(value.Name, value.Shape, value.Initial);
            else if (value.Kind == ValueKind.Buffer && live[value.Id])
                places[value.Id] = builder.Buffer(value.Name, value.Shape, value.Initial);
        }
        foreach (var node in network.Nodes.Where(n => n.Outputs.Any(o => live[o])))
        {
            var (op, inputs, outputs) = AtInference(node);
            var results = outputs.Select(o => (network.Values[o].Shape, network.Values[o].Kind)).ToArray();
            var made = builder.AddNode(op, [.. inputs.Select(Place)], results, node.Name);
            for (var i = 0; i < made.Length; i++) places[outputs[i]] = made[i];
        }
        return builder.Build([.. network.Outputs.Select(Place)]);

        int Place(int value) => places[same[value]];
    }

    /// <summary>For each value the one that it is equal to at inference: itself, mostly.</summary>
    private static int[] SameAtInference(Network network)
    {
        var same = Enumerable.Range(0, network.Values.Length).ToArray();
        foreach (var node in network.Nodes)
            if (node.Op is Dropout or MoveRange) same[node.Output] = same[node.Inputs[0]];
        return same;
    }

    private static bool[] Live(Network network, int[] same)
    {
        var live = new bool[network.Values.Length];
        foreach (var output in network.Outputs) live[same[output]] = true;
        foreach (var node in network.Nodes.Reverse().Where(n => n.Outputs.Any(o => live[o])))
        {
            if (node.Op is FinishBatchNorm && node.Outputs.Skip(2).Any(o => live[o]))
                throw new InvalidOperationException($"{node.Name}: a network with gradients has no form for inference");
            foreach (var input in AtInference(node).Inputs) live[same[input]] = true;
        }
        return live;
    }

    private static (TrainingOp Op, EquatableArray<int> Inputs, EquatableArray<int> Outputs) AtInference(NetworkNode node) =>
        node.Op is FinishBatchNorm norm
            ? (new FoldBatchNorm(norm.Epsilon), node.Inputs.Skip(1).ToEquatableArray(), node.Outputs.Take(2).ToEquatableArray())
            : node.Op is Binarize ? (new Binarize(), node.Inputs, node.Outputs)
            : (node.Op, node.Inputs, node.Outputs);
}
