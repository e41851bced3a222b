using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>
/// The integer constants that stand for a float cell's, once it is decided how inputs and hidden states are stored: int8 weights
/// with one symmetric scale each, and biases at the scale of the sums that they are added to.
/// </summary>
public static class GatedQuantization
{
    /// <param name="op">The cell.</param>
    /// <param name="reals">Its float constants, operand by operand from <see cref="Ops.Gru.Weights"/> on; null where absent.</param>
    /// <param name="x">How inputs are stored: int8 or int16.</param>
    /// <param name="hidden">How hidden states are stored.</param>
    /// <param name="scale">Of a matrix, by its operand, where it is given already.</param>
    /// <returns>The operands between input and hidden state.</returns>
    public static Tensor?[] Gru(
        Gru op, IReadOnlyList<Tensor?> reals, TensorType x, TensorType hidden, Func<int, float?>? scale = null)
    {
        var integers = new Tensor?[Ops.Gru.Hidden];
        for (var gate = 0; gate < 3; gate++)
        {
            integers[Ops.Gru.Weights + gate] = Weights(Real(Ops.Gru.Weights + gate), scale?.Invoke(Ops.Gru.Weights + gate));
            integers[Ops.Gru.Recurrent + gate] = Weights(Real(Ops.Gru.Recurrent + gate), scale?.Invoke(Ops.Gru.Recurrent + gate));
            integers[Ops.Gru.Bias + gate] = Bias(Real(Ops.Gru.Bias + gate), x, integers[Ops.Gru.Weights + gate]!.Type);
        }
        if (op.LinearBeforeReset)
            integers[Ops.Gru.RecurrentBias] = Bias(Real(Ops.Gru.RecurrentBias), hidden,
                integers[Ops.Gru.Recurrent + (int)GruGate.Candidate]!.Type);
        return integers[Ops.Gru.Weights..];

        Tensor Real(int operand) => reals[operand - Ops.Gru.Weights]
            ?? throw new ArgumentException($"operand {operand} is missing", nameof(reals));
    }

    /// <param name="reals">Float constants from <see cref="Ops.FastGrnn.Weights"/> on; null where absent.</param>
    /// <param name="x">How inputs are stored: int8 or int16.</param>
    /// <param name="hidden">How hidden states are stored.</param>
    /// <param name="scale">Of a matrix, by its operand, where it is given already.</param>
    /// <returns>The operands between input and hidden state.</returns>
    public static Tensor?[] FastGrnn(IReadOnlyList<Tensor?> reals, TensorType x, TensorType hidden, Func<int, float?>? scale = null)
    {
        var weights = Weights(Real(Ops.FastGrnn.Weights), scale?.Invoke(Ops.FastGrnn.Weights));
        var recurrent = Weights(Real(Ops.FastGrnn.Recurrent), scale?.Invoke(Ops.FastGrnn.Recurrent));
        Tensor? factor = null;
        if (reals[Ops.FastGrnn.RecurrentFactor - Ops.FastGrnn.Weights] is { } second)
        {
            // What lies between the factors has a fixed range: a power of two moves from one to the other, which changes no product.
            var power = BalancingPower(second, hidden);
            factor = Scaled(Weights(second, scale?.Invoke(Ops.FastGrnn.RecurrentFactor)), -power);
            recurrent = Scaled(recurrent, power);
        }
        return [weights, recurrent, factor, Bias(Real(Ops.FastGrnn.UpdateBias), x, weights.Type),
            Bias(Real(Ops.FastGrnn.CandidateBias), x, weights.Type)];

        Tensor Real(int operand) => reals[operand - Ops.FastGrnn.Weights]
            ?? throw new ArgumentException($"operand {operand} is missing", nameof(reals));
    }

    /// <summary>int8 with one scale, such that the largest magnitude is 127 unless the scale is given; larger ones are clamped.</summary>
    public static Tensor Weights(Tensor reals, float? given = null)
    {
        var values = reals.Span<float>();
        var largest = 0f;
        foreach (var value in values) largest = Math.Max(largest, Math.Abs(value));
        var scale = given ?? (largest > 0 ? largest / sbyte.MaxValue : 1);
        var integers = new sbyte[values.Length];
        for (var i = 0; i < integers.Length; i++)
            integers[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scale, MidpointRounding.AwayFromZero), -sbyte.MaxValue, sbyte.MaxValue);
        return Tensor.From<sbyte>(new TensorType(ElementType.Int8, reals.Type.Shape, new Quantization.PerTensor(scale, 0)), integers);
    }

    /// <summary>At the scale of what the weights read times their own: int32 beside int8, int64 beside int16.</summary>
    public static Tensor Bias(Tensor reals, TensorType read, TensorType weights)
    {
        var scale = (double)read.PerTensor.Scale * weights.PerTensor.Scale;
        var integers = new long[reals.Type.Elements];
        for (var i = 0; i < integers.Length; i++)
            integers[i] = (long)Math.Round(reals.Span<float>()[i] / scale, MidpointRounding.AwayFromZero);
        if (read.Element != ElementType.Int8) return Tensor.From<long>(new TensorType(ElementType.Int64, reals.Type.Shape), integers);
        return Tensor.From<int>(new TensorType(ElementType.Int32, reals.Type.Shape),
            [.. integers.Select(v => (int)Math.Clamp(v, int.MinValue, int.MaxValue))]);
    }

    /// <summary>The power of two by which the second factor's results exceed, at most, what the first can read.</summary>
    private static int BalancingPower(Tensor factor, TensorType hidden)
    {
        var (low, high) = hidden.Element.Range();
        var q = hidden.PerTensor;
        var largestState = q.Scale * Math.Max((double)high - q.ZeroPoint, q.ZeroPoint - (double)low);
        var columns = factor.Type.Shape[1];
        var largestSum = 0.0;
        for (var row = 0; row < factor.Type.Shape[0]; row++)
        {
            var sum = 0.0;
            foreach (var weight in factor.Span<float>().Slice(row * columns, columns)) sum += Math.Abs(weight);
            largestSum = Math.Max(largestSum, sum);
        }
        var range = Math.ScaleB(short.MaxValue, -GatedScales.ArgumentBits);
        return largestSum > 0 ? (int)Math.Ceiling(Math.Log2(largestSum * largestState / range)) : 0;
    }

    private static Tensor Scaled(Tensor weights, int power) => Tensor.FromBytes(
        weights.Type with { Quantization = new Quantization.PerTensor(MathF.ScaleB(weights.Type.PerTensor.Scale, power), 0) },
        weights.Bytes);
}
