using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Core.Rules;

/// <summary>
/// The integers that the scales of recurrent operators turn into, as <see cref="Requantization"/> has them for the others: the
/// products that the reference rounds to single precision are rounded here.
/// </summary>
public static class RecurrentScales
{
    private const float GateInput = 1f / (1 << 12);
    private const float GateOutput = 1f / (1 << 15);

    /// <summary>From the features' sums to the state, and from the sums over time to the output.</summary>
    public static (QuantizedMultiplier ToState, QuantizedMultiplier ToOutput) Svdf(
        TensorType x, TensorType features, TensorType times, TensorType state, TensorType y) => (
        Factor(x.PerTensor.Scale * features.PerTensor.Scale / state.PerTensor.Scale),
        Factor(state.PerTensor.Scale * times.PerTensor.Scale / y.PerTensor.Scale));

    /// <summary>From the sums over inputs (or hidden states) to a gate's argument, which has 12 fractional bits.</summary>
    public static QuantizedMultiplier Gate(TensorType x, TensorType weights) =>
        QuantizedMultiplier.FromReal((double)Math.Min(x.PerTensor.Scale * weights.PerTensor.Scale, float.MaxValue) / GateInput);

    public static LstmFactors Lstm(TensorType hidden, TensorType cell) => new(
        QuantizedMultiplier.FromReal((double)GateOutput * cell.PerTensor.Scale / cell.PerTensor.Scale),
        QuantizedMultiplier.FromReal((double)GateOutput * GateOutput / cell.PerTensor.Scale),
        QuantizedMultiplier.FromReal((double)GateOutput * GateOutput / hidden.PerTensor.Scale));

    /// <summary>The cell's scale as an exponent of two.</summary>
    public static int CellPower(TensorType cell) => (int)Math.Round(Math.Log2(cell.PerTensor.Scale), MidpointRounding.AwayFromZero);

    /// <summary>What the cell is clipped to, as stored integers; all of int16 where there is no clip.</summary>
    public static (int Low, int High) CellClip(Lstm op, TensorType cell)
    {
        if (op.CellClip <= 0) return (short.MinValue, short.MaxValue);
        var high = (int)Math.Min((double)op.CellClip / cell.PerTensor.Scale, short.MaxValue);
        return (-high, high);
    }

    private static QuantizedMultiplier Factor(float real) => QuantizedMultiplier.FromReal(Math.Min(real, float.MaxValue));
}

/// <summary>Factors of an LSTM's three products: forget gate and cell, input and cell gates, output gate and cell.</summary>
public readonly record struct LstmFactors(QuantizedMultiplier Forget, QuantizedMultiplier Input, QuantizedMultiplier Output);
