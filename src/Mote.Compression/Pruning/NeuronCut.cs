using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Training.Networks;

namespace Mote.Compression.Pruning;

/// <summary>Makes a network without some of its neurons: all that belongs to them is gone, the rest computes what it did.</summary>
public static class NeuronCut
{
    /// <param name="network">Of reals, with or without norms.</param>
    /// <param name="removed">Groups, as <see cref="NeuronChoice"/> names them.</param>
    public static Network Apply(Network network, IReadOnlySet<int> removed)
    {
        var groups = new NeuronGroups(network);
        var builder = new NetworkBuilder(network.Name);
        var places = new int[network.Values.Length];
        foreach (var value in network.Values)
        {
            if (value.Kind == ValueKind.Input) places[value.Id] = builder.Input(value.Name, value.Shape);
            else if (value.Kind is ValueKind.Parameter or ValueKind.Buffer)
            {
                var (shape, numbers) = (value.Shape, value.Initial.ToArray());
                foreach (var (axis, along) in groups.StoredAxes(value.Id))
                    (shape, numbers) = Kept(shape, numbers, axis, along, removed);
                places[value.Id] = value.Kind == ValueKind.Parameter ? builder.Parameter(value.Name, shape, [.. numbers])
                    : builder.Buffer(value.Name, shape, [.. numbers]);
            }
        }
        foreach (var node in network.Nodes)
        {
            var op = node.Op is Rearrange rearrange ? new Rearrange(Smaller(rearrange.Op, node)) : node.Op;
            var made = builder.AddAll(op, [.. node.Inputs.Select(i => places[i])], node.Name);
            for (var i = 0; i < made.Length; i++) places[node.Outputs[i]] = made[i];
        }
        foreach (var update in network.Updates) builder.Update(places[update.Buffer], places[update.Value]);
        return builder.Build([.. network.Outputs.Select(o => places[o])]);

        // What says shapes says how many neurons there are.
        Op Smaller(Op op, NetworkNode node)
        {
            var (from, to) = (groups.AxisOf(node.Inputs[0]), groups.AxisOf(node.Output));
            var left = groups.GroupsOf(node.Output).Count(g => !removed.Contains(g));
            return op is Reshape reshape ? new Reshape(reshape.To.With(to, left))
                : op is StridedSlice slice && left < slice.To[to]
                    ? slice with
                    {
                        Sizes = slice.Sizes.Select((s, i) => i == from ? left : s).ToEquatableArray(), To = slice.To.With(to, left),
                    }
                : op;
        }
    }

    private static (Shape Shape, float[] Numbers) Kept(Shape shape, float[] numbers, int axis, int[] groups, IReadOnlySet<int> removed)
    {
        var (stride, length) = (shape.Strides()[axis], shape[axis]);
        var kept = numbers.Where((_, i) => !removed.Contains(groups[i / stride % length])).ToArray();
        return (shape.With(axis, groups.Count(g => !removed.Contains(g))), kept);
    }
}
