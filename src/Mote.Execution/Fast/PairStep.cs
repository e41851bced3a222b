using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Fast;

/// <summary>Sums or products of int8, element by element; an operand that repeats is written out first.</summary>
internal abstract unsafe class PairStep : FastStep
{
    private readonly Side _a;
    private readonly Side _b;
    private readonly int _y;
    private readonly int _count;

    private PairStep(PlannedNode node, Side a, Side b) => (_a, _b, _y, _count) = (a, b, node.OutputAt, node.Y.Elements);

    public override int ScratchBytes => 2 * Room;

    private int Room => (_count + 127) / 64 * 64;

    public override void Run(FastMemory memory)
    {
        var a = _a.Elements(memory, _count, (sbyte*)memory.Scratch);
        var b = _b.Elements(memory, _count, (sbyte*)memory.Scratch + Room);
        Combine(a, b, (sbyte*)memory.At(_y), _count);
    }

    protected abstract void Combine(sbyte* a, sbyte* b, sbyte* y, int count);

    public static FastStep? Of(Add op, PlannedNode node, VectorPath path)
    {
        if (Operands(node) is not var (a, b)) return null;
        var (ta, tb) = (node.Type(0), node.Type(1));
        var parameters = Requantization.Add(ta, tb, node.Y);
        var (rangeA, rangeB) = (Shifted(ta, parameters.LeftShift), Shifted(tb, parameters.LeftShift));
        var none = (sbyte.MinValue, sbyte.MaxValue);
        if (ChannelScaling.OfAll(parameters.A, rangeA, 0, none) is not { } scaleA
            || ChannelScaling.OfAll(parameters.B, rangeB, 0, none) is not { } scaleB) return null;
        var sums = new SumRange(
            (long)FixedPoint.Multiply((int)rangeA.Low, parameters.A) + FixedPoint.Multiply((int)rangeB.Low, parameters.B),
            (long)FixedPoint.Multiply((int)rangeA.High, parameters.A) + FixedPoint.Multiply((int)rangeB.High, parameters.B));
        var clamp = Requantization.Clamp(op.Activation, node.Y);
        if (ChannelScaling.OfAll(parameters.Output, sums, node.Y.PerTensor.ZeroPoint, clamp) is not { } scale) return null;
        var zeros = (ta.PerTensor.ZeroPoint, tb.PerTensor.ZeroPoint);
        return path >= VectorPath.Avx512 ? new Sums<Avx512Rescale>(node, a, b, zeros, parameters.LeftShift, scaleA, scaleB, scale)
            : path >= VectorPath.Avx2 ? new Sums<Avx2Rescale>(node, a, b, zeros, parameters.LeftShift, scaleA, scaleB, scale)
            : new Sums<PortableRescale>(node, a, b, zeros, parameters.LeftShift, scaleA, scaleB, scale);
    }

    public static FastStep? Of(Mul op, PlannedNode node, VectorPath path)
    {
        if (Operands(node) is not var (a, b)) return null;
        var (ta, tb) = (node.Type(0), node.Type(1));
        var (x, z) = (Shifted(ta, 0), Shifted(tb, 0));
        long[] corners = [x.Low * z.Low, x.Low * z.High, x.High * z.Low, x.High * z.High];
        var factor = Requantization.Mul(ta, tb, node.Y);
        var clamp = Requantization.Clamp(op.Activation, node.Y);
        var range = new SumRange(corners.Min(), corners.Max());
        if (ChannelScaling.OfAll(factor, range, node.Y.PerTensor.ZeroPoint, clamp) is not { } scale) return null;
        var zeros = (ta.PerTensor.ZeroPoint, tb.PerTensor.ZeroPoint);
        return path >= VectorPath.Avx512 ? new Products<Avx512Rescale>(node, a, b, zeros, scale)
            : path >= VectorPath.Avx2 ? new Products<Avx2Rescale>(node, a, b, zeros, scale)
            : new Products<PortableRescale>(node, a, b, zeros, scale);
    }

    /// <summary>Null where the operands are no int8 or repeat in a way that is not written out here.</summary>
    private static (Side A, Side B)? Operands(PlannedNode node)
    {
        if (node.Y.Element != ElementType.Int8 || node.Type(0).Element != ElementType.Int8 || node.Type(1).Element != ElementType.Int8)
            return null;
        return Side.Of(node, 0) is { } a && Side.Of(node, 1) is { } b ? (a, b) : null;
    }

    private static SumRange Shifted(TensorType type, int bits) => new(
        (long)(sbyte.MinValue - type.PerTensor.ZeroPoint) << bits, (long)(sbyte.MaxValue - type.PerTensor.ZeroPoint) << bits);

    /// <summary>Sixteen at a time; the last sixteen may have been there before.</summary>
    private static void Store(Vector128<sbyte> stored, sbyte* y, int from, int count)
    {
        if (count - from >= Bytes16.Count) stored.Store(y + from);
        else Bytes16.StorePart(stored, y + from, count - from);
    }

    /// <summary>An operand with as many elements as the result has, or with part of them over and over.</summary>
    private sealed class Side(PinnedArray<sbyte>? constant, int at, int period)
    {
        public static Side? Of(PlannedNode node, int operand)
        {
            var (x, y) = (node.Type(operand).Shape, node.Y.Shape);
            // What is left of an axis of length one in front changes nothing.
            var trailing = x.SkipWhile(d => d == 1).ToArray();
            var repeats = trailing.AsSpan().SequenceEqual(y.ToArray().AsSpan(y.Rank - Math.Min(trailing.Length, y.Rank)));
            if (!repeats) return null;
            if (node.Data(operand) is not { } data) return new Side(null, node.At(operand), x.Elements);
            var all = new PinnedArray<sbyte>(y.Elements);
            for (var i = 0; i < all.Length; i++) all.Span[i] = data.Span<sbyte>()[i % x.Elements];
            return new Side(all, 0, y.Elements);
        }

        public sbyte* Elements(FastMemory memory, int count, sbyte* room)
        {
            if (constant is not null) return constant.Pointer;
            var x = (sbyte*)memory.At(at);
            if (period == count) return x;
            if (period == 1) new Span<sbyte>(room, count).Fill(*x);
            else
                for (var i = 0; i < count; i += period)
                    new ReadOnlySpan<sbyte>(x, period).CopyTo(new Span<sbyte>(room + i, period));
            return room;
        }
    }

    private sealed class Sums<TRescale>(
        PlannedNode node, Side a, Side b, (int A, int B) zeros, int leftShift, ChannelScaling scaleA, ChannelScaling scaleB,
        ChannelScaling scale) : PairStep(node, a, b)
        where TRescale : struct, IRescale
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        protected override void Combine(sbyte* a, sbyte* b, sbyte* y, int count)
        {
            var (low, high) = (Vector128.Create(scale.Low), Vector128.Create(scale.High));
            var (zeroA, zeroB, bits) = (Vector256.Create(zeros.A), Vector256.Create(zeros.B), leftShift);
            var (leftA, leftB, left) = (scaleA.ShiftsLeft, scaleB.ShiftsLeft, scale.ShiftsLeft);
            int* tableA = scaleA.Tables, tableB = scaleB.Tables, table = scale.Tables;
            for (var i = 0; i < count; i += Bytes16.Count)
            {
                var (a0, a1) = Bytes16.Load(a + i);
                var (b0, b1) = Bytes16.Load(b + i);
                (a0, a1) = TRescale.Scaled((a0 - zeroA) << bits, (a1 - zeroA) << bits, tableA, leftA);
                (b0, b1) = TRescale.Scaled((b0 - zeroB) << bits, (b1 - zeroB) << bits, tableB, leftB);
                var stored = TRescale.Rescaled(a0 + b0, a1 + b1, table, left);
                Store(Vector128.Min(Vector128.Max(stored, low), high), y, i, count);
            }
        }
    }

    private sealed class Products<TRescale>(PlannedNode node, Side a, Side b, (int A, int B) zeros, ChannelScaling scale)
        : PairStep(node, a, b)
        where TRescale : struct, IRescale
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        protected override void Combine(sbyte* a, sbyte* b, sbyte* y, int count)
        {
            var (low, high) = (Vector128.Create(scale.Low), Vector128.Create(scale.High));
            var (zeroA, zeroB) = (Vector256.Create(zeros.A), Vector256.Create(zeros.B));
            for (var i = 0; i < count; i += Bytes16.Count)
            {
                var (a0, a1) = Bytes16.Load(a + i);
                var (b0, b1) = Bytes16.Load(b + i);
                var stored = TRescale.Rescaled(
                    (a0 - zeroA) * (b0 - zeroB), (a1 - zeroA) * (b1 - zeroB), scale.Tables, scale.ShiftsLeft);
                Store(Vector128.Min(Vector128.Max(stored, low), high), y, i, count);
            }
        }
    }
}
