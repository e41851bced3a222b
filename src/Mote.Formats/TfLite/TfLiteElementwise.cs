using Mote.Core.Ops;

namespace Mote.Formats.TfLite;

/// <summary>The file's codes of elementwise operators that are kinds of one operator here.</summary>
internal static class TfLiteElementwise
{
    public static BuiltinOperator Code(UnaryKind kind) => kind switch
    {
        UnaryKind.Abs => BuiltinOperator.ABS,
        UnaryKind.Neg => BuiltinOperator.NEG,
        UnaryKind.Sqrt => BuiltinOperator.SQRT,
        UnaryKind.Rsqrt => BuiltinOperator.RSQRT,
        UnaryKind.Square => BuiltinOperator.SQUARE,
        UnaryKind.Exp => BuiltinOperator.EXP,
        UnaryKind.Log => BuiltinOperator.LOG,
        UnaryKind.Sin => BuiltinOperator.SIN,
        UnaryKind.Cos => BuiltinOperator.COS,
        UnaryKind.Ceil => BuiltinOperator.CEIL,
        UnaryKind.Floor => BuiltinOperator.FLOOR,
        UnaryKind.Round => BuiltinOperator.ROUND,
        UnaryKind.Logistic => BuiltinOperator.LOGISTIC,
        UnaryKind.Tanh => BuiltinOperator.TANH,
        UnaryKind.Elu => BuiltinOperator.ELU,
        UnaryKind.HardSwish => BuiltinOperator.HARD_SWISH,
        UnaryKind.Not => BuiltinOperator.LOGICAL_NOT,
        UnaryKind.Gelu or UnaryKind.GeluTanh => BuiltinOperator.GELU,
    };

    public static BuiltinOperator Code(BinaryKind kind) => kind switch
    {
        BinaryKind.Sub => BuiltinOperator.SUB,
        BinaryKind.Div => BuiltinOperator.DIV,
        BinaryKind.Minimum => BuiltinOperator.MINIMUM,
        BinaryKind.Maximum => BuiltinOperator.MAXIMUM,
        BinaryKind.SquaredDifference => BuiltinOperator.SQUARED_DIFFERENCE,
        BinaryKind.FloorDiv => BuiltinOperator.FLOOR_DIV,
        BinaryKind.FloorMod => BuiltinOperator.FLOOR_MOD,
        BinaryKind.And => BuiltinOperator.LOGICAL_AND,
        BinaryKind.Or => BuiltinOperator.LOGICAL_OR,
    };

    public static BuiltinOperator Code(ComparisonKind kind) => kind switch
    {
        ComparisonKind.Equal => BuiltinOperator.EQUAL,
        ComparisonKind.NotEqual => BuiltinOperator.NOT_EQUAL,
        ComparisonKind.Greater => BuiltinOperator.GREATER,
        ComparisonKind.GreaterEqual => BuiltinOperator.GREATER_EQUAL,
        ComparisonKind.Less => BuiltinOperator.LESS,
        ComparisonKind.LessEqual => BuiltinOperator.LESS_EQUAL,
    };
}
