using System.Numerics;
using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void MultiplyMatricesFloat(BatchMatMul op, KernelCall call)
    {
        var m = BatchedMatrices.Of(op, call.X(0).Shape, call.X(1).Shape, call.Y.Shape);
        var left = call.In<float>(0);
        var weighing = new RealWeights(call);
        var right = weighing.Values;
        var y = call.Out<float>();
        for (var i = 0; i < y.Length; i++)
        {
            var (a, b) = Start(m, i);
            var sum = 0f;
            for (var k = 0; k < m.Depth; k++) sum += left[a + k * m.DepthA] * right[b + k * m.DepthB];
            y[i] = weighing.Scaled(sum, 0);
        }
    }

    private static void MultiplyMatricesInteger<T>(BatchMatMul op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>
    {
        var m = BatchedMatrices.Of(op, call.X(0).Shape, call.X(1).Shape, call.Y.Shape);
        var sums = new IntegerSums<T>(call, Requantization.FullyConnected(call.X(0), call.X(1), call.Y, 1), Activation.None);
        var (zeroA, zeroB) = (call.X(0).PerTensor.ZeroPoint, call.X(1).PerTensor.ZeroPoint);
        var left = call.In<T>(0);
        var right = call.In<T>(1);
        var y = call.Out<T>();
        for (var i = 0; i < y.Length; i++)
        {
            var (a, b) = Start(m, i);
            var sum = 0L;
            for (var k = 0; k < m.Depth; k++)
                sum += (int.CreateTruncating(left[a + k * m.DepthA]) - zeroA) * (int.CreateTruncating(right[b + k * m.DepthB]) - zeroB);
            y[i] = sums.Finish(sum, 0);
        }
    }

    /// <summary>Where the row and the column begin whose product is an element of the output.</summary>
    private static (int A, int B) Start(BatchedMatrices m, int element)
    {
        var (column, row) = (element % m.Columns, element / m.Columns % m.Rows);
        var (a, b) = (row * m.RowA, column * m.ColumnB);
        var batch = element / m.Columns / m.Rows;
        for (var axis = 2; axis >= 0; axis--)
        {
            a += batch % m.Batches[axis] * m.BatchesA[axis];
            b += batch % m.Batches[axis] * m.BatchesB[axis];
            batch /= m.Batches[axis];
        }
        return (a, b);
    }
}
