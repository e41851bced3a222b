namespace Mote.Numerics.Fast;

/// <summary>
/// How <see cref="Recurrent"/> rounds hidden states, and an LSTM's cells, in each step; the default does not. The nearest point of a grid
/// is taken, of two the one with an even number of steps.
/// </summary>
/// <param name="raw">Rows of s: hidden states before they are rounded, set forward and read backward.</param>
/// <param name="hidden">The grid of hidden states.</param>
/// <param name="cell">The grid of cells; any for other cells than an LSTM's.</param>
public readonly unsafe struct RoundedStates(float* raw, QuantizationGrid<float> hidden, QuantizationGrid<float> cell = default)
{
    public bool Are => raw != null;

    internal V Hidden<V>(V x) where V : unmanaged, ILanes<V> => Nearest(x, hidden);

    internal V Cell<V>(V x) where V : unmanaged, ILanes<V> => Nearest(x, cell);

    internal float* Raw => raw;

    /// <summary>x where a hidden state was not clamped, else 0.</summary>
    internal V HiddenPasses<V>(V state, V x) where V : unmanaged, ILanes<V> => Passes(state, x, hidden);

    internal V CellPasses<V>(V state, V x) where V : unmanaged, ILanes<V> => Passes(state, x, cell);

    private static V Nearest<V>(V x, QuantizationGrid<float> grid) where V : unmanaged, ILanes<V>
    {
        V scale = V.Splat(grid.Scale);
        V steps = V.Round(x / scale);
        return scale * V.Min(V.Max(steps, V.Splat(grid.Min - grid.ZeroPoint)), V.Splat(grid.Max - grid.ZeroPoint));
    }

    private static V Passes<V>(V state, V x, QuantizationGrid<float> grid) where V : unmanaged, ILanes<V>
    {
        V steps = V.Round(state / V.Splat(grid.Scale));
        // Steps are whole: beyond an end is half a step beyond it.
        V low = V.Splat(grid.Min - grid.ZeroPoint - 0.5f), high = V.Splat(grid.Max - grid.ZeroPoint + 0.5f);
        V inside = V.Greater(steps, low) & V.Greater(high, steps);
        return V.Select(inside, x, V.Zero);
    }
}
