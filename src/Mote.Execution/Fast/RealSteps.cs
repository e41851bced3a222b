using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mote.Core.Types;

namespace Mote.Execution.Fast;

/// <summary>Reals to int8.</summary>
internal sealed unsafe class QuantizeStep(PlannedNode node) : FastStep
{
    private readonly int _x = node.At(0);
    private readonly int _y = node.OutputAt;
    private readonly int _count = node.Y.Elements;
    private readonly Quantization.PerTensor _q = node.Y.PerTensor;

    public static FastStep? Of(PlannedNode node) =>
        node.Data(0) is null && node.Type(0).IsFloat && node.Y.Element == ElementType.Int8 ? new QuantizeStep(node) : null;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(FastMemory memory)
    {
        var x = (float*)memory.At(_x);
        var y = (sbyte*)memory.At(_y);
        var (scale, zero) = (Vector256.Create(_q.Scale), Vector256.Create(_q.ZeroPoint));
        for (var i = 0; i < _count; i += Bytes16.Count)
        {
            // The last load may reach 60 bytes beyond the operand; nothing of that is stored.
            var words = Vector256.Narrow(
                Stored(Vector256.Load(x + i) / scale, zero), Stored(Vector256.Load(x + i + 8) / scale, zero));
            var bytes = Vector128.Narrow(words.GetLower(), words.GetUpper());
            if (_count - i >= Bytes16.Count) bytes.Store(y + i);
            else Bytes16.StorePart(bytes, y + i, _count - i);
        }
    }

    /// <summary>Ties away from zero; NaN is the lower end, and beyond 2^24 the zero point no longer matters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Stored(Vector256<float> steps, Vector256<int> zero)
    {
        var far = Vector256.Create(16777216f);
        steps = Vector256.ConditionalSelect(Vector256.Equals(steps, steps), steps, -far);
        steps = Vector256.Min(Vector256.Max(steps, -far), far);
        var whole = Vector256.Truncate(steps);
        var rest = steps - whole;
        var up = Vector256.GreaterThanOrEqual(rest, Vector256.Create(0.5f)) & Vector256.Create(1f);
        var down = Vector256.LessThanOrEqual(rest, Vector256.Create(-0.5f)) & Vector256.Create(1f);
        var stored = Vector256.ConvertToInt32(whole + up - down) + zero;
        return Vector256.Min(Vector256.Max(stored, Vector256.Create((int)sbyte.MinValue)), Vector256.Create((int)sbyte.MaxValue));
    }
}

/// <summary>Int8 to the reals it stands for.</summary>
internal sealed unsafe class DequantizeStep(PlannedNode node) : FastStep
{
    private readonly int _x = node.At(0);
    private readonly int _y = node.OutputAt;
    private readonly int _count = node.Y.Elements;
    private readonly Quantization.PerTensor _q = node.Type(0).PerTensor;

    public static FastStep? Of(PlannedNode node) =>
        node.Data(0) is null && node.Type(0).Element == ElementType.Int8 ? new DequantizeStep(node) : null;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(FastMemory memory)
    {
        var x = (sbyte*)memory.At(_x);
        var y = (float*)memory.At(_y);
        var (scale, zero) = (Vector256.Create(_q.Scale), Vector256.Create(_q.ZeroPoint));
        var i = 0;
        for (; i + Bytes16.Count <= _count; i += Bytes16.Count)
        {
            var (first, last) = Bytes16.Load(x + i);
            (scale * Vector256.ConvertToSingle(first - zero)).Store(y + i);
            (scale * Vector256.ConvertToSingle(last - zero)).Store(y + i + 8);
        }
        for (; i < _count; i++) y[i] = _q.Scale * (x[i] - _q.ZeroPoint);
    }
}
