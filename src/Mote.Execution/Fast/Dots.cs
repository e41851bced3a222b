using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mote.Execution.Fast;

/// <summary>Sums of four products each: x holds four unsigned bytes a lane, the weights four signed ones.</summary>
/// <typeparam name="TWeights">Weights of eight channels as they are best held in registers.</typeparam>
internal unsafe interface IDot<TWeights>
    where TWeights : unmanaged
{
    /// <param name="weights">32 bytes: four of each of eight channels.</param>
    static abstract TWeights Load(sbyte* weights);

    static abstract Vector256<int> Add(Vector256<int> sums, Vector256<byte> x, TWeights weights);
}

/// <summary>One instruction.</summary>
internal readonly unsafe struct VnniDot : IDot<Vector256<sbyte>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Load(sbyte* weights) => Vector256.Load(weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> x, Vector256<sbyte> weights) =>
        AvxVnni.MultiplyWideningAndAdd(sums, x, weights);
}

/// <summary>Bytes at even and at odd places, each as 16 bits.</summary>
internal readonly record struct EvenAndOdd(Vector256<short> Even, Vector256<short> Odd);

/// <summary>Even and odd bytes apart: products of bytes summed up in 16 bits would saturate.</summary>
internal readonly unsafe struct Avx2Dot : IDot<EvenAndOdd>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EvenAndOdd Load(sbyte* weights)
    {
        var w = Vector256.Load((short*)weights);
        return new EvenAndOdd(Avx2.ShiftRightArithmetic(Avx2.ShiftLeftLogical(w, 8), 8), Avx2.ShiftRightArithmetic(w, 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> x, EvenAndOdd weights)
    {
        var even = Avx2.MultiplyAddAdjacent(x.AsInt16() & Vector256.Create((short)0xFF), weights.Even);
        var odd = Avx2.MultiplyAddAdjacent(Avx2.ShiftRightLogical(x.AsInt16(), 8), weights.Odd);
        return sums + even + odd;
    }
}

/// <summary>Four products of 32 bits.</summary>
internal readonly unsafe struct PortableDot : IDot<Vector256<int>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(sbyte* weights) => Vector256.Load((int*)weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> x, Vector256<int> weights)
    {
        var (values, low) = (x.AsInt32(), Vector256.Create(0xFF));
        return sums + (values & low) * ((weights << 24) >> 24) + ((values >>> 8) & low) * ((weights << 16) >> 24)
            + ((values >>> 16) & low) * ((weights << 8) >> 24) + (values >>> 24) * (weights >> 24);
    }
}
