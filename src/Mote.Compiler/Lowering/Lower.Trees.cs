using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    /// <summary>Tables of nodes and of leaves; their numbers take 16 bits where all fit.</summary>
    private static ImmutableArray<KernelCall> LowerTreeEnsemble(TreeEnsemble op, NodeLowering n)
    {
        var parameters = CParameters.Of(
            ("rows", n.Y.Shape[0]),
            ("features", n.X().Shape[1]),
            ("trees", op.Roots.Count),
            ("outputs", op.Outputs));
        // A table must not be empty in C; nobody looks at what stands in it.
        var thresholds = op.Thresholds.Count == 0 ? [0f] : op.Thresholds.AsSpan();
        var leaves = op.Leaves.Count == 0 ? [0f] : op.Leaves.AsSpan();
        var wide = op.Features.Count > short.MaxValue || op.Next.Any(number => number > short.MaxValue);
        return n.Call(wide ? "trees_s32_f32" : "trees_s16_f32", parameters,
        [
            n.Operand("x", 0),
            Numbers("roots", op.Roots, wide),
            Numbers("feature", op.Features, wide: false),
            NodeLowering.Data("threshold", ElementType.Float32, thresholds),
            Numbers("next", op.Next, wide),
            NodeLowering.Data("leaves", ElementType.Float32, leaves),
            NodeLowering.Data("base", ElementType.Float32, op.Base.AsSpan()),
            n.Result(),
        ]);
    }

    private static CArgument.Data Numbers(string name, EquatableArray<int> values, bool wide)
    {
        var numbers = values.Count == 0 ? [0] : values.AsSpan();
        if (wide) return (CArgument.Data)NodeLowering.Data(name, ElementType.Int32, numbers);
        var narrow = new short[numbers.Length];
        for (var i = 0; i < narrow.Length; i++) narrow[i] = (short)numbers[i];
        return (CArgument.Data)NodeLowering.Data<short>(name, ElementType.Int16, narrow);
    }
}
