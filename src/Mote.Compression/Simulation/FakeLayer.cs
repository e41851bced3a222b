using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compression;

/// <summary>A layer of products with weights on whole numbers of steps: the float graph's weights, rounded.</summary>
internal sealed class FakeLayer
{
    private readonly Op _op;
    private readonly TensorType _x;
    private readonly TensorType _y;
    private readonly Shape _weightShape;
    private readonly double[] _weights;
    private readonly double[] _bias;
    private readonly QuantizedMultiplier[] _factors;
    private readonly double[] _realFactors;
    private readonly (int Low, int High) _clamp;
    private readonly bool _isWide;

    private FakeLayer(Op op, TensorType x, TensorType w, TensorType y, double[] weights, double[] bias)
    {
        (_op, _x, _y, _weightShape, _weights, _bias) = (op, x, y, w.Shape, weights, bias);
        var channels = op is FullyConnected ? w.Shape[0] : y.Shape[3];
        _factors = op is FullyConnected ? Requantization.FullyConnected(x, w, y, channels) : Requantization.Convolution(x, w, y, channels);
        var scales = w.Quantization is Quantization.PerAxis q ? q.Scales : [w.PerTensor.Scale];
        _realFactors = [.. Enumerable.Range(0, channels)
            .Select(c => (double)x.PerTensor.Scale * scales[c % scales.Count] / y.PerTensor.Scale)];
        var activation = op is Conv2D c2 ? c2.Activation : op is DepthwiseConv2D d ? d.Activation
            : op is FullyConnected f ? f.Activation : ((TransposeConv2D)op).Activation;
        _clamp = Requantization.Clamp(activation, y);
        _isWide = x.Element == ElementType.Int16;
    }

    /// <param name="model">Both graphs.</param>
    /// <param name="node">Of the integer graph.</param>
    /// <param name="source">Of the float graph.</param>
    public static FakeLayer Of(QuantizedModel model, Node node, Node source)
    {
        var (x, w, y) = (model.Graph.Type(node.Inputs[0]), model.Graph.Type(node.Inputs[1]), model.Graph.Type(node.Output));
        var reals = model.Source[source.Inputs[1]].Data!;
        var scales = w.Quantization is Quantization.PerAxis q ? q.Scales : [w.PerTensor.Scale];
        double[] weights;
        if (reals.Type.IsFloat)
        {
            var inner = w.Quantization is Quantization.PerAxis axis ? w.Shape.Strides()[axis.Axis] : reals.Type.Elements;
            var rounded = new float[reals.Type.Elements];
            FakeQuantization.Forward(reals.Span<float>(), scales.AsSpan(), inner, QuantizedWeights.Largest(w.Element), rounded);
            // The rounded weight is a whole number of steps, but for the rounding of single precision.
            weights = [.. rounded.Select((v, i) => Math.Round(v / (double)scales[i / inner % scales.Count]))];
        }
        else weights = StoredCodes.Read(w, model.Graph[node.Inputs[1]].Data!.Bytes);
        double[] bias = [];
        if (source.Inputs.Count > 2 && !source.Inputs[2].IsNone)
        {
            var real = model.Source[source.Inputs[2]].Data!.Span<float>();
            bias = new double[real.Length];
            for (var c = 0; c < bias.Length; c++) bias[c] = QuantizedWeights.BiasCode(real[c], x, scales[c % scales.Count]);
        }
        return new FakeLayer(node.Op, x, w, y, weights, bias);
    }

    /// <summary>Stored integers to stored integers.</summary>
    public double[] Run(double[] x, RescalingArithmetic arithmetic)
    {
        var steps = new double[x.Length];
        for (var i = 0; i < x.Length; i++) steps[i] = x[i] - _x.PerTensor.ZeroPoint;
        var sums = _op is Conv2D c ? Convolve(steps, c) : _op is DepthwiseConv2D d ? ConvolveDepthwise(steps, d)
            : _op is TransposeConv2D t ? Paint(steps, t) : Connect(steps);
        for (var i = 0; i < sums.Length; i++) sums[i] = Finish(sums[i], i % _factors.Length, arithmetic);
        return sums;
    }

    private double Finish(double sum, int channel, RescalingArithmetic arithmetic)
    {
        if (_bias.Length > 0) sum += _bias[channel];
        var scaled = arithmetic == RescalingArithmetic.Real ? Math.Round(sum * _realFactors[channel], MidpointRounding.AwayFromZero)
            : _isWide ? FixedPoint.MultiplyWide((long)sum, _factors[channel])
            : FixedPoint.Multiply(unchecked((int)(long)sum), _factors[channel]);
        return Math.Clamp(scaled + _y.PerTensor.ZeroPoint, _clamp.Low, _clamp.High);
    }

    private double[] Connect(double[] x)
    {
        var (m, k) = (_weightShape[0], _weightShape[1]);
        var y = new double[x.Length / k * m];
        for (var i = 0; i < y.Length; i++)
            y[i] = Dot(x.AsSpan(i / m * k, k), _weights.AsSpan(i % m * k, k));
        return y;
    }

    /// <summary>Each pixel of X times each tap is added where it belongs: the other way round than the definition.</summary>
    private double[] Convolve(double[] x, Conv2D op)
    {
        var (xs, ys, ws) = (_x.Shape, _y.Shape, _weightShape);
        var (depth, channels) = (ws[3], ws[0]);
        var perGroup = channels / (xs[3] / depth);
        var y = new double[_y.Elements];
        foreach (var (from, to, ky, kx) in Taps(xs, ys, ws[1], ws[2], op.Steps, op.Padding))
            for (var o = 0; o < channels; o++)
                y[to * channels + o] += Dot(x.AsSpan(from * xs[3] + o / perGroup * depth, depth),
                    _weights.AsSpan(((o * ws[1] + ky) * ws[2] + kx) * depth, depth));
        return y;
    }

    private double[] ConvolveDepthwise(double[] x, DepthwiseConv2D op)
    {
        var (xs, ys, ws) = (_x.Shape, _y.Shape, _weightShape);
        var (channels, multiplier) = (ys[3], ys[3] / xs[3]);
        var y = new double[_y.Elements];
        foreach (var (from, to, ky, kx) in Taps(xs, ys, ws[1], ws[2], op.Steps, op.Padding))
            for (var o = 0; o < channels; o++)
                y[to * channels + o] += x[from * xs[3] + o / multiplier] * _weights[(ky * ws[2] + kx) * channels + o];
        return y;
    }

    private double[] Paint(double[] x, TransposeConv2D op)
    {
        var (xs, ys, ws) = (_x.Shape, _y.Shape, _weightShape);
        var y = new double[_y.Elements];
        // The taps of the convolution that this one is the transpose of, with input and output exchanged.
        foreach (var (to, from, ky, kx) in Taps(ys, xs, ws[1], ws[2], op.Steps, new Padding(op.Top, 0, op.Left, 0)))
            for (var o = 0; o < ys[3]; o++)
                y[to * ys[3] + o] += Dot(x.AsSpan(from * xs[3], xs[3]), _weights.AsSpan(((o * ws[1] + ky) * ws[2] + kx) * xs[3], xs[3]));
        return y;
    }

    /// <summary>Pixels of the image, pixels of the result, and the row and column of the tap between them.</summary>
    private static IEnumerable<(int From, int To, int Y, int X)> Taps(
        Shape image, Shape result, int height, int width, Steps steps, Padding padding)
    {
        for (var n = 0; n < result[0]; n++)
        for (var oy = 0; oy < result[1]; oy++)
        for (var ky = 0; ky < height; ky++)
        {
            var iy = oy * steps.StrideY - padding.Top + ky * steps.DilationY;
            if (iy < 0 || iy >= image[1]) continue;
            for (var ox = 0; ox < result[2]; ox++)
            for (var kx = 0; kx < width; kx++)
            {
                var ix = ox * steps.StrideX - padding.Left + kx * steps.DilationX;
                if (ix >= 0 && ix < image[2])
                    yield return ((n * image[1] + iy) * image[2] + ix, (n * result[1] + oy) * result[2] + ox, ky, kx);
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
