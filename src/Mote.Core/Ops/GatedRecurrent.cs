namespace Mote.Core.Ops;

/// <summary>
/// Gated recurrent unit over a sequence, as ONNX has it: for each step z = σ(Wz·x + Rz·h + Bz), r = σ(Wr·x + Rr·h + Br),
/// g = tanh(Wg·x + Bg + Rg·(r∘h)), or tanh(Wg·x + Bg + r∘(Rg·h + Rb)) with LinearBeforeReset, h' = (1 - z)∘g + z∘h, y = h'.
/// X [n,t,k], or [t,n,k] with TimeMajor; W [s,k], R [s,s], B and Rb [s], h [n,s]; Rb only with LinearBeforeReset.
/// Results: Y, of X's shape with s for k, and h'. Weights and biases come in the order of <see cref="GruGate"/>; biases that are
/// only ever added (ONNX's Wb and Rb of z and r, and of g without LinearBeforeReset) are one here.
/// </summary>
public sealed record Gru(bool LinearBeforeReset = false, bool TimeMajor = false) : Op
{
    public const int Input = 0, Weights = 1, Recurrent = 4, Bias = 7, RecurrentBias = 10, Hidden = 11;
}

/// <summary>The three parts of a <see cref="Gru"/>, in the order of its operands: z, r and g (which ONNX calls h).</summary>
public enum GruGate { Update, Reset, Candidate }

/// <summary>
/// FastGRNN (Kusupati and others, 2018) over a sequence: for each step a = W·x + U·h, z = σ(a + Bz), g = tanh(a + Bg),
/// h' = (Zeta·(1 - z) + Nu)∘g + z∘h, y = h'. X [n,t,k], or [t,n,k] with TimeMajor; W [s,k], B [s], h [n,s]; U [s,s], or U·F of rank
/// m with U [s,m] and F [m,s], which may be absent. A W of low rank is a <see cref="FullyConnected"/> in front.
/// Results: Y, of X's shape with s for k, and h'. Zeta and Nu lie in 0..1: the sigmoids of what is trained.
/// </summary>
public sealed record FastGrnn(float Zeta, float Nu, bool TimeMajor = false) : Op
{
    public const int Input = 0, Weights = 1, Recurrent = 2, RecurrentFactor = 3, UpdateBias = 4, CandidateBias = 5, Hidden = 6;
}
