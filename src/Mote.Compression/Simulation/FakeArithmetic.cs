using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compression;

/// <summary>Sums, products, means and pools of whole numbers of steps, in double precision.</summary>
internal static class FakeArithmetic
{
    /// <summary>From stored integers to stored integers; null for operators that are not computed here.</summary>
    public static Func<double[][], double[]>? Of(Graph graph, Node node, RescalingArithmetic arithmetic)
    {
        if (node.Inputs.Any(i => i.IsNone || !IsStored(graph.Type(i))) || !IsStored(graph.Type(node.Output))) return null;
        var y = graph.Type(node.Output);
        if (node.Op is Add add) return x => Sum(add, x, graph.Type(node.Inputs[0]), graph.Type(node.Inputs[1]), y, arithmetic);
        if (node.Op is Mul mul) return x => Product(mul, x, graph.Type(node.Inputs[0]), graph.Type(node.Inputs[1]), y, arithmetic);
        if (node.Op is Mean mean) return x => Average(mean, x[0], graph.Type(node.Inputs[0]), y, arithmetic);
        if (node.Op is AveragePool2D average)
            return x => Pool(x[0], graph.Type(node.Inputs[0]).Shape, y, average.KernelY, average.KernelX, average.Steps, average.Padding,
                average.Activation, window => Math.Round(window.Average(), MidpointRounding.AwayFromZero));
        if (node.Op is MaxPool2D max)
            return x => Pool(x[0], graph.Type(node.Inputs[0]).Shape, y, max.KernelY, max.KernelX, max.Steps, max.Padding, max.Activation,
                window => window.Max());
        return null;
    }

    private static bool IsStored(TensorType type) =>
        type.Element is ElementType.Int8 or ElementType.Int16 && type.Quantization is Quantization.PerTensor;

    private static double[] Sum(Add op, double[][] x, TensorType a, TensorType b, TensorType y, RescalingArithmetic arithmetic)
    {
        var parameters = Requantization.Add(a, b, y);
        var shift = Math.ScaleB(1, parameters.LeftShift);
        return Pairs(x, a, b, y, op.Activation, arithmetic == RescalingArithmetic.Real
            ? (p, q) => Nearest(((double)a.PerTensor.Scale * p + (double)b.PerTensor.Scale * q) / y.PerTensor.Scale)
            : (p, q) => FixedPoint.Multiply(FixedPoint.Multiply((int)(p * shift), parameters.A)
                + FixedPoint.Multiply((int)(q * shift), parameters.B), parameters.Output));
    }

    private static double[] Product(Mul op, double[][] x, TensorType a, TensorType b, TensorType y, RescalingArithmetic arithmetic)
    {
        var factor = Requantization.Mul(a, b, y);
        return Pairs(x, a, b, y, op.Activation, arithmetic == RescalingArithmetic.Real
            ? (p, q) => Nearest((double)a.PerTensor.Scale * b.PerTensor.Scale / y.PerTensor.Scale * p * q)
            : (p, q) => FixedPoint.Multiply((int)(p * q), factor));
    }

    private static double[] Pairs(
        double[][] x, TensorType a, TensorType b, TensorType y, Activation activation, Func<double, double, double> combine)
    {
        var (low, high) = Requantization.Clamp(activation, y);
        var (own, first, second) = (y.Shape.Strides(), Broadcasting.Strides(a.Shape, y.Shape), Broadcasting.Strides(b.Shape, y.Shape));
        var result = new double[y.Elements];
        for (var i = 0; i < result.Length; i++)
        {
            var (p, q) = (0, 0);
            for (var axis = 0; axis < own.Length; axis++)
            {
                var position = i / own[axis] % y.Shape[axis];
                p += position * first[axis];
                q += position * second[axis];
            }
            var combined = combine(x[0][p] - a.PerTensor.ZeroPoint, x[1][q] - b.PerTensor.ZeroPoint);
            result[i] = Math.Clamp(combined + y.PerTensor.ZeroPoint, low, high);
        }
        return result;
    }

    private static double[] Average(Mean op, double[] x, TensorType from, TensorType y, RescalingArithmetic arithmetic)
    {
        var (sums, count) = (new double[y.Elements], from.Elements / y.Elements);
        var strides = from.Shape.Strides();
        for (var i = 0; i < x.Length; i++)
        {
            var at = 0;
            for (var axis = 0; axis < strides.Length; axis++)
                if (!op.Axes.Contains(axis)) at = at * from.Shape[axis] + i / strides[axis] % from.Shape[axis];
            sums[at] += x[i] - from.PerTensor.ZeroPoint;
        }
        var factor = Requantization.Mean(from, y, count);
        var (low, high) = y.Element.Range();
        for (var i = 0; i < sums.Length; i++)
        {
            var mean = arithmetic == RescalingArithmetic.Real ? Nearest(sums[i] * from.PerTensor.Scale / count / y.PerTensor.Scale)
                : FixedPoint.Multiply((int)sums[i], factor);
            sums[i] = Math.Clamp(mean + y.PerTensor.ZeroPoint, low, high);
        }
        return sums;
    }

    private static double[] Pool(double[] x, Shape from, TensorType y, int height, int width, Steps steps, Padding padding,
        Activation activation, Func<List<double>, double> reduce)
    {
        var (low, high) = Requantization.Clamp(activation, y);
        var result = new double[y.Elements];
        var (to, window) = (y.Shape, new List<double>());
        for (var i = 0; i < result.Length; i++)
        {
            var (c, ox, oy, n) = (i % to[3], i / to[3] % to[2], i / to[3] / to[2] % to[1], i / to[3] / to[2] / to[1]);
            window.Clear();
            for (var ky = 0; ky < height; ky++)
            for (var kx = 0; kx < width; kx++)
            {
                var (iy, ix) = (oy * steps.StrideY - padding.Top + ky, ox * steps.StrideX - padding.Left + kx);
                if (iy >= 0 && iy < from[1] && ix >= 0 && ix < from[2]) window.Add(x[((n * from[1] + iy) * from[2] + ix) * from[3] + c]);
            }
            result[i] = Math.Clamp(reduce(window), low, high);
        }
        return result;
    }

    private static double Nearest(double x) => Math.Round(x, MidpointRounding.AwayFromZero);
}
