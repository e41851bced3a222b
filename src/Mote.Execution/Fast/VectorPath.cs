using System.Runtime.Intrinsics.X86;

namespace Mote.Execution.Fast;

/// <summary>Which instructions the fast kernels are made of. All give the same bits.</summary>
public enum VectorPath
{
    /// <summary>Vectors that every processor has, or that .NET imitates.</summary>
    Portable,

    /// <summary>256 bits, products of 16-bit integers.</summary>
    Avx2,

    /// <summary>256 bits, products of 8-bit integers, four to a sum.</summary>
    AvxVnni,

    /// <summary>Products as <see cref="Avx2"/>, rescaling in 512 bits.</summary>
    Avx512,

    /// <summary>Products as <see cref="AvxVnni"/>, rescaling in 512 bits.</summary>
    Avx512Vnni,
}

/// <summary>What this processor has of them.</summary>
public static class VectorPaths
{
    /// <summary>From the slowest to the fastest.</summary>
    public static IReadOnlyList<VectorPath> Supported { get; } = [.. Enum.GetValues<VectorPath>().Where(IsSupported)];

    public static VectorPath Best => Supported[^1];

    public static bool IsSupported(VectorPath path) => path switch
    {
        VectorPath.Portable => true,
        VectorPath.Avx2 => Avx2.IsSupported,
        VectorPath.AvxVnni => Avx2.IsSupported && AvxVnni.IsSupported,
        VectorPath.Avx512 => HasAvx512,
        VectorPath.Avx512Vnni => HasAvx512 && AvxVnni.IsSupported,
    };

    private static bool HasAvx512 => Avx2.IsSupported && Avx512F.VL.IsSupported && Avx512BW.VL.IsSupported;
}
