using System.Collections.Immutable;
using Mote.Compiler.Machine.Mve;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall>? TryAddMve(Add op, NodeLowering n)
    {
        if (!HasMve(n) || n.X(1).Element != ElementType.Int8 || n.X(0).Shape != n.X(1).Shape) return null;
        var (low, high) = Requantization.Clamp(op.Activation, n.Y);
        var chosen = MveAdd.Of(Requantization.Add(n.X(0), n.X(1), n.Y), n.X(0).PerTensor.ZeroPoint, n.X(1).PerTensor.ZeroPoint,
            n.Y.PerTensor.ZeroPoint, low, high, n.Y.Elements);
        if (chosen is not ({ } swaps, { } add)) return null;
        var sum = add.Routine();
        return n.CallMve("sum_s8", CParameters.Of(("sum", sum)),
            [n.Operand("a", swaps ? 1 : 0), n.Operand("b", swaps ? 0 : 1), n.Result()], MveCall + sum.Cost, inPlace: PlaceOver(n));
    }

    private static ImmutableArray<KernelCall>? TryAveragePoolMve(AveragePool2D op, NodeLowering n)
    {
        var (x, y) = (n.X().Shape, n.Y.Shape);
        var isWhole = HasMve(n) && x[0] == 1 && y[1] == 1 && y[2] == 1 && op.Padding.IsNone && op.KernelY == x[1] && op.KernelX == x[2];
        if (!isWhole || Requantization.Clamp(op.Activation, n.Y) != (-128, 127)) return null;
        if (MveAverage.Of(x[1] * x[2], x[3])?.Routine() is not { } average) return null;
        return n.CallMve("average_all_s8", CParameters.Of(("average", average)), [n.Operand("x", 0), n.Result()], MveCall + average.Cost);
    }

    private static bool HasMve(NodeLowering n) =>
        n.Options is { InstructionSet: InstructionSet.ArmMve, Goal: not OptimizeGoal.Size }
        && n.X().Element == ElementType.Int8 && n.Y.Element == ElementType.Int8;
}
