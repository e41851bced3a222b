namespace Mote.Core.Ops;

/// <summary>
/// A filter bank over time, each filter of rank 1: M'[b,f] = M[b,f] shifted by one and Σ_i F[f,i]·X[b,i] at its end;
/// Y[b,u] = act(B[u] + Σ_r Σ_t T[u·Rank+r,t]·M'[b,u·Rank+r,t]). X [n,i], F [f,i], T [f,m], B [f/Rank], M [n,f·m].
/// Results: Y [n,f/Rank] and M'. Integers are clamped to int8 whatever the activation is, as the reference does.
/// </summary>
public sealed record Svdf(int Rank, Nonlinearity Activation = Nonlinearity.None) : Op
{
    public const int Input = 0, FeatureWeights = 1, TimeWeights = 2, Bias = 3, State = 4;
}

/// <summary>
/// Long short-term memory over a sequence: for each step i = σ(Wi·x + Ri·h + Bi), f and o alike, g = tanh(Wg·x + Rg·h + Bg),
/// c' = clip(f·c + i·g), h' = o·tanh(c'), y = h'. X [n,t,k], or [t,n,k] with TimeMajor; W [s,k], R [s,s], B [s], h and c [n,s].
/// Results: Y, of X's shape with s for k, h' and c'. Weights and biases come in the order of <see cref="LstmGate"/>.
/// A clip of 0 clips nothing.
/// </summary>
public sealed record Lstm(float CellClip = 0, bool TimeMajor = false) : Op
{
    public const int Input = 0, Weights = 1, Recurrent = 5, Bias = 9, Hidden = 13, Cell = 14;
}

/// <summary>The four parts of an <see cref="Lstm"/>, in the order of its operands.</summary>
public enum LstmGate { Input, Forget, Cell, Output }

/// <summary>What a filter bank does to its sums: clamps, and functions that no clamp is.</summary>
public enum Nonlinearity
{
    None,
    Relu,
    ReluN1To1,
    Relu6,
    Tanh,

    /// <summary>1 where the sign is negative, else 0.</summary>
    SignBit,
}

public static class StatefulOps
{
    /// <summary>
    /// Operands that an operator takes as a state and gives back changed. The new values are its last results, in this order.
    /// </summary>
    public static IReadOnlyList<int> StateOperands(this Op op) =>
        op is Svdf ? [Svdf.State]
        : op is Lstm ? [Lstm.Hidden, Lstm.Cell]
        : op is Gru ? [Gru.Hidden]
        : op is FastGrnn ? [FastGrnn.Hidden]
        : op.StreamOperands();

    /// <summary>States of operators on streams; a state without elements is no operand.</summary>
    private static IReadOnlyList<int> StreamOperands(this Op op) =>
        op is SpectralSubtraction ? [SpectralSubtraction.Noise]
        : op is Framer { Kept: > 0 } framer ? framer.Counts ? [Framer.History, Framer.Missing] : [Framer.History]
        : op is Stacker { Kept: > 0 } ? [Stacker.Frames, Stacker.Missing]
        : op is OverlapAdd { Kept: > 0 } ? [OverlapAdd.Tail]
        : op is Delay { Length: > 0 } ? [Delay.Line]
        : op is CircularBuffer ? [CircularBuffer.Rows]
        : op is Periodic ? [Periodic.Missing] : [];
}
