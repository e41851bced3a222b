using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Numerics.Fast;

/// <summary>
/// Random bits from a counter: those of an element are a hash of a key and of the element's number, so that neither the order of the
/// elements nor the number of threads matters. Two rounds of MurmurHash3's finalizer, as <see cref="Dropout"/>, whose keys these are.
/// </summary>
public static class CounterBits
{
    /// <summary>Uniform in [0, 1): 24 bits.</summary>
    public static float Unit(ulong key, uint index) => (Mix(Mix(index ^ (uint)key) + (uint)(key >> 32)) >> 8) * (1f / (1 << 24));

    /// <summary>Of eight elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Unit(Vector256<uint> low, Vector256<uint> high, Vector256<uint> index) =>
        Vector256.ConvertToSingle(Vector256.ShiftRightLogical(Mix(Mix(index ^ low) + high), 8).AsInt32()) * (1f / (1 << 24));

    private static uint Mix(uint h)
    {
        h = (h ^ (h >> 16)) * 0x85EBCA6B;
        h = (h ^ (h >> 13)) * 0xC2B2AE35;
        return h ^ (h >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Mix(Vector256<uint> h)
    {
        h = (h ^ Vector256.ShiftRightLogical(h, 16)) * Vector256.Create(0x85EBCA6Bu);
        h = (h ^ Vector256.ShiftRightLogical(h, 13)) * Vector256.Create(0xC2B2AE35u);
        return h ^ Vector256.ShiftRightLogical(h, 16);
    }
}
