using Mote.Core;
using Mote.Numerics;

namespace Mote.Training.Arithmetic;

/// <summary>A narrow number format of a training.</summary>
[Closed]
public abstract record RoundedFormat
{
    private protected RoundedFormat()
    {
    }

    /// <summary>8 bits, 3 of them behind the first significant one, up to 448 (OCP 8-bit Floating Point Specification 1.0).</summary>
    public static FloatingPoint E4M3 { get; } = new(4, 3, HasInfinities: false);

    /// <summary>8 bits, 2 of them behind the first significant one, up to 57,344: OCP's, and the one of Wang and others (2018).</summary>
    public static FloatingPoint E5M2 { get; } = new(5, 2);

    /// <summary>16 bits with 6 of exponent: what Wang and others (2018) add and update in.</summary>
    public static FloatingPoint SixteenBits { get; } = new(6, 9);

    public abstract RoundingGrid Grid { get; }

    /// <summary>For people.</summary>
    public abstract string Name { get; }

    /// <summary>Two's complement: &lt;IL, FL&gt; of Gupta and others (2015) with IL = WordBits - FractionBits.</summary>
    /// <param name="WordBits">2 to 24.</param>
    /// <param name="FractionBits">0 to 30.</param>
    public sealed record FixedPoint(int WordBits, int FractionBits) : RoundedFormat
    {
        public override RoundingGrid Grid => RoundingGrid.FixedPoint(WordBits, FractionBits);

        public override string Name => $"<{WordBits - FractionBits},{FractionBits}>";
    }

    /// <param name="ExponentBits">2 to 6.</param>
    /// <param name="SignificandBits">Those that are stored, 1 to 14.</param>
    /// <param name="HasInfinities">As IEEE 754; else the largest exponent serves numbers, too.</param>
    public sealed record FloatingPoint(int ExponentBits, int SignificandBits, bool HasInfinities = true) : RoundedFormat
    {
        public override RoundingGrid Grid => RoundingGrid.FloatingPoint(ExponentBits, SignificandBits, HasInfinities);

        public override string Name => $"1-{ExponentBits}-{SignificandBits}";
    }
}
