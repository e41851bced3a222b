using Mote.Core.Ops;
using Mote.Formats.FlatBuffers;
using static Mote.Formats.FlatBuffers.FlatField;

namespace Mote.Formats.TfLite;

/// <summary>The codes of reductions.</summary>
internal static class TfLiteReductions
{
    private const int Int32Type = 2;

    public static BuiltinOperator Code(ReduceKind kind) => kind switch
    {
        ReduceKind.Sum => BuiltinOperator.SUM,
        ReduceKind.Min => BuiltinOperator.REDUCE_MIN,
        ReduceKind.Max => BuiltinOperator.REDUCE_MAX,
        ReduceKind.All => BuiltinOperator.REDUCE_ALL,
        ReduceKind.Any => BuiltinOperator.REDUCE_ANY,
    };

    public static (BuiltinOperator Code, int Version, int OptionsType, FlatField[] Options) Options(ArgReduce op) => op.Kind == ArgKind.Max
        ? (BuiltinOperator.ARG_MAX, 2, 40, [Byte(Int32Type)])
        : (BuiltinOperator.ARG_MIN, 2, 57, [Byte(Int32Type)]);
}
