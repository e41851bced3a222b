namespace Mote.Numerics.Fast;

/// <summary>
/// Products of row-major matrices, C[M,N] = or += A[M,K]·B[K,N]. B is best packed once (weights that many chunks of a batch share); where
/// it is as large as A (gradients of weights), it is read where it lies. Leading dimensions are floats from row to row.
/// Register tiles after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008).
/// </summary>
public static unsafe class Gemm
{
    /// <summary>Floats of a packed B[K,N]: its columns are filled up to whole registers with zeros.</summary>
    public static int PackedFloats(int n, int k) => Lanes.RoundUp(n) * k;

    /// <summary>Packs B[K,N], or with <paramref name="transposed"/> B given as [N,K], into panels of as many columns as tiles.</summary>
    public static void Pack(bool transposed, int n, int k, float* b, nint ldb, float* packed)
    {
        if (Lanes.Has512)
            GemmOn<Lanes512>.Pack(transposed, n, k, b, ldb, packed);
        else if (Lanes.Has256)
            GemmOn<Lanes256>.Pack(transposed, n, k, b, ldb, packed);
        else
            GemmOn<Lanes128>.Pack(transposed, n, k, b, ldb, packed);
    }

    /// <summary>C = or += A·B with B of <see cref="Pack"/>; with <paramref name="transposedA"/> A is given as [K,M].</summary>
    public static void MultiplyPacked(
        bool transposedA, int m, int n, int k, float* a, nint lda, float* packed, float* c, nint ldc, bool accumulate)
    {
        if (Lanes.Has512)
            GemmOn<Lanes512>.MultiplyPacked(transposedA, m, n, k, a, lda, packed, c, ldc, accumulate);
        else if (Lanes.Has256)
            GemmOn<Lanes256>.MultiplyPacked(transposedA, m, n, k, a, lda, packed, c, ldc, accumulate);
        else
            GemmOn<Lanes128>.MultiplyPacked(transposedA, m, n, k, a, lda, packed, c, ldc, accumulate);
    }

    /// <summary>C = or += A·B with B[K,N] as it lies; with <paramref name="transposedA"/> A is given as [K,M].</summary>
    public static void Multiply(
        bool transposedA, int m, int n, int k, float* a, nint lda, float* b, nint ldb, float* c, nint ldc, bool accumulate)
    {
        if (Lanes.Has512)
            GemmOn<Lanes512>.Multiply(transposedA, m, n, k, a, lda, b, ldb, c, ldc, accumulate);
        else if (Lanes.Has256)
            GemmOn<Lanes256>.Multiply(transposedA, m, n, k, a, lda, b, ldb, c, ldc, accumulate);
        else
            GemmOn<Lanes128>.Multiply(transposedA, m, n, k, a, lda, b, ldb, c, ldc, accumulate);
    }

    /// <summary>C = or += A·Bᵀ with B given as [N,K], packed into <paramref name="scratch"/> of <see cref="PackedFloats"/>.</summary>
    public static void MultiplyTransposed(
        bool transposedA, int m, int n, int k, float* a, nint lda, float* b, nint ldb, float* c, nint ldc, bool accumulate, float* scratch)
    {
        Pack(true, n, k, b, ldb, scratch);
        MultiplyPacked(transposedA, m, n, k, a, lda, scratch, c, ldc, accumulate);
    }
}
