using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Numerics.Fast;

/// <summary>
/// Dropout (Srivastava and others, 2014) from a counter: whether an element is kept is a hash of a key and the element's number, so that it
/// is the same in forward and backward, in any order and on any number of threads. The hash is two rounds of MurmurHash3's finalizer.
/// </summary>
public static unsafe class Dropout
{
    /// <summary>A key for one place in the network at one step of training.</summary>
    public static ulong Key(ulong seed, long step, int place) =>
        new RandomStream(new RandomStream(seed + (ulong)step * 0xD1342543DE82EF95).NextUInt64() ^ (uint)place).NextUInt64();

    /// <summary>What hashes are compared with: elements whose hash lies below are kept.</summary>
    /// <param name="rate">The share that is dropped, from 0 and below 1.</param>
    public static uint Threshold(double rate) => (uint)Math.Min(Math.Round((1 - rate) * 4294967296.0), uint.MaxValue);

    /// <summary>Whether element <paramref name="index"/> is kept.</summary>
    public static bool Keeps(ulong key, uint threshold, uint index) => Mix(Mix(index ^ (uint)key) + (uint)(key >> 32)) < threshold;

    /// <summary>y[i] = x[i] / (1 - rate) where element <paramref name="first"/> + i is kept, else 0; y may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(int n, double rate, ulong key, uint first, float* x, float* y)
    {
        uint threshold = Threshold(rate);
        float factor = (float)(1 / (1 - rate));
        int i = 0;
        Vector512<uint> low = Vector512.Create((uint)key), high = Vector512.Create((uint)(key >> 32)), most = Vector512.Create(threshold);
        Vector512<uint> index = Vector512<uint>.Indices + Vector512.Create(first);
        for (; i + 16 <= n; i += 16, index += Vector512.Create(16u))
        {
            Vector512<float> kept = Vector512.LessThan(Mix(Mix(index ^ low) + high), most).AsSingle();
            (Vector512.Load(x + i) * factor & kept).Store(y + i);
        }

        for (; i < n; i++)
            y[i] = Keeps(key, threshold, first + (uint)i) ? x[i] * factor : 0;
    }

    private static uint Mix(uint h)
    {
        h = (h ^ (h >> 16)) * 0x85EBCA6B;
        h = (h ^ (h >> 13)) * 0xC2B2AE35;
        return h ^ (h >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Mix(Vector512<uint> h)
    {
        h = (h ^ Vector512.ShiftRightLogical(h, 16)) * Vector512.Create(0x85EBCA6B);
        h = (h ^ Vector512.ShiftRightLogical(h, 13)) * Vector512.Create(0xC2B2AE35);
        return h ^ Vector512.ShiftRightLogical(h, 16);
    }
}
