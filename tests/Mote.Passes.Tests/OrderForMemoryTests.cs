using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Passes.Tests;

public class OrderForMemoryTests
{
    [Fact]
    public void Small_graphs_get_the_best_of_all_orders()
    {
        var better = 0;
        for (var seed = 0UL; seed < 150; seed++)
        {
            var graph = Random(new RandomStream(seed));
            var found = new OrderForMemory().Run(graph);
            var (before, after, best) = (Peak(graph, [.. Enumerable.Range(0, graph.Nodes.Length)]), Peak(found, null), Least(graph));
            Assert.Equal(best, after);
            // Without a gain the order stays.
            Assert.Equal(before == best, ReferenceEquals(found, graph));
            if (after < before) better++;
        }
        Assert.True(better > 30, $"only {better} of 150 had a better order");
    }

    [Fact]
    public void A_long_chain_with_many_branches_stays_within_its_effort()
    {
        var b = new GraphBuilder("wide");
        var x = b.Input("x", Real(64));
        var ends = Enumerable.Range(0, 24).Select(i =>
        {
            var y = Concatenate(b, x, x);
            for (var k = 0; k < 4; k++) y = Slice(b, Concatenate(b, y, y), 64 + i + k);
            return y;
        }).ToArray();
        var graph = b.Build([.. ends.Take(1), .. ends.Skip(1)]);
        Assert.True(Peak(new OrderForMemory().Run(graph), null) <= Peak(graph, null));
    }

    private static Graph Random(RandomStream random)
    {
        var b = new GraphBuilder("random");
        var values = new List<(ValueId Id, int Size)> { (b.Input("x", Real(8)), 8) };
        for (var i = random.Next(3, 8); i > 0; i--)
        {
            var (left, right) = (values[random.Next(0, values.Count)], values[random.Next(0, values.Count)]);
            if (random.Next(0, 2) == 0 && left.Size > 1)
            {
                var size = random.Next(1, left.Size);
                values.Add((Slice(b, left.Id, size), size));
            }
            else values.Add((Concatenate(b, left.Id, right.Id), left.Size + right.Size));
        }
        return b.Build([values[^1].Id, values[random.Next(1, values.Count)].Id]);
    }

    private static ValueId Concatenate(GraphBuilder b, ValueId left, ValueId right) =>
        b.Add(new Concatenation(1), [left, right], null, "joined", Origin.Of("join"));

    private static ValueId Slice(GraphBuilder b, ValueId x, int size) =>
        b.Add(new StridedSlice([0, 0], [1, size], [1, 1], [1, size]), [x], null, "part", Origin.Of("slice"));

    private static TensorType Real(int size) => new(ElementType.Float32, [1, size]);

    /// <summary>All orders, one node at a time.</summary>
    private static long Least(Graph graph)
    {
        var best = long.MaxValue;
        Try([]);
        return best;

        void Try(List<int> order)
        {
            if (order.Count == graph.Nodes.Length)
            {
                best = Math.Min(best, Peak(graph, [.. order]));
                return;
            }
            for (var i = 0; i < graph.Nodes.Length; i++)
            {
                var made = graph.Inputs.Concat(order.SelectMany(k => graph.Nodes[k].Outputs)).ToHashSet();
                if (order.Contains(i) || !graph.Nodes[i].Inputs.All(made.Contains)) continue;
                order.Add(i);
                Try(order);
                order.RemoveAt(order.Count - 1);
            }
        }
    }

    /// <summary>From the definition: at each step what has been made and is read then or later, and what is made.</summary>
    private static long Peak(Graph graph, int[]? order)
    {
        order ??= [.. Enumerable.Range(0, graph.Nodes.Length)];
        var peak = 0L;
        for (var step = 0; step < order.Length; step++)
        {
            var made = graph.Inputs.Concat(order.Take(step).SelectMany(k => graph.Nodes[k].Outputs)).ToHashSet();
            var needed = order.Skip(step).SelectMany(k => graph.Nodes[k].Inputs).Concat(graph.Outputs).ToHashSet();
            var alive = made.Where(needed.Contains).Concat(graph.Nodes[order[step]].Outputs).Distinct();
            peak = Math.Max(peak, alive.Sum(v => graph.Type(v).Bytes));
        }
        return peak;
    }
}
