using Mote.Numerics.Fast;
using Mote.Training.Arithmetic;
using Mote.Training.Networks;
using FastDropout = Mote.Numerics.Fast.Dropout;

namespace Mote.Training.Kernels;

internal static unsafe partial class PlainKernels<T>
{
    public static Execution.NodeKernel<T> RoundTo(RoundTo op) => (in c) =>
    {
        var x = c.XSpan(0);
        var y = c.YSpan();
        var grid = op.Format.Grid;
        var key = FastDropout.Key(c.Context.Seed, c.Context.Step, op.Stream);
        var first = (uint)c.First * (uint)c.XShape(0).Elements;
        for (var i = 0; i < x.Length; i++)
        {
            var v = float.CreateSaturating(x[i]) * op.Factor;
            y[i] = T.CreateChecked(
                op.Mode == RoundingMode.Nearest ? grid.Nearest(v) : grid.Stochastic(v, CounterBits.Unit(key, first + (uint)i)));
        }
    };
}
