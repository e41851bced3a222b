namespace Mote.Core.Ops;

/// <summary>
/// Y[n,y,x,o] = act(B[o] + Σ X[n,i,j,c] · W[o, y+top-i·s, x+left-j·s, c]) over all i, j, c for which there is such a weight: each
/// pixel of X paints the kernel into Y, Steps apart. X [n,h,w,c], W [m,kh,kw,c], B [m], Y [n,Height,Width,m].
/// </summary>
public sealed record TransposeConv2D(int Height, int Width, Steps Steps, int Top, int Left, Activation Activation = Activation.None) : Op
{
    public const int Input = 0, Weights = 1, Bias = 2;
}

/// <summary>
/// Y[b] = A[b] · B[b]; A [...,n,k] (or [...,k,n] with TransposeA), B [...,k,m] (or [...,m,k] with TransposeB), leading dimensions
/// broadcast as in NumPy.
/// </summary>
public sealed record BatchMatMul(bool TransposeA = false, bool TransposeB = false) : Op;
