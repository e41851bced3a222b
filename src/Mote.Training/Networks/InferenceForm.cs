namespace Mote.Training.Networks;

/// <summary>A network as it is used once it is trained: running statistics for the batch's, nothing dropped.</summary>
public static class InferenceForm
{
    /// <summary>Parameters and buffers keep their names.</summary>
    public static Network Of(Network network)
    {
        var builder = new NetworkBuilder(network.Name);
        var places = new int[network.Values.Length];
        foreach (var value in network.Values)
        {
            if (value.Kind == ValueKind.Input) places[value.Id] = builder.Input(value.Name, value.Shape);
            else if (value.Kind == ValueKind.Parameter) places[value.Id] = builder.Parameter(value.Name, value.Shape, value.Initial);
            else if (value.Kind == ValueKind.Buffer) places[value.Id] = builder.Buffer(value.Name, value.Shape, value.Initial);
        }
        foreach (var node in network.Nodes)
        {
            var inputs = node.Inputs.Select(i => places[i]).ToArray();
            if (node.Op is Moments or Extremes or MoveRange) continue;
            if (node.Op is Dropout)
            {
                places[node.Output] = inputs[0];
                continue;
            }
            var outputs = node.Op is FinishBatchNorm o
                ? builder.AddAll(new FoldBatchNorm(o.Epsilon), inputs.AsSpan(FinishBatchNorm.Gamma), node.Name)
                : builder.AddAll(node.Op, inputs, node.Name);
            for (var i = 0; i < outputs.Length; i++) places[node.Outputs[i]] = outputs[i];
        }
        return builder.Build([.. network.Outputs.Select(o => places[o])]);
    }
}
