namespace Mote.Numerics.Fast;

/// <summary>
/// What a tile multiplies: C[i, j] = or += Σ over segments s and steps k of A[s, i, k] · B[s, k, j]. A segment is a stretch of the sum
/// over which both operands advance by constant steps: a row of a convolution's window, an image of a batch.
/// </summary>
internal unsafe struct TileOperands
{
    public float* A, B, C;

    /// <summary>Floats from one row, step or segment of an operand to the next. A row of B and of C is contiguous.</summary>
    public nint ARow, AStep, ASegment, BStep, BSegment, CRow;

    public int Steps, Segments;

    /// <summary>Floats of the last vector of a row of C that are meant.</summary>
    public int Last;

    public bool Accumulate;
}
