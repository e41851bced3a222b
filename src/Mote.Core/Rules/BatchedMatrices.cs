using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>
/// The loops of a <see cref="BatchMatMul"/>: sizes, and how many elements each operand advances along each; 0 where it is repeated.
/// The leading dimensions are three, ones in front. The result is dense.
/// </summary>
public sealed record BatchedMatrices(
    int[] Batches, int[] BatchesA, int[] BatchesB, int Rows, int Columns, int Depth, int RowA, int DepthA, int DepthB, int ColumnB)
{
    public const int MostDimensions = 5;

    public static BatchedMatrices Of(BatchMatMul op, Shape a, Shape b, Shape y)
    {
        var (strideA, strideB) = (Broadcasting.Strides(Matrices(a), Matrices(y)), Broadcasting.Strides(Matrices(b), Matrices(y)));
        var (rowsA, columnsA) = (a[-2], a[-1]);
        var columnsB = b[-1];
        var leading = new int[3];
        Array.Fill(leading, 1);
        for (var axis = 0; axis < y.Rank - 2; axis++) leading[3 - (y.Rank - 2) + axis] = y[axis];
        return new BatchedMatrices(leading, Scaled(strideA, rowsA * columnsA), Scaled(strideB, b[-2] * columnsB), y[-2], y[-1],
            op.TransposeA ? rowsA : columnsA,
            RowA: op.TransposeA ? 1 : columnsA,
            DepthA: op.TransposeA ? columnsA : 1,
            DepthB: op.TransposeB ? 1 : columnsB,
            ColumnB: op.TransposeB ? columnsB : 1);
    }

    /// <summary>The leading dimensions alone: whole matrices are their elements.</summary>
    private static Shape Matrices(Shape shape) => Shape.Create(shape.Dims.AsSpan()[..^2]);

    private static int[] Scaled(int[] strides, int matrix)
    {
        var scaled = new int[3];
        for (var axis = 0; axis < strides.Length; axis++) scaled[3 - strides.Length + axis] = strides[axis] * matrix;
        return scaled;
    }
}
