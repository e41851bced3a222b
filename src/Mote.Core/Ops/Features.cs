using Mote.Core.Types;

namespace Mote.Core.Ops;

/// <summary>
/// Logarithms of a spectrum's channels with 2^-FractionBits as the step: Y = sat16(round(2^FractionBits · (log2 A - log2 R + Offset))),
/// where A is X + Floor (saturating) if Added, otherwise max(X, Floor), and at least 1; all logarithms have 16 fractional bits, from a
/// table with 128 segments. X uint32 or uint64 [n], Floors uint64 [n], Offsets int32 [n] with 16 fractional bits. Reference is optional,
/// one int32, less than 1 counts as 1: levels are relative to it, that is, R is Reference and floors, which have 16 fractional bits
/// then, are multiplied by it (modulo 2^64) and shifted; without it R is 1. Y int16 [n]. FractionBits 0 to 15.
/// </summary>
public sealed record LogSpectrum(int FractionBits, bool Added) : Op
{
    public const int Input = 0, Floors = 1, Offsets = 2, Reference = 3;
}

/// <summary>What <see cref="Standardize"/> divides by.</summary>
public enum StandardDeviation
{
    /// <summary>Nothing: means are subtracted, no more.</summary>
    None,

    /// <summary>Each channel's own deviation.</summary>
    Channel,

    /// <summary>That of all channels together.</summary>
    All,
}

/// <summary>
/// Y = (X - mean) / √(variance + Epsilon), the mean over axis 1 for each channel, the variance over axis 1 and perhaps all channels
/// (<see cref="StandardDeviation"/>; divided by the number of elements). X [b, n, ...], every b on its own. Float, or int8 and int16 with
/// one scale for the whole tensor, to float, int8 or int16. Integers: with c = n·X - ΣX and V = Σc²/n + Epsilon in the same unit,
/// 64 bits each, √V has 32 bits, and one rounding follows; n up to 16384.
/// </summary>
public sealed record Standardize(StandardDeviation Deviation, float Epsilon, ElementType To) : Op;
