using System.Runtime.CompilerServices;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Numerics;

namespace Mote.Execution.Fast;

/// <summary>Mean of int8 over neighbouring axes: [outer, reduced, inner] to [outer, inner].</summary>
internal sealed unsafe class MeanStep : FastStep
{
    private readonly int _outer;
    private readonly int _reduced;
    private readonly int _inner;
    private readonly int _x;
    private readonly int _y;
    private readonly int _zeroX;
    private readonly int _zeroY;
    private readonly QuantizedMultiplier _factor;

    private MeanStep(PlannedNode node, int outer, int reduced, int inner)
    {
        (_outer, _reduced, _inner) = (outer, reduced, inner);
        (_x, _y) = (node.At(0), node.OutputAt);
        (_zeroX, _zeroY) = (node.Type(0).PerTensor.ZeroPoint, node.Y.PerTensor.ZeroPoint);
        _factor = Requantization.Mean(node.Type(0), node.Y, reduced);
    }

    public override int ScratchBytes => (_inner + 2 * Bytes16.Count) * sizeof(int);

    public static FastStep? Of(Mean op, PlannedNode node)
    {
        if (!node.IsInt8) return null;
        var shape = node.Type(0).Shape;
        int[] axes = [.. op.Axes.Where(axis => shape[axis] > 1)];
        if (axes.Length == 0) return new MeanStep(node, shape.Elements, 1, 1);
        var between = Enumerable.Range(axes[0], axes[^1] - axes[0] + 1);
        if (between.Any(axis => shape[axis] > 1 && !axes.Contains(axis))) return null;
        var reduced = axes.Aggregate(1, (product, axis) => product * shape[axis]);
        var inner = shape.Skip(axes[^1] + 1).Aggregate(1, (product, dim) => product * dim);
        return new MeanStep(node, shape.Elements / reduced / inner, reduced, inner);
    }

    public override void Run(FastMemory memory)
    {
        sbyte* x = (sbyte*)memory.At(_x), y = (sbyte*)memory.At(_y);
        var sums = (int*)memory.Scratch;
        for (var o = 0; o < _outer; o++, x += (nint)_reduced * _inner, y += _inner)
        {
            if (_inner == 1) sums[0] = Sum(x, _reduced);
            else AddRows(x, sums);
            for (var i = 0; i < _inner; i++)
            {
                var mean = unchecked(FixedPoint.Multiply(sums[i] - _zeroX * _reduced, _factor) + _zeroY);
                y[i] = (sbyte)Math.Clamp(mean, sbyte.MinValue, sbyte.MaxValue);
            }
        }
    }

    private static int Sum(sbyte* x, int count)
    {
        var sum = 0;
        for (var i = 0; i < count; i++) sum += x[i];
        return sum;
    }

    /// <summary>Sums beyond the last one are of bytes that are not the row's, and for nobody.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows(sbyte* x, int* sums)
    {
        for (var i = 0; i < _inner; i += Bytes16.Count)
        {
            var (first, last) = Bytes16.Load(x + i);
            for (var row = 1; row < _reduced; row++)
            {
                var (a, b) = Bytes16.Load(x + i + (nint)row * _inner);
                first += a;
                last += b;
            }
            System.Runtime.Intrinsics.Vector256.Store(first, sums + i);
            System.Runtime.Intrinsics.Vector256.Store(last, sums + i + 8);
        }
    }
}
