using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Conformance.Tests;

/// <summary>Scales out of proportion: sums wrap in C as in the definition, and nothing is undefined.</summary>
public class WrappingTests
{
    /// <summary>The sum, rescaled, lies next to the end of 32 bits, and the zero point leads beyond it.</summary>
    [Fact]
    public void A_zero_point_that_leads_beyond_32_bits_wraps()
    {
        TargetsAtHand.Require("host");
        using var batch = new HostBatch();
        var builder = new GraphBuilder("wrapping");
        var x = builder.Input("x", new TensorType(ElementType.Int16, [2], new Quantization.PerTensor(MathF.BitDecrement(2f), 0)));
        var y = builder.Add(new Reduce(ReduceKind.Sum, [0], KeepDims: false), [x],
            new Quantization.PerTensor(MathF.ScaleB(1f, -14), short.MinValue), "y", Origin.Of("sum"));
        short[] samples = [short.MinValue, short.MinValue];
        batch.Add(builder.Build([y]), OptimizeGoal.Balanced, optimize: false, MemoryMarshal.AsBytes<short>(samples).ToArray(), 1);
        Assert.Empty(batch.Run());
    }
}
