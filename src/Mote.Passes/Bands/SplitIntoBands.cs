using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Passes.Bands;

/// <summary>
/// Makes a region's result band by band (Lin and others, 2021: patch-based inference): of the image that goes in, each band takes the rows
/// that it needs; the region's nodes run on these alone; the bands' results are joined. What neighbouring bands both need is computed
/// twice. Exact: each element is computed from the same operands as before.
/// </summary>
/// <param name="region">Of the graph that the pass runs on.</param>
/// <param name="height">Rows of the result in a band; the last one may have fewer.</param>
public sealed class SplitIntoBands(BandRegion region, int height) : IPass
{
    private const int Rows = 1;

    public string Name => "split-into-bands";

    /// <summary>Whether every band has rows to read: not so where padding is higher than a band.</summary>
    public bool IsPossible(Graph graph) => Bands(graph).All(band => Needs(graph, band).Values.All(r => r.Count > 0));

    public Graph Run(Graph graph)
    {
        var rebuild = new GraphRebuild(graph);
        for (var i = 0; i < region.FirstNode; i++) rebuild.Keep(graph.Nodes[i]);
        var bands = Bands(graph).Select(band => Needs(graph, band)).ToList();
        // Slices that need no copying come all at once: then nobody reads the whole image any more, and each of its rows lives as long as a
        // band needs it.
        var row = graph.Type(region.Input).Bytes / graph.Type(region.Input).Shape[Rows];
        var slicesFirst = bands.All(b => b[region.Input].First * (long)row % 4 == 0);
        var origin = graph.Nodes[region.FirstNode].Origin;
        var slices = slicesFirst
            ? bands.Select(b => Rowwise(rebuild, region.Input, rebuild[region.Input], b[region.Input], origin)).ToList() : [];
        var results = new List<ValueId>();
        for (var i = 0; i < bands.Count; i++)
            results.Add(Band(rebuild, bands[i],
                slicesFirst ? slices[i] : Rowwise(rebuild, region.Input, rebuild[region.Input], bands[i][region.Input], origin)));
        var last = graph.Nodes[region.LastNode];
        rebuild.Emit(last, new Concatenation(Rows), [.. results]);
        for (var i = region.LastNode + 1; i < graph.Nodes.Length; i++) rebuild.Keep(graph.Nodes[i]);
        return rebuild.Build();
    }

    private IEnumerable<RowRange> Bands(Graph graph)
    {
        var rows = graph.Type(region.Output(graph)).Shape[Rows];
        for (var first = 0; first < rows; first += height) yield return new RowRange(first, Math.Min(rows, first + height));
    }

    /// <summary>Which rows of each of the region's values a band needs.</summary>
    private Dictionary<ValueId, RowRange> Needs(Graph graph, RowRange band)
    {
        var needs = new Dictionary<ValueId, RowRange> { [region.Output(graph)] = band };
        foreach (var node in region.Nodes(graph).Reverse())
            // Results that nobody reads are not made.
            if (needs.TryGetValue(node.Output, out var result))
                foreach (var operand in node.Inputs.Where(i => !i.IsNone && !graph[i].IsConstant).Distinct())
                {
                    var rows = RowWindow.Of(graph, node)!.Needs(result, graph.Type(operand).Shape[Rows]).Operand;
                    needs[operand] = needs.TryGetValue(operand, out var others) ? others.Union(rows) : rows;
                }
        return needs;
    }

    private ValueId Band(GraphRebuild rebuild, Dictionary<ValueId, RowRange> needs, ValueId slice)
    {
        var graph = rebuild.Source;
        var made = new Dictionary<ValueId, ValueId> { [region.Input] = slice };
        foreach (var node in region.Nodes(graph))
        {
            if (!needs.TryGetValue(node.Output, out var result)) continue;
            var window = RowWindow.Of(graph, node)!;
            var (above, below) = (0, 0);
            var inputs = new List<ValueId>();
            foreach (var operand in node.Inputs)
            {
                if (operand.IsNone || graph[operand].IsConstant)
                {
                    inputs.Add(rebuild[operand]);
                    continue;
                }
                (var rows, above, below) = window.Needs(result, graph.Type(operand).Shape[Rows]);
                var there = needs[operand];
                inputs.Add(rows == there ? made[operand]
                    : Rowwise(rebuild, operand, made[operand], new RowRange(rows.First - there.First, rows.End - there.First),
                        node.Origin));
            }
            made[node.Output] = rebuild.Add(RowWindow.With(node.Op, above, below), [.. inputs], graph.Type(node.Output).Quantization,
                RowsOf(graph, node.Output, result), node.Origin);
        }
        return made[region.Output(graph)];
    }

    /// <summary>Rows of a value; the value itself, if it has no others.</summary>
    private static ValueId Rowwise(GraphRebuild rebuild, ValueId old, ValueId value, RowRange rows, Origin origin)
    {
        var shape = rebuild.Type(value).Shape;
        if (rows == new RowRange(0, shape[Rows])) return value;
        var sizes = shape.With(Rows, rows.Count);
        return rebuild.Add(new StridedSlice([0, rows.First, 0, 0], sizes.Dims, [1, 1, 1, 1], sizes), [value],
            rebuild.Type(value).Quantization, RowsOf(rebuild.Source, old, rows), origin);
    }

    private static string RowsOf(Graph graph, ValueId value, RowRange rows) => $"{graph[value].Name}, rows {rows.First} to {rows.End - 1}";
}
