using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

/// <summary>Float activations, beside float weights or int8 weights with scales.</summary>
internal static partial class Lower
{
    /// <summary>The kernel of a family for the weights there are: as it is, or the one for int8 weights.</summary>
    private static ImmutableArray<KernelCall> CallReal(string family, CParameters parameters, int channels, NodeLowering n)
    {
        // Adding -0 changes nothing, not even the sign of a zero.
        var bias = n.Has(2) ? n.Operand("bias", 2)
            : NodeLowering.Data<float>("bias", ElementType.Float32, [.. Enumerable.Repeat(-0f, channels)]);
        if (!HybridWeights.Are(n.X(0), n.X(1)))
            return n.Call(family, parameters, [n.Operand("x", 0), n.Operand("w", 1), bias, n.Result()]);
        var scales = HybridWeights.Scales(n.X(1));
        var scaled = new CParameters([.. parameters.Members, new CMember("per_channel", scales.Length > 1 ? 1 : 0)]);
        return n.Call(family + "_s8", scaled,
            [n.Operand("x", 0), n.Operand("w", 1), NodeLowering.Data<float>("scale", ElementType.Float32, scales), bias, n.Result()]);
    }
}
