namespace Mote.Core.Ops;

/// <summary>Rows and columns added around an image, holding the real value zero.</summary>
public readonly record struct Padding(int Top, int Bottom, int Left, int Right)
{
    public bool IsNone => this == default;

    /// <summary>
    /// TensorFlow's SAME: the output has ceil(input / stride) positions; an odd remainder goes to the bottom and the right.
    /// </summary>
    public static (int Before, int After) Same(int input, int kernel, int stride, int dilation)
    {
        var output = (input + stride - 1) / stride;
        var total = Math.Max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - input);
        return (total / 2, total - total / 2);
    }
}

/// <summary>How a window moves over an image.</summary>
public readonly record struct Steps(int StrideY, int StrideX, int DilationY = 1, int DilationX = 1)
{
    public static readonly Steps One = new(1, 1);
}

/// <summary>
/// Y[n,y,x,o] = act(B[o] + Σ X[n, y·s+i·d-p, x·s+j·d-p, g+c] · W[o,i,j,c]). X [n,h,w,c], W [m,kh,kw,c/groups], B [m].
/// </summary>
public sealed record Conv2D(Steps Steps, Padding Padding, Activation Activation = Activation.None) : Op
{
    public const int Input = 0, Weights = 1, Bias = 2;
}

/// <summary>
/// Y[n,y,x,o] = act(B[o] + Σ X[n, y·s+i·d-p, x·s+j·d-p, o / multiplier] · W[0,i,j,o]).
/// X [n,h,w,c], W [1,kh,kw,c·multiplier], B [c·multiplier].
/// </summary>
public sealed record DepthwiseConv2D(Steps Steps, Padding Padding, Activation Activation = Activation.None) : Op
{
    public const int Input = 0, Weights = 1, Bias = 2;
}

/// <summary>Mean over each window; padding does not count. X [n,h,w,c].</summary>
public sealed record AveragePool2D(int KernelY, int KernelX, Steps Steps, Padding Padding, Activation Activation = Activation.None) : Op;

/// <summary>Maximum over each window; padding does not count. X [n,h,w,c].</summary>
public sealed record MaxPool2D(int KernelY, int KernelX, Steps Steps, Padding Padding, Activation Activation = Activation.None) : Op;

/// <summary>√(mean of squares) over each window; padding does not count. X [n,h,w,c], real.</summary>
public sealed record L2Pool2D(int KernelY, int KernelX, Steps Steps, Padding Padding, Activation Activation = Activation.None) : Op;
