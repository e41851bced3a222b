using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mote.Execution.Fast;

/// <summary>Sums of sixteen channels to stored integers, by a table of <see cref="ChannelScaling"/>.</summary>
internal unsafe interface IRescale
{
    /// <summary>Saturated; a clamp that the output has besides is the caller's.</summary>
    static abstract Vector128<sbyte> Rescaled(Vector256<int> first, Vector256<int> last, int* table, bool shiftsLeft);

    /// <summary>As 32 bits.</summary>
    static abstract (Vector256<int> First, Vector256<int> Last) Scaled(
        Vector256<int> first, Vector256<int> last, int* table, bool shiftsLeft);
}

internal readonly unsafe struct Avx512Rescale : IRescale
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Rescaled(Vector256<int> first, Vector256<int> last, int* table, bool shiftsLeft) =>
        Avx512F.ConvertToVector128SByteWithSaturation(Of16(first, last, table, shiftsLeft));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> First, Vector256<int> Last) Scaled(
        Vector256<int> first, Vector256<int> last, int* table, bool shiftsLeft)
    {
        var scaled = Of16(first, last, table, shiftsLeft);
        return (scaled.GetLower(), scaled.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Of16(Vector256<int> first, Vector256<int> last, int* table, bool shiftsLeft)
    {
        var a = first.ToVector512Unsafe().WithUpper(last);
        if (shiftsLeft) a = Avx512F.ShiftLeftLogicalVariable(a, Vector512.Load((uint*)table + ChannelScaling.Left));
        var r = HighProduct(a, Vector512.Load(table + ChannelScaling.Multiplier));
        var half = Vector512.ConditionalSelect(
            Vector512.LessThan(a, Vector512<int>.Zero),
            Vector512.Load(table + ChannelScaling.HalfNegative), Vector512.Load(table + ChannelScaling.Half));
        return Avx512F.ShiftRightArithmeticVariable(r + half, Vector512.Load((uint*)table + ChannelScaling.Right));
    }

    /// <summary>round(a·m / 2^31), ties upwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> HighProduct(Vector512<int> a, Vector512<int> m)
    {
        var half = Vector512.Create(1L << 30);
        var even = Avx512F.Multiply(a, m) + half;
        var odd = Avx512F.Multiply((a.AsInt64() >>> 32).AsInt32(), (m.AsInt64() >>> 32).AsInt32()) + half;
        return Vector512.ConditionalSelect(Vector512.Create(0xFFFFFFFFL), even >>> 31, odd << 1).AsInt32();
    }
}

internal readonly unsafe struct Avx2Rescale : IRescale
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Rescaled(Vector256<int> first, Vector256<int> last, int* table, bool shiftsLeft)
    {
        var words = Avx2.PackSignedSaturate(Of8(first, table, shiftsLeft), Of8(last, table + 8, shiftsLeft));
        var inOrder = Avx2.Permute4x64(words.AsInt64(), 0b11_01_10_00).AsInt16();
        return Sse2.PackSignedSaturate(inOrder.GetLower(), inOrder.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> First, Vector256<int> Last) Scaled(
        Vector256<int> first, Vector256<int> last, int* table, bool shiftsLeft) =>
        (Of8(first, table, shiftsLeft), Of8(last, table + 8, shiftsLeft));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Of8(Vector256<int> a, int* table, bool shiftsLeft)
    {
        if (shiftsLeft) a = Avx2.ShiftLeftLogicalVariable(a, Vector256.Load((uint*)table + ChannelScaling.Left));
        var r = HighProduct(a, Vector256.Load(table + ChannelScaling.Multiplier));
        var half = Avx2.BlendVariable(
            Vector256.Load(table + ChannelScaling.Half).AsSByte(), Vector256.Load(table + ChannelScaling.HalfNegative).AsSByte(),
            (a >> 31).AsSByte()).AsInt32();
        return Avx2.ShiftRightArithmeticVariable(r + half, Vector256.Load((uint*)table + ChannelScaling.Right));
    }

    /// <summary>round(a·m / 2^31), ties upwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> HighProduct(Vector256<int> a, Vector256<int> m)
    {
        var half = Vector256.Create(1L << 30);
        var even = Avx2.Multiply(a, m) + half;
        var odd = Avx2.Multiply((a.AsInt64() >>> 32).AsInt32(), (m.AsInt64() >>> 32).AsInt32()) + half;
        return Avx2.Blend((even >>> 31).AsInt32(), (odd << 1).AsInt32(), 0b1010_1010);
    }
}

internal readonly unsafe struct PortableRescale : IRescale
{
    public static Vector128<sbyte> Rescaled(Vector256<int> first, Vector256<int> last, int* table, bool shiftsLeft)
    {
        var (a, b) = Scaled(first, last, table, shiftsLeft);
        var (least, most) = (Vector256.Create((int)sbyte.MinValue), Vector256.Create((int)sbyte.MaxValue));
        var words = Vector256.Narrow(Vector256.Min(Vector256.Max(a, least), most), Vector256.Min(Vector256.Max(b, least), most));
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }

    public static (Vector256<int> First, Vector256<int> Last) Scaled(
        Vector256<int> first, Vector256<int> last, int* table, bool shiftsLeft)
    {
        var sums = stackalloc int[ChannelScaling.Channels];
        first.Store(sums);
        last.Store(sums + 8);
        for (var c = 0; c < ChannelScaling.Channels; c++)
        {
            var a = sums[c] << table[ChannelScaling.Left + c];
            var r = (int)(((long)a * table[ChannelScaling.Multiplier + c] + (1L << 30)) >> 31);
            var half = table[(a < 0 ? ChannelScaling.HalfNegative : ChannelScaling.Half) + c];
            sums[c] = (r + half) >> table[ChannelScaling.Right + c];
        }
        return (Vector256.Load(sums), Vector256.Load(sums + 8));
    }
}
