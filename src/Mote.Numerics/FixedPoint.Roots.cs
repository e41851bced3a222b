namespace Mote.Numerics;

public static partial class FixedPoint
{
    /// <summary>√x to nearest, but no more than 16 bits for an argument of 32, and no more than 32 for others.</summary>
    public static uint RoundedRoot(ulong x)
    {
        var root = (ulong)Math.Sqrt(x);
        // The double may be one off either way; root² may need 65 bits.
        while ((UInt128)root * root > x) root--;
        while ((UInt128)(root + 1) * (root + 1) <= x) root++;
        var limit = x >> 32 == 0 ? ushort.MaxValue : uint.MaxValue;
        return x - root * root > root && root != limit ? (uint)(root + 1) : (uint)root;
    }
}
