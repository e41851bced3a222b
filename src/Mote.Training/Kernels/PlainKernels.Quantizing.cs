using Mote.Training.Execution;

namespace Mote.Training.Kernels;

internal static unsafe partial class PlainKernels<T>
{
    public static NodeKernel<T> QuantizeActivation(int bits) => (in c) =>
    {
        var x = c.XSpan(0);
        var y = c.YSpan();
        var grid = Grid<T>.OfRange(c.X(1)[0], c.X(1)[1], bits);
        for (var i = 0; i < y.Length; i++) y[i] = grid.Nearest(x[i]);
    };

    public static NodeKernel<T> QuantizeActivationGradient(int bits) => (in c) =>
    {
        var dy = c.XSpan(0);
        var x = c.XSpan(1);
        var dx = c.YSpan();
        var grid = Grid<T>.OfRange(c.X(2)[0], c.X(2)[1], bits);
        for (var i = 0; i < dx.Length; i++) dx[i] = grid.Holds(x[i]) ? dy[i] : T.Zero;
    };

    public static NodeKernel<T> Extremes => (in c) =>
    {
        var (low, high) = (T.PositiveInfinity, T.NegativeInfinity);
        foreach (var x in c.XSpan(0)) (low, high) = (T.Min(low, x), T.Max(high, x));
        (c.Y()[0], c.Y()[1]) = (-low, high);
    };

    public static NodeKernel<T> MoveRange(T momentum) => (in c) =>
    {
        c.Y()[0] = Moved(c.X(0)[0], -c.X(1)[0], momentum);
        c.Y()[1] = Moved(c.X(0)[1], c.X(1)[1], momentum);
    };

    public static NodeKernel<T> QuantizeWeights(int bits, int axis) => (in c) =>
    {
        var w = c.XSpan(0);
        var y = c.YSpan();
        var along = new AlongAxis(c.XShape(0), axis);
        var largest = new T[along.Count];
        for (var i = 0; i < w.Length; i++) largest[along.Of(i)] = T.Max(largest[along.Of(i)], T.Abs(w[i]));
        var grids = largest.Select(l => Grid<T>.OfStep(l / T.CreateChecked((1 << (bits - 1)) - 1), bits)).ToArray();
        for (var i = 0; i < y.Length; i++) y[i] = grids[along.Of(i)].Nearest(w[i]);
    };

    public static NodeKernel<T> QuantizeWithSteps(int bits, int axis) => (in c) =>
    {
        var w = c.XSpan(0);
        var y = c.YSpan();
        var along = new AlongAxis(c.XShape(0), axis);
        for (var i = 0; i < y.Length; i++) y[i] = Grid<T>.OfStep(c.X(1)[along.Of(i)], bits).Nearest(w[i]);
    };

    /// <summary>
    /// Esser and others (2020), equations 2 to 5: inside the range dY reaches the weight, and the step through the rounding error; outside only
    /// the step, times the bound. The step's gradient is divided by √(weights of the step · bound).
    /// </summary>
    public static NodeKernel<T> QuantizeWithStepsGradient(int bits, int axis) => (in c) =>
    {
        var dy = c.XSpan(0);
        var w = c.XSpan(1);
        var dw = c.YSpan(0);
        var along = new AlongAxis(c.XShape(1), axis);
        var bound = T.CreateChecked((1 << (bits - 1)) - 1);
        var dStep = c.YSpan(1);
        dStep.Clear();
        for (var i = 0; i < dw.Length; i++)
        {
            var step = c.X(2)[along.Of(i)];
            var q = w[i] / step;
            var inside = T.Abs(q) <= bound;
            dw[i] = inside ? dy[i] : T.Zero;
            dStep[along.Of(i)] += dy[i] * (inside ? T.Round(q) - q : T.CopySign(bound, q));
        }
        var share = T.One / T.Sqrt(bound * T.CreateChecked(w.Length / along.Count));
        for (var i = 0; i < dStep.Length; i++) dStep[i] *= share;
    };

    /// <summary>Which of the numbers along an axis belongs to an element.</summary>
    private readonly struct AlongAxis(Core.Types.Shape shape, int axis)
    {
        private readonly int _step = shape.Strides()[axis];

        public int Count { get; } = shape[axis];

        public int Of(int element) => element / _step % Count;
    }
}
