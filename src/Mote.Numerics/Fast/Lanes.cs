using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mote.Numerics.Fast;

/// <summary>
/// The widest registers that this machine computes in. Kernels' results depend on their arguments and on this width (it decides the
/// order of sums), never on anything else.
/// </summary>
public static class Lanes
{
    /// <summary>Floats in a register: 16 (AVX-512), 8 (AVX2) or 4.</summary>
    public static int Width => Has512 ? Lanes512.Width : Has256 ? Lanes256.Width : Lanes128.Width;

    internal static bool Has512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    internal static bool Has256 => Vector256.IsHardwareAccelerated && Avx.IsSupported;

    /// <summary><paramref name="count"/> floats rounded up to whole registers.</summary>
    public static int RoundUp(int count) => (count + Width - 1) / Width * Width;
}
