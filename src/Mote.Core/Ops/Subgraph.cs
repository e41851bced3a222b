using Mote.Core.Graphs;
using Mote.Core.Text;
using Mote.Core.Types;

namespace Mote.Core.Ops;

/// <summary>
/// A graph as an attribute of an operator, without memory of its own from one run to the next. Equal where the texts are.
/// </summary>
public sealed class Subgraph(Graph graph) : IEquatable<Subgraph>
{
    private string? _text;

    /// <summary>Gives back the one bool that it takes.</summary>
    public static Subgraph Identity { get; } = MakeIdentity();

    public Graph Graph => graph;

    public string Text => _text ??= GraphText.Print(graph);

    public IEnumerable<TensorType> Inputs => graph.Inputs.Select(graph.Type);

    public IEnumerable<TensorType> Outputs => graph.Outputs.Select(graph.Type);

    public bool Equals(Subgraph? other) => other is not null && (ReferenceEquals(graph, other.Graph) || Text == other.Text);

    public override bool Equals(object? obj) => Equals(obj as Subgraph);

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    private static Subgraph MakeIdentity()
    {
        var builder = new GraphBuilder("identity");
        return new Subgraph(builder.Build([builder.Input("x", new TensorType(ElementType.Bool, [1]))]));
    }
}
