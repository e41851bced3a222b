using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Conformance.Tests;

/// <summary>Few nodes may lead to rows of leaves whose numbers need more than 16 bits.</summary>
public class TreeNumberTests
{
    [Fact]
    public void Rows_of_leaves_beyond_16_bits_are_found()
    {
        TargetsAtHand.Require("host");
        const int rows = 40_000;
        using var batch = new HostBatch();
        var builder = new GraphBuilder("leaves");
        var x = builder.Input("x", new TensorType(ElementType.Float32, [2, 1]));
        var trees = new TreeEnsemble(1, [0], [0, TreeEnsemble.Leaf, TreeEnsemble.Leaf], [0.5f, 0, 0], [2, 0, rows - 1],
            Enumerable.Range(1, rows).Select(i => (float)i).ToEquatableArray(), [0]);
        var y = builder.Add(trees, [x], null, "y", Origin.Of("trees"));
        float[] samples = [0, 1];
        batch.Add(builder.Build([y]), OptimizeGoal.Balanced, optimize: false, MemoryMarshal.AsBytes<float>(samples).ToArray(), 1);
        Assert.Empty(batch.Run());
    }
}
