namespace Mote.Core.Ops;

/// <summary>
/// Y = act(X · Wᵀ + B). X holds n·k elements in any shape, W [m,k], B [m]; Y [n,m], or X's leading dimensions and m with KeepDims.
/// </summary>
public sealed record FullyConnected(Activation Activation = Activation.None, bool KeepDims = false) : Op
{
    public const int Input = 0, Weights = 1, Bias = 2;
}
