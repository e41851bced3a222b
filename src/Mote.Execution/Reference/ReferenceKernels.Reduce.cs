using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void ReduceAny(Reduce op, KernelCall call)
    {
        var index = ReducedIndex(new Mean(op.Axes, op.KeepDims), call.X(0).Shape);
        switch (op.Kind)
        {
            case ReduceKind.Sum when call.Y.IsFloat:
                Fold(call.In<float>(0), call.Out<float>(), 0, index, (sum, x) => sum + x);
                break;
            case ReduceKind.Sum when call.Y.Element == ElementType.Int8:
                SumIntegers<sbyte>(call, index, x => x);
                break;
            case ReduceKind.Sum:
                SumIntegers<short>(call, index, x => x);
                break;
            case ReduceKind.Min when call.Y.IsFloat:
                Fold(call.In<float>(0), call.Out<float>(), float.MaxValue, index, (min, x) => x < min ? x : min);
                break;
            case ReduceKind.Min:
                Fold(call.In<sbyte>(0), call.Out<sbyte>(), sbyte.MaxValue, index, Math.Min);
                break;
            case ReduceKind.Max when call.Y.IsFloat:
                Fold(call.In<float>(0), call.Out<float>(), float.MinValue, index, (max, x) => x > max ? x : max);
                break;
            case ReduceKind.Max:
                Fold(call.In<sbyte>(0), call.Out<sbyte>(), sbyte.MinValue, index, Math.Max);
                break;
            case ReduceKind.All:
                Fold<byte>(call.In<byte>(0), call.Out<byte>(), 1, index, (all, x) => (byte)(x != 0 && all != 0 ? 1 : 0));
                break;
            case ReduceKind.Any:
                Fold<byte>(call.In<byte>(0), call.Out<byte>(), 0, index, (any, x) => (byte)(x != 0 || any != 0 ? 1 : 0));
                break;
        }
    }

    /// <summary>Elements in order, each into the result it counts for.</summary>
    private static void Fold<T>(ReadOnlySpan<T> x, Span<T> y, T first, Func<int, int> index, Func<T, T, T> next)
    {
        y.Fill(first);
        for (var i = 0; i < x.Length; i++) y[index(i)] = next(y[index(i)], x[i]);
    }

    private static void SumIntegers<T>(KernelCall call, Func<int, int> index, Func<T, int> toInt)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var x = call.In<T>(0);
        var y = call.Out<T>();
        var sums = new int[y.Length];
        for (var i = 0; i < x.Length; i++) sums[index(i)] += toInt(x[i]);
        var factor = Requantization.Rescale(call.X(0), call.Y);
        var offset = call.X(0).PerTensor.ZeroPoint * (x.Length / y.Length);
        var (low, high) = call.Y.Element.Range();
        for (var i = 0; i < y.Length; i++)
            y[i] = T.CreateTruncating(Math.Clamp(FixedPoint.Multiply(sums[i] - offset, factor) + call.Y.PerTensor.ZeroPoint, low, high));
    }

    private static void ArgReduceFloat(ArgReduce op, KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<int>();
        var lines = new Lines(call.X(0).Shape, op.Axis);
        for (var line = 0; line < y.Length; line++)
        {
            var best = 0;
            for (var i = 1; i < lines.Length; i++)
            {
                var (value, current) = (x[lines.At(line, i)], x[lines.At(line, best)]);
                if (op.Kind == ArgKind.Max ? value > current : value < current) best = i;
            }
            y[line] = best;
        }
    }

    private static void ArgReduceInt8(ArgReduce op, KernelCall call)
    {
        var x = call.In<sbyte>(0);
        var y = call.Out<int>();
        var lines = new Lines(call.X(0).Shape, op.Axis);
        for (var line = 0; line < y.Length; line++)
        {
            var best = 0;
            for (var i = 1; i < lines.Length; i++)
            {
                var (value, current) = (x[lines.At(line, i)], x[lines.At(line, best)]);
                if (op.Kind == ArgKind.Max ? value > current : value < current) best = i;
            }
            y[line] = best;
        }
    }

    private static void CumSumFloat(CumSum op, KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var lines = new Lines(call.Y.Shape, op.Axis);
        for (var line = 0; line < lines.Count; line++)
        {
            var sum = 0f;
            for (var i = 0; i < lines.Length; i++)
            {
                var at = lines.At(line, op.Reverse ? lines.Length - 1 - i : i);
                var before = sum;
                sum += x[at];
                y[at] = op.Exclusive ? before : sum;
            }
        }
    }

    /// <summary>The sum begins at minus the zero point, as the reference's does.</summary>
    private static void CumSumInt8(CumSum op, KernelCall call)
    {
        var x = call.In<sbyte>(0);
        var y = call.Out<sbyte>();
        var factor = SumRequantization.CumSum(call.X(0), call.Y);
        var (zeroX, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        var lines = new Lines(call.Y.Shape, op.Axis);
        for (var line = 0; line < lines.Count; line++)
        {
            var sum = -zeroX << SumRequantization.CumSumBits;
            for (var i = 0; i < lines.Length; i++)
            {
                var at = lines.At(line, op.Reverse ? lines.Length - 1 - i : i);
                var before = sum;
                sum += (x[at] - zeroX) << SumRequantization.CumSumBits;
                y[at] = (sbyte)Math.Clamp(FixedPoint.Multiply(op.Exclusive ? before : sum, factor) + zeroY, sbyte.MinValue, sbyte.MaxValue);
            }
        }
    }

    /// <summary>All rows of elements along an axis.</summary>
    private readonly struct Lines(Shape shape, int axis)
    {
        private readonly int _stride = shape.Strides()[axis];

        public int Length { get; } = shape[axis];

        public int Count { get; } = shape.Elements / shape[axis];

        public int At(int line, int i) => (line / _stride * Length + i) * _stride + line % _stride;
    }
}
