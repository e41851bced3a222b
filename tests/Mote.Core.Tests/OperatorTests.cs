using Mote.Core.Ops;
using Mote.Testing;

namespace Mote.Core.Tests;

public class OperatorTests
{
    [Fact]
    public void The_catalog_names_every_operator_once()
    {
        var leaves = typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract).Select(t => t.Name);
        Assert.Equal(leaves.Order(StringComparer.Ordinal), OpCatalog.Prototypes.Select(p => p.Name()).Order(StringComparer.Ordinal));
        Assert.All(typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op))), t => Assert.True(t.IsSealed, t.Name));
    }

    [Fact]
    public void Every_operator_has_several_samples_that_use_it()
    {
        foreach (var prototype in OpCatalog.Prototypes)
        {
            var samples = OpSamples.Of(prototype);
            Assert.True(samples.Count >= 2, prototype.Name());
            Assert.All(samples, g => Assert.Contains(g.Nodes, n => n.Op.GetType() == prototype.GetType()));
        }
        Assert.Equal(OpSamples.All.Count, OpSamples.All.Select(g => g.Name).Distinct().Count());
    }
}
