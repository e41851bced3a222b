using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

/// <summary>
/// Float layers on Arm cores that have a single-precision unit as a rule: eight outputs side by side, each added up in the definition's
/// order. Hybrid layers, groups, dilation across and computed weights are left to the portable kernels.
/// </summary>
internal static partial class Lower
{
    private const int Eight = 8;

    private static ImmutableArray<KernelCall>? TryMatrixFloatEight(Activation activation, NodeLowering n)
    {
        if (!IsFloatEight(n, n.X(1).Shape[0])) return null;
        var columns = n.X(1).Shape[-1];
        var (low, high) = Requantization.Clamp(activation);
        var parameters = CParameters.Of(
            ("rows", n.X().Elements / columns), ("columns", columns), ("outputs", n.X(1).Shape[0]), ("cycles", FewestCycles(n)),
            ("low", low), ("high", high));
        return n.Call("matrix_f32_eight", parameters, [n.Operand("x", 0), ByEight(n), BiasFloat(n, n.X(1).Shape[0]), n.Result()]);
    }

    private static ImmutableArray<KernelCall>? TryConv2DFloatEight(Conv2D op, NodeLowering n)
    {
        var w = n.X(Conv2D.Weights).Shape;
        if (!IsFloatEight(n, w[0]) || w[3] != n.X().Shape[3] || op.Steps.DilationX != 1) return null;
        var (low, high) = Requantization.Clamp(op.Activation);
        var parameters = CParameters.Of(
            ("window", Window(w[1], w[2], op.Steps, op.Padding, n)), ("cycles", FewestCycles(n)), ("low", low), ("high", high));
        return n.Call("conv2d_f32_eight", parameters, [n.Operand("x", 0), ByEight(n), BiasFloat(n, w[0]), n.Result()]);
    }

    private static ImmutableArray<KernelCall>? TryDepthwiseFloatEight(DepthwiseConv2D op, NodeLowering n)
    {
        var w = n.X(DepthwiseConv2D.Weights).Shape;
        if (!IsFloatEight(n, w[3]) || n.Y.Shape[3] != n.X().Shape[3]) return null;
        var (low, high) = Requantization.Clamp(op.Activation);
        var parameters = CParameters.Of(
            ("window", Window(w[1], w[2], op.Steps, op.Padding, n)), ("cycles", FewestCycles(n)), ("low", low), ("high", high));
        return n.Call("depthwise_f32_eight", parameters, [n.Operand("x", 0), n.Operand("w", 1), BiasFloat(n, w[3]), n.Result()]);
    }

    private static bool IsFloatEight(NodeLowering n, int channels) =>
        n.Options.InstructionSet is InstructionSet.ArmDsp or InstructionSet.ArmMve && n.IsConstant(1) && n.X(1).IsFloat
        && channels >= Eight && n.X().Elements > 0;

    private static int FewestCycles(NodeLowering n) => n.Options.Goal == OptimizeGoal.Speed ? 1 : 0;

    /// <summary>The biases; adding -0 changes nothing, not even the sign of a zero.</summary>
    private static CArgument BiasFloat(NodeLowering n, int channels) => n.Has(2) ? n.Operand("bias", 2)
        : NodeLowering.Data<float>("bias", ElementType.Float32, [.. Enumerable.Repeat(-0f, channels)]);

    /// <summary>Weights [outputs, depth]: eight outputs value after value, those left row after row.</summary>
    private static CArgument ByEight(NodeLowering n)
    {
        var weights = n.Constant(1).Span<float>();
        var depth = weights.Length / n.X(1).Shape[0];
        var packed = weights.ToArray();
        for (var first = 0; first + Eight <= n.X(1).Shape[0]; first += Eight)
            for (var k = 0; k < depth; k++)
                for (var o = 0; o < Eight; o++) packed[first * depth + k * Eight + o] = weights[(first + o) * depth + k];
        return NodeLowering.Data<float>("w", ElementType.Float32, packed);
    }
}
