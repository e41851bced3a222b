using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Passes.Bands;
using Mote.Testing;

namespace Mote.Passes.Tests;

/// <summary>Bands of rows: the same bits as the whole image, whatever the region and the height of a band.</summary>
public class BandTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Banded_graphs_compute_the_same(int part)
    {
        var (tried, impossible) = (0, 0);
        for (var seed = (ulong)part * 60; seed < ((ulong)part + 1) * 60; seed++)
        {
            var random = new RandomStream(seed);
            var graph = BandGraphs.Create(seed);
            var inputs = RandomTensors.Inputs(graph, random);
            var expected = new Interpreter(graph).Run(inputs);
            var regions = BandRegion.Of(graph).ToList();
            for (var i = 0; i < 6 && regions.Count > 0; i++)
            {
                var region = regions[random.Next(0, regions.Count)];
                var rows = graph.Type(region.Output(graph)).Shape[1];
                var pass = new SplitIntoBands(region, random.Next(1, rows));
                if (!pass.IsPossible(graph))
                {
                    impossible++;
                    continue;
                }
                var banded = pass.Run(graph);
                GraphVerifier.Verify(banded, pass.Name);
                Assert.Equal(expected, new Interpreter(banded).Run(inputs));
                tried++;
            }
        }
        Assert.True(tried > 100, $"only {tried} were possible, {impossible} not");
    }

    [Fact]
    public void Regions_are_closed()
    {
        // The random graphs of the other passes, too: nothing in them is made for rows.
        for (var seed = 0UL; seed < 200; seed++)
        {
            var graph = GraphGenerator.Create(seed);
            var random = new RandomStream(seed);
            var inputs = RandomTensors.Inputs(graph, random);
            var expected = new Interpreter(graph).Run(inputs);
            foreach (var region in BandRegion.Of(graph).Take(3))
            {
                var pass = new SplitIntoBands(region, 1);
                if (pass.IsPossible(graph)) Assert.Equal(expected, new Interpreter(pass.Run(graph)).Run(inputs));
            }
        }
    }

    [Fact]
    public void Borders_are_padded_where_bands_touch_them_only()
    {
        var s = new GraphSketch("conv", new RandomStream(1));
        var x = s.Input([1, 9, 4, 4]);
        var y = s.Node(new Conv2D(new Steps(2, 1), new Padding(1, 1, 1, 1)), s.Sums(x, 36, 0), x, s.Weights([8, 3, 3, 4], 0), s.Bias(8));
        var graph = s.Build(y);
        var banded = new SplitIntoBands(Assert.Single(BandRegion.Of(graph)), 2).Run(graph);
        Assert.Equal([(1, 0), (0, 0), (0, 1)], banded.Nodes.Select(n => n.Op).OfType<Conv2D>().Select(c => (c.Padding.Top, c.Padding.Bottom)));
        Assert.Equal([(0, 4), (3, 5), (7, 2)], banded.Nodes.Select(n => n.Op).OfType<StridedSlice>().Select(c => (c.Begin[1], c.Sizes[1])));
    }
}
