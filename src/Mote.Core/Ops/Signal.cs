using Mote.Core.Types;

namespace Mote.Core.Ops;

/// <summary>
/// Y = sat16((X · W) >> Shift), with &gt;&gt; rounding down: a frame under a window function. X int16 [..., n], repeated W int16 [n];
/// shift 0 to 31. TensorFlow Lite Micro: SignalWindow.
/// </summary>
public sealed record WindowFunction(int Shift) : Op
{
    public const int Input = 0, Weights = 1;
}

/// <summary>
/// Y = 2^s · X, so that the largest magnitude uses all 15 bits. X int16 [n]; results Y int16 [n] and s int32 []. As in the
/// reference, s is 0 where X is 0, and -32768 makes the search for the largest magnitude begin again (what then does not fit, wraps).
/// </summary>
public sealed record FftAutoScale : Op;

/// <summary>
/// Y[k] = Σ_t X[t]·e^(-2πi·k·t/Length) for k of 0 to Length/2, X padded with zeros; real and imaginary parts alternate. X [..., n],
/// Y [..., Length + 2], both int16, int32 or float. Integers: divided by the radix before each stage, that is by Length in all.
/// </summary>
public sealed record Rfft(int Length) : Op;

/// <summary>
/// The reals whose transform X is: X [..., Length + 2] as <see cref="Rfft"/> gives it, Y [..., Length]. Float is divided by Length;
/// integers are divided by the radix before each stage, which is that.
/// </summary>
public sealed record Irfft(int Length) : Op;

/// <summary>
/// Y[k] = (Re² + Im²) >> Shift of X[k] for k from Begin up to but not including End, 0 elsewhere. X int16 [2·n], parts alternate;
/// Y uint32 [n]; or X int32, Y uint64. Shift 0 to 63.
/// </summary>
public sealed record SpectrumEnergy(int Begin, int End, int Shift = 0) : Op;

/// <summary>
/// Triangular filters, each pair of neighbours sharing a band of bins: Y[c] = Σ_j U[j]·X[b+j] over band c + Σ_j W[j]·X[b+j] over
/// band c + 1. X uint32 or uint64 [n], W and U int16, Y uint64 [bands - 1]. Band b covers Widths[b] bins from Starts[b], its weights
/// begin at WeightStarts[b]. Sums wrap modulo 2^64.
/// </summary>
public sealed record FilterBank(EquatableArray<int> Starts, EquatableArray<int> WeightStarts, EquatableArray<int> Widths) : Op
{
    public const int Input = 0, Weights = 1, Unweights = 2;

    public int Channels => Starts.Count - 1;
}

/// <summary>
/// Y = round(√X) >> S, the root rounded to 32 bits, to 16 where X fits 32. X uint64 [n], S int32 [] (0 if it is not 0 to 31, as
/// then no bit is left), Y uint32 [n].
/// </summary>
public sealed record FilterBankSquareRoot : Op
{
    public const int Input = 0, Scale = 1;
}

/// <summary>
/// Noise removed from a filter bank's channels: with s = X · 2^SmoothingBits, N' = (s·a + N·(1-a)) >> Bits;
/// Y = max((s - min(N', s)) >> SmoothingBits, (X·MinSignalRemaining) >> Bits). Odd channels smooth with the alternate factors.
/// Factors are unsigned with Bits fractional bits; Clamping keeps N' at most s. X and N uint32 [n]. Results: Y and N'.
/// </summary>
public sealed record SpectralSubtraction(
    int Smoothing, int OneMinusSmoothing, int AlternateSmoothing, int AlternateOneMinusSmoothing, int MinSignalRemaining,
    int SmoothingBits, int Bits, bool Clamping) : Op
{
    public const int Input = 0, Noise = 1;
}

/// <summary>
/// Per-channel energy normalisation: a gain g(N), a piecewise quadratic of which Gains holds the coefficients, then
/// shrink((X·g) >> SnrShift) with 12 fractional bits, 6 in the result: x²/4 below 2, x - 1 above. X and N uint32 [n], Gains int16
/// [at least 125], Y uint32 [n].
/// </summary>
public sealed record Pcan(int SnrShift) : Op
{
    public const int Input = 0, Noise = 1, Gains = 2;

    /// <summary>Three for 0, 1 and 2, four (the last one unused) for each further number of bits.</summary>
    public const int GainCount = 125;
}

/// <summary>
/// Y = min(OutputScale · ln(X · 2^CorrectionBits), 32767), from a table with 128 segments; 0 where the argument is 0 or 1.
/// X uint32 [n], Y int16 [n].
/// </summary>
public sealed record FilterBankLog(int OutputScale, int CorrectionBits) : Op;
