using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Compiler.Lowering;

/// <summary>Which values are kept as bits: signs that a layer of signs makes, if all that read them read bits.</summary>
internal static class SignLayouts
{
    /// <param name="graph">The graph.</param>
    /// <param name="layouts">Of all values; those in rows may change.</param>
    /// <param name="options">What it is compiled for.</param>
    public static void Choose(Graph graph, ValueLayout[] layouts, CompileOptions options)
    {
        if (!SignLayer.Pay(options)) return;
        var layers = graph.Nodes.Select(n => SignLayer.Of(graph, n)).ToArray();
        if (layers.All(l => l is null)) return;
        var makers = graph.Nodes.Select((n, i) => layers[i] is null && layouts[n.Inputs[0].Index] is ValueLayout.Rows
            && ByteSignLayer.Is(graph, n)).ToArray();
        var runs = new int[graph.Values.Length];
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            var node = graph.Nodes[i];
            var y = node.Output;
            if (layouts[y.Index] is not ValueLayout.Rows || !SignValues.Are(graph, y)) continue;
            if (makers[i]) runs[y.Index] = graph.Type(y).Shape[3];
            else if (layers[i] is { } layer) runs[y.Index] = layer.Y[3];
            else if (node.Op is Reshape || (node.Op is MaxPool2D && SignLayer.IsPixel(graph.Type(y).Shape[3], Run(node))))
                runs[y.Index] = Run(node);
        }
        foreach (var value in graph.Inputs.Concat(graph.Outputs).Concat(graph.States.SelectMany(s => new[] { s.Before, s.After })))
            runs[value.Index] = 0;
        while (Narrow(graph, layers, makers, runs))
        {
        }
        for (var i = 0; i < runs.Length; i++)
            if (runs[i] > 0) layouts[i] = new ValueLayout.Signs(runs[i]);

        int Run(Node node) => runs[node.Inputs[0].Index];
    }

    private static bool Narrow(Graph graph, SignLayer?[] layers, bool[] makers, int[] runs)
    {
        var before = runs.Count(r => r > 0);
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            var node = graph.Nodes[i];
            if (layers[i] is { } layer)
            {
                ref var run = ref runs[node.Inputs[0].Index];
                if (run > 0 && !SignLayer.Reads(node, layer.X[3], run)) run = 0;
                continue;
            }
            if (makers[i])
            {
                runs[node.Inputs[0].Index] = 0;
                continue;
            }
            var isMoved = node.Op is Reshape or MaxPool2D && runs[node.Inputs[0].Index] > 0 && runs[node.Output.Index] > 0;
            if (isMoved) continue;
            foreach (var value in node.Inputs.Concat(node.Outputs).Where(v => !v.IsNone)) runs[value.Index] = 0;
        }
        return runs.Count(r => r > 0) < before;
    }
}
