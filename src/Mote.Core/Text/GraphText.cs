using System.Globalization;
using System.Text;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Text;

/// <summary>
/// The text form of a graph. Printing and <see cref="Parse(string)"/> are inverse: every attribute, type, name and byte
/// survives. One value definition a line, in order of definition:
/// <code>
/// graph "tone"
/// input %0 "samples" : i8[1,1,256,1] q(0.0078125, 0)
/// const %1 "filters" : i8[8,1,64,1] q(axis 0: 0.01, 0.02) = base64
/// node %2 "bank" : i8[1,1,13,8] q(0.1, -128) = Conv2D(%0, %1, _) steps=1,16,1,1 padding=0,0,0,0 activation=Relu @ "bank"
/// output %2
/// </code>
/// Before the outputs, a state is <c>state %3 "memory" : i16[1,20] q(0.001, 0) = base64</c>, and what it keeps <c>keep %3 = %7</c>.
/// </summary>
public static class GraphText
{
    private const string Version = "mote graph 1";

    /// <summary>The whole graph; null for a value's bytes are never printed otherwise than as base64.</summary>
    public static string Print(Graph graph) => Print(graph, data => Convert.ToBase64String(data.Bytes));

    /// <summary>For reading: constants without their bytes. Does not parse.</summary>
    public static string Outline(Graph graph) => Print(graph, _ => "...");

    /// <summary>With constants written otherwise than as base64: what stands for each, on one line.</summary>
    public static string Print(Graph graph, Func<Tensor, string> printed)
    {
        var text = new StringBuilder();
        text.Append(Version).Append('\n').Append("graph ").Append(Quote(graph.Name)).Append('\n');
        var inputs = graph.Inputs.ToHashSet();
        var states = graph.States.ToDictionary(s => s.Before);
        var nodes = graph.Nodes.Where(n => n.Outputs.Count > 0).ToDictionary(n => n.Outputs[0]);
        for (var i = 0; i < graph.Values.Length; i++)
        {
            var value = graph.Values[i];
            if (inputs.Contains(value.Id)) text.Append("input ").Append(Definition(value));
            else if (value.Data is { } data)
                text.Append("const ").Append(Definition(value)).Append(" = ").Append(printed(data));
            else if (states.TryGetValue(value.Id, out var state))
                text.Append("state ").Append(Definition(value)).Append(" = ").Append(printed(state.Initial));
            else if (nodes.TryGetValue(value.Id, out var node))
            {
                text.Append("node ").AppendJoin(", ", node.Outputs.Select(o => Definition(graph[o]))).Append(" = ").Append(Call(node));
                i += node.Outputs.Count - 1;
            }
            text.Append('\n');
        }
        foreach (var state in graph.States.Where(s => s.IsWritten))
            text.Append("keep ").Append(state.Before).Append(" = ").Append(state.After).Append('\n');
        text.Append("output ").AppendJoin(' ', graph.Outputs).Append('\n');
        return text.ToString();
    }

    /// <exception cref="FormatException">The text is not a graph; the message names the line.</exception>
    /// <exception cref="Diagnostics.MoteException">A node does not accept its operands.</exception>
    public static Graph Parse(string text) => Parse(text, (constant, _) => Convert.FromBase64String(constant));

    /// <summary>Of a text whose constants are written otherwise.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The bytes that a constant's text stands for, given how many its type takes.</param>
    /// <exception cref="FormatException">As of <see cref="Parse(string)"/>.</exception>
    public static Graph Parse(string text, Func<string, int, byte[]> bytes) => new GraphTextParser(text, Version, bytes).Parse();

    private static string Call(Node node)
    {
        var attributes = string.Concat(OpFields.Of(node.Op).Select(f => $" {f.Name}={f.Value}"));
        var origin = string.Concat(node.Origin.Layers.Select(l => " " + Quote(l)));
        return $"{node.Op.Name()}({string.Join(", ", node.Inputs)}){attributes} @{origin}";
    }

    private static string Definition(Value value) => $"{value.Id} {Quote(value.Name)} : {TypeText(value.Type)}";

    private static string TypeText(TensorType type)
    {
        var quantization = type.Quantization switch
        {
            null => "",
            Quantization.PerTensor q => $" q({Number(q.Scale)}, {q.ZeroPoint})",
            Quantization.PerAxis q => $" q(axis {q.Axis}: {string.Join(", ", q.Scales.Select(Number))})",
        };
        return $"{type.Element.Text()}{type.Shape}{quantization}";
    }

    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsControl(c)) quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
