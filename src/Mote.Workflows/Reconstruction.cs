using Mote.Core.Graphs;

namespace Mote.Workflows;

/// <summary>
/// A model that gives again what it was given, or what its front end made of that: how badly, says how unlike what it was trained on an
/// example is. Such a model has either one output, with as many numbers as its one input, or two with as many numbers as each other: the
/// reconstruction and what was to be reconstructed.
/// </summary>
public sealed class Reconstruction
{
    private readonly Graph _graph;

    private Reconstruction(Graph graph) => _graph = graph;

    /// <returns>Null where a model is nothing of the kind, or may as well tell so many classes apart.</returns>
    public static Reconstruction? Of(Graph graph, int classes)
    {
        if (graph.Inputs.Length != 1 || graph.Outputs.Any(o => graph.Type(o).Elements == classes)) return null;
        int[] sizes = [.. graph.Outputs.Select(o => graph.Type(o).Elements)];
        return sizes is [var only] && only == graph.Type(graph.Inputs[0]).Elements || sizes is [var a, var b] && a == b && a > 1
            ? new Reconstruction(graph) : null;
    }

    /// <summary>The mean squared error of each example's reconstruction, in the unit of what is reconstructed.</summary>
    /// <param name="inputs">One example after another.</param>
    /// <param name="outputs">What the model gave, likewise.</param>
    /// <param name="examples">How many.</param>
    public double[] Errors(ReadOnlySpan<byte> inputs, ReadOnlySpan<byte> outputs, int examples)
    {
        var input = _graph.Type(_graph.Inputs[0]);
        var made = _graph.Type(_graph.Outputs[0]);
        var stride = _graph.Outputs.Sum(o => _graph.Type(o).Bytes);
        var errors = new double[examples];
        for (var i = 0; i < examples; i++)
        {
            var output = outputs.Slice(i * stride, stride);
            var reconstructed = RealValues.Of(made, output[..made.Bytes]);
            var given = _graph.Outputs.Length == 1 ? RealValues.Of(input, inputs.Slice(i * input.Bytes, input.Bytes))
                : RealValues.Of(_graph.Type(_graph.Outputs[1]), output[made.Bytes..]);
            errors[i] = reconstructed.Zip(given).Average(p => (p.First - p.Second) * (p.First - p.Second));
        }
        return errors;
    }
}
