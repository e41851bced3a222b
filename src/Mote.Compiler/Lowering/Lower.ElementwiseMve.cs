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

    private static ImmutableArray<KernelCall>? TryLookupMve(CArgument table, NodeLowering n)
    {
        if (!HasMve(n)) return null;
        var lookup = MveLookup.Routine(n.Y.Elements);
        return n.CallMve("lookup_all_s8", CParameters.Of(("lookup", lookup)), [n.Operand("x", 0), table, n.Result()],
            MveCall + lookup.Cost, inPlace: PlaceOver(n));
    }

    private static bool HasMve(NodeLowering n) =>
        n.Options is { InstructionSet: InstructionSet.ArmMve, Goal: not OptimizeGoal.Size }
        && n.X().Element == ElementType.Int8 && n.Y.Element == ElementType.Int8;
}
