using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Core.Rules;

/// <summary>
/// The integers that scales turn into in <see cref="Gru"/> and <see cref="FastGrnn"/>. Gates are as an LSTM's: sums are rescaled to
/// 12 fractional bits and saturated to int16, σ and tanh come from the table with 15. A new hidden state is the sum of the
/// candidate's share and the kept share, both rounded to steps finer than its own, so that it is rounded to its own only once.
/// </summary>
public static class GatedScales
{
    /// <summary>Fractional bits of a gate's argument, and of the short vector between the factors of a recurrent matrix.</summary>
    public const int ArgumentBits = 12;

    private const int GateBits = 15;

    /// <summary>Hidden states have at least this scale: their sums stay far from the ends of 32 bits.</summary>
    public const float LeastHiddenScale = 1f / (1 << 20);

    /// <summary>By how many bits the shares of a new hidden state are finer than itself: as many as int8 leaves room for.</summary>
    public static int ExtraBits(TensorType hidden) => hidden.Element == ElementType.Int8 ? 7 : 0;

    /// <summary>Right shift of reset gate times hidden state, so that the product is int16.</summary>
    public static int ResetShift(TensorType hidden) => hidden.Element == ElementType.Int8 ? 8 : GateBits;

    /// <summary>The hidden state times its reset gate.</summary>
    public static TensorType ResetState(TensorType hidden) => hidden with
    {
        Element = ElementType.Int16,
        Quantization = new Quantization.PerTensor(MathF.ScaleB(hidden.PerTensor.Scale, ResetShift(hidden) - GateBits), 0),
    };

    /// <summary>What lies between the factors of a recurrent matrix, as operand of the second.</summary>
    public static TensorType Between(int rank) =>
        new(ElementType.Int16, [rank], new Quantization.PerTensor(1f / (1 << ArgumentBits), 0));

    /// <summary>From (1 - update) times candidate, with 30 fractional bits, to the hidden state and its extra bits.</summary>
    public static QuantizedMultiplier GruShare(TensorType hidden) => Share(hidden, 2 * GateBits);

    /// <summary>From (Zeta·(1 - update) + Nu) times candidate, with 29 fractional bits: the first factor reaches 2.</summary>
    public static QuantizedMultiplier FastGrnnShare(TensorType hidden) => Share(hidden, 2 * GateBits - 1);

    /// <summary>Zeta or Nu with 14 fractional bits.</summary>
    public static int Coefficient(float value) => (int)MathF.Round(value * (1 << (GateBits - 1)), MidpointRounding.AwayFromZero);

    private static QuantizedMultiplier Share(TensorType hidden, int bits) =>
        QuantizedMultiplier.FromReal(Math.ScaleB(1 / (double)hidden.PerTensor.Scale, ExtraBits(hidden) - bits));
}
