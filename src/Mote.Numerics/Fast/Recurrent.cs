namespace Mote.Numerics.Fast;

/// <summary>
/// Recurrent cells over batches of sequences, forward and backward through time. Row n·steps + i of a matrix is step i of sequence n;
/// states begin at zero. What the gates see of the input, X·Wᵀ + b, is a product over all steps at once that the caller makes, forward and
/// backward; these kernels do what must be done step by step. Matrices of gates are stacked.
/// </summary>
public static unsafe class Recurrent
{
    /// <summary>Long short-term memory. The gates' order is input, forget, cell, output.</summary>
    /// <param name="packed">R [4s,s] packed by <see cref="Gemm.Pack"/> as transposed (n = 4s, k = s).</param>
    /// <param name="gates">Rows of 4s: X·Wᵀ + b before, the gates' values after.</param>
    /// <param name="cells">Rows of s, set.</param>
    /// <param name="y">Rows of s, set: the hidden states.</param>
    public static void Lstm(int batch, int steps, int s, float* packed, float* gates, float* cells, float* y,
        RoundedStates rounding = default)
    {
        if (Lanes.Has512)
            RecurrentOn<Lanes512>.Lstm(batch, steps, s, packed, gates, cells, y, rounding);
        else if (Lanes.Has256)
            RecurrentOn<Lanes256>.Lstm(batch, steps, s, packed, gates, cells, y, rounding);
        else
            RecurrentOn<Lanes128>.Lstm(batch, steps, s, packed, gates, cells, y, rounding);
    }

    /// <summary>The gradients of the gates before their functions (from which those of X, W and b follow), and of R (added to).</summary>
    /// <param name="packed">R [4s,s] packed as it lies (n = s, k = 4s).</param>
    /// <param name="scratch">2 · batch · s floats.</param>
    public static void LstmGradient(
        int batch, int steps, int s, float* dy, float* packed, float* y, float* gates, float* cells, float* dGates, float* dR,
        float* scratch, RoundedStates rounding = default)
    {
        if (Lanes.Has512)
            RecurrentOn<Lanes512>.LstmGradient(batch, steps, s, dy, packed, y, gates, cells, dGates, dR, scratch, rounding);
        else if (Lanes.Has256)
            RecurrentOn<Lanes256>.LstmGradient(batch, steps, s, dy, packed, y, gates, cells, dGates, dR, scratch, rounding);
        else
            RecurrentOn<Lanes128>.LstmGradient(batch, steps, s, dy, packed, y, gates, cells, dGates, dR, scratch, rounding);
    }

    /// <summary>
    /// Gated recurrent unit, the reset after the product (ONNX's linear_before_reset). The gates' order is update, reset, candidate.
    /// </summary>
    /// <param name="packed">R [3s,s] packed as transposed (n = 3s, k = s).</param>
    /// <param name="bias">[s], of the candidate's recurrent sum.</param>
    /// <param name="sums">Rows of 3s: X·Wᵀ + b.</param>
    /// <param name="gates">Rows of 4s, set: the three gates and the candidate's recurrent sum.</param>
    /// <param name="scratch">batch · 3s floats.</param>
    public static void Gru(int batch, int steps, int s, float* packed, float* bias, float* sums, float* gates, float* y, float* scratch,
        RoundedStates rounding = default)
    {
        if (Lanes.Has512)
            RecurrentOn<Lanes512>.Gru(batch, steps, s, packed, bias, sums, gates, y, scratch, rounding);
        else if (Lanes.Has256)
            RecurrentOn<Lanes256>.Gru(batch, steps, s, packed, bias, sums, gates, y, scratch, rounding);
        else
            RecurrentOn<Lanes128>.Gru(batch, steps, s, packed, bias, sums, gates, y, scratch, rounding);
    }

    /// <summary>The gradients of the gates before their functions, of R and of the recurrent bias (both added to).</summary>
    /// <param name="packed">R [3s,s] packed as it lies (n = s, k = 3s).</param>
    /// <param name="scratch">batch · s + batch · steps · 3s floats.</param>
    public static void GruGradient(
        int batch, int steps, int s, float* dy, float* packed, float* y, float* gates, float* dGates, float* dR, float* dBias,
        float* scratch, RoundedStates rounding = default)
    {
        if (Lanes.Has512)
            RecurrentOn<Lanes512>.GruGradient(batch, steps, s, dy, packed, y, gates, dGates, dR, dBias, scratch, rounding);
        else if (Lanes.Has256)
            RecurrentOn<Lanes256>.GruGradient(batch, steps, s, dy, packed, y, gates, dGates, dR, dBias, scratch, rounding);
        else
            RecurrentOn<Lanes128>.GruGradient(batch, steps, s, dy, packed, y, gates, dGates, dR, dBias, scratch, rounding);
    }
}
