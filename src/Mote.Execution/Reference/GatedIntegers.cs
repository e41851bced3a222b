using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

/// <summary>
/// The arithmetic that gated cells on integers share: sums for gates, and the new hidden state. See <see cref="GatedScales"/>.
/// </summary>
internal sealed class GatedIntegers
{
    private readonly TensorType _hidden;
    private readonly TensorType _y;
    private readonly QuantizedMultiplier _share;
    private readonly int _extraBits;

    public GatedIntegers(TensorType hidden, TensorType y, QuantizedMultiplier share)
    {
        (_hidden, _y, _share, _extraBits) = (hidden, y, share, GatedScales.ExtraBits(hidden));
    }

    /// <summary>σ, of an argument with 12 fractional bits; the result has 15.</summary>
    public static int Sigmoid(int argument) => GateMath.Sigmoid(Saturate(argument));

    /// <summary>tanh, likewise.</summary>
    public static int Tanh(int argument) => GateMath.Tanh(Saturate(argument), -GatedScales.ArgumentBits);

    /// <summary>A row of a matrix times a vector, plus a bias, as a gate's argument: saturated to int16.</summary>
    public static int Sum(ReadOnlySpan<int> vector, TensorType type, ReadOnlySpan<sbyte> matrix, TensorType weights, int row, long bias = 0)
    {
        var w = matrix.Slice(row * vector.Length, vector.Length);
        var sum = bias;
        for (var i = 0; i < w.Length; i++) sum += w[i] * (vector[i] - type.PerTensor.ZeroPoint);
        var factor = RecurrentScales.Gate(type, weights);
        return Saturate(type.Element == ElementType.Int8
            ? FixedPoint.Multiply(unchecked((int)sum), factor) : FixedPoint.MultiplyWide(sum, factor));
    }

    /// <summary>The new hidden state, stored.</summary>
    /// <param name="share">The candidate with its factor.</param>
    /// <param name="update">The update gate, with 15 fractional bits.</param>
    /// <param name="state">The old hidden state, stored.</param>
    public int Blend(int share, int update, int state)
    {
        var added = FixedPoint.Multiply(share, _share);
        var kept = FixedPoint.RoundingDivideByPowerOfTwo(update * (state - _hidden.PerTensor.ZeroPoint), 15 - _extraBits);
        var next = FixedPoint.RoundingDivideByPowerOfTwo(added + kept, _extraBits) + _hidden.PerTensor.ZeroPoint;
        var (low, high) = _hidden.Element.Range();
        return Math.Clamp(next, low, high);
    }

    /// <summary>A hidden state as the output stores it.</summary>
    public int Output(int state)
    {
        if (_y.Element == _hidden.Element) return state;
        var (low, high) = _y.Element.Range();
        return Math.Clamp(FixedPoint.Multiply(state, Requantization.Rescale(_hidden, _y)) + _y.PerTensor.ZeroPoint, low, high);
    }

    private static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);
}
