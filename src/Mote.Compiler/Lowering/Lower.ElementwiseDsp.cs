using System.Collections.Immutable;
using Mote.Compiler.ArmDsp;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    // Tables and the search for them pay where there are elements enough.
    private const int LeastPairs = 128;

    /// <summary>Equal shapes alone; null where the portable kernel has to do.</summary>
    private static ImmutableArray<KernelCall>? TryAddDsp(Add op, NodeLowering n)
    {
        if (n.Options.InstructionSet != InstructionSet.ArmDsp || n.Y.Element != ElementType.Int8 || n.X(0).Shape != n.X(1).Shape
            || n.Y.Elements < LeastPairs || n.Options.Goal == OptimizeGoal.Size) return null;
        var p = Requantization.Add(n.X(0), n.X(1), n.Y);
        if (p.A.Shift > 31 || p.B.Shift > 31 || p.Output.Shift > 31) return null;
        var (low, high) = Requantization.Clamp(op.Activation, n.Y);
        var (a, b) = (AddTerms(n.X(0), p.LeftShift, p.A), AddTerms(n.X(1), p.LeftShift, p.B));
        var results = new sbyte[a.Length * b.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var sum = unchecked(a[i / b.Length] + b[i % b.Length]);
            results[i] = (sbyte)Math.Clamp(unchecked(FixedPoint.Multiply(sum, p.Output) + n.Y.PerTensor.ZeroPoint), low, high);
        }
        // What a step of the sums is in steps of the result.
        var unit = p.Output.Multiplier * Math.ScaleB(1, p.Output.Shift - 31);
        if (PairFit.Of(results, [.. a.Select(v => v * unit)], [.. b.Select(v => v * unit)], tables: true) is not { } fit) return null;
        var (routine, cost) = PairRoutine.Write(fit.Shift, fit.Factors is null, n.Y.Elements);
        var call = n.Call(
            "pairs_s8_dsp", CParameters.Of(("pairs", routine)),
            [n.Operand("a", 0), n.Operand("b", 1),
                NodeLowering.Data<int>("constants", ElementType.Int32, [.. PairRoutine.Constants(fit, n.Y.Elements)]), n.Result()],
            n.IsConstant(0) ? 1 : 0).Single();
        return [call with { Cost = cost }];
    }

    /// <summary>What each int8 contributes to the sum.</summary>
    private static int[] AddTerms(TensorType x, int leftShift, QuantizedMultiplier factor) =>
        [.. Enumerable.Range(sbyte.MinValue, 256).Select(v => FixedPoint.Multiply((v - x.PerTensor.ZeroPoint) << leftShift, factor))];

    /// <summary>The mean over whole images; null where windows are smaller, or the portable kernel has to do.</summary>
    private static ImmutableArray<KernelCall>? TryMeanDsp(AveragePool2D op, NodeLowering n)
    {
        var x = n.X().Shape;
        if (!IsMeanDsp(op, n) || (!n.IsInPlanes(0) && !MeanRoutine.Serves(x[1] * x[2], x[3]))) return null;
        var routine = n.IsInPlanes(0) ? PlaneMeanRoutine.Write(x[1] * x[2], x[3]) : MeanRoutine.Write(x[1] * x[2], x[3]);
        var call = n.Call("mean_pixels_s8_dsp", CParameters.Of(("mean", routine)), [n.Operand("x", 0), n.Result()]).Single();
        return [call with { Cost = routine.Cost }];
    }

    /// <summary>Whether the mean is one over whole images, which planes serve in any case.</summary>
    internal static bool IsMeanDsp(AveragePool2D op, NodeLowering n)
    {
        var x = n.X().Shape;
        return n.Options.InstructionSet == InstructionSet.ArmDsp && n.Y.Element == ElementType.Int8 && x[0] == 1 && !n.IsConstant(0)
            && op.Padding.IsNone && op.KernelY == x[1] && op.KernelX == x[2] && n.Y.Shape[1] * n.Y.Shape[2] == 1
            && x[1] * x[2] <= PlaneMeanRoutine.MostPixels
            && Requantization.Clamp(op.Activation, n.Y) is (sbyte.MinValue, sbyte.MaxValue);
    }
}
