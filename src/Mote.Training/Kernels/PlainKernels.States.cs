using Mote.Numerics;
using Mote.Training.Execution;
using Mote.Training.Networks;

namespace Mote.Training.Kernels;

/// <summary>Hidden states and cells that are rounded in each step, as the integer graph stores them.</summary>
internal static unsafe partial class PlainKernels<T>
{
    /// <param name="raw">Rows of states before they are rounded; null where they are not.</param>
    /// <param name="y">Rows of states.</param>
    /// <param name="width">Of a row.</param>
    /// <param name="grid">That they are rounded to.</param>
    private readonly struct StateRows(T* raw, T* y, int width, QuantizationGrid<T> grid)
    {
        /// <summary>Keeps a row as it is and rounds it.</summary>
        public void Round(int row)
        {
            if (raw == null) return;
            var state = new Span<T>(y + (long)row * width, width);
            state.CopyTo(new Span<T>(raw + (long)row * width, width));
            FakeQuantization.Forward(state, grid, state);
        }

        /// <summary>Whether a gradient goes through an element's rounding: not where it was clamped.</summary>
        public bool Passes(int row, int j) => raw == null || IsWithin(raw[(long)row * width + j], grid);
    }

    /// <summary>Of a cell, forward: the last result is what there was before the rounding.</summary>
    private static StateRows States(in NodeCall<T> c, StateRounding? rounding, int range) => rounding is null ? default
        : new(c.Y(c.Results - 1), c.Y(0), c.YShape()[2], rounding.Grid(c.X(range)[0], c.X(range)[1]));

    /// <summary>Of a cell's gradient: the range follows the states before the rounding.</summary>
    private static StateRows StatesBack(in NodeCall<T> c, StateRounding? rounding, int raw) => rounding is null ? default
        : new(c.X(raw), null, c.XShape(0)[2], rounding.Grid(c.X(raw + 1)[0], c.X(raw + 1)[1]));

    private static QuantizationGrid<T> CellGrid(ReadOnlySpan<T> range) =>
        QuantizationGrid.OfActivation(range[0], range[1], Networks.LstmSequence.CellBits);

    private static T Rounded(T x, QuantizationGrid<T> grid)
    {
        var one = new Span<T>(ref x);
        FakeQuantization.Forward(one, grid, one);
        return x;
    }

    private static bool IsWithin(T x, QuantizationGrid<T> grid)
    {
        var steps = T.Round(x / grid.Scale, MidpointRounding.AwayFromZero);
        return steps >= T.CreateChecked(grid.Min - grid.ZeroPoint) && steps <= T.CreateChecked(grid.Max - grid.ZeroPoint);
    }
}
