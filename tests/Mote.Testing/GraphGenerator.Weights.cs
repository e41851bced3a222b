using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

/// <summary>Operators with weights, many of them zero: channels that read nothing, channels that nobody reads.</summary>
public sealed partial class GraphGenerator
{
    /// <summary>Which channels of a given count are without weights: the same throughout a graph, so that residual sums share them.</summary>
    private readonly Dictionary<int, bool[]> _dead = [];

    /// <summary>How often, in percent, weights are an input of the graph.</summary>
    private int _computed = 5;

    private ValueId? Convolve(ValueId x) => Convolve(x, Chance(50));

    private ValueId? Convolve(ValueId x, bool padded)
    {
        var shape = Type(x).Shape;
        if (shape.Rank != 4 || Type(x).IsFloat != _sketch.IsFloat) return null;
        var groups = shape[3] % 2 == 0 && Chance(10) ? 2 : 1;
        var channels = (Chance(40) && shape[3] < 12 ? shape[3] / groups : _random.Next(1, 5)) * groups;
        var (ky, kx) = (_random.Next(1, 4), _random.Next(1, 4));
        if (Window(shape, ref ky, ref kx, padded) is not var (steps, padding)) return null;
        Shape weightShape = [channels, ky, kx, shape[3] / groups];
        // Weights that are computed: nothing is known of them.
        if (!_sketch.IsFloat && Chance(_computed))
        {
            var computed = _sketch.Input(new TensorType(ElementType.Int8, weightShape, new Quantization.PerTensor(0.01f, 0)));
            return _sketch.Node(new Conv2D(steps, padding, MaybeClamp()), _sketch.Sums(x, 9, ZeroPoint()), x, computed, MaybeBias(channels));
        }
        var weights = Thin(_sketch.WeightData(weightShape, Chance(70) ? 0 : null), outputAxis: 0);
        return _sketch.Node(new Conv2D(steps, padding, MaybeClamp()), _sketch.Sums(x, ky * kx * shape[3], ZeroPoint()), x, weights, MaybeBias(channels));
    }

    private ValueId? ConvolveDepthwise(ValueId x) => ConvolveDepthwise(x, Chance(50));

    private ValueId? ConvolveDepthwise(ValueId x, bool padded)
    {
        var shape = Type(x).Shape;
        if (shape.Rank != 4 || Type(x).IsFloat != _sketch.IsFloat) return null;
        var channels = shape[3] * (Chance(15) && shape[3] < 5 ? 2 : 1);
        var (ky, kx) = (_random.Next(1, 4), _random.Next(1, 4));
        if (Window(shape, ref ky, ref kx, padded) is not var (steps, padding)) return null;
        Shape weightShape = [1, ky, kx, channels];
        var weights = !_sketch.IsFloat && Chance(_computed)
            ? _sketch.Input(new TensorType(ElementType.Int8, weightShape, new Quantization.PerTensor(0.01f, 0)))
            : Thin(_sketch.WeightData(weightShape, Chance(70) ? 3 : null), outputAxis: 3);
        return _sketch.Node(new DepthwiseConv2D(steps, padding, MaybeClamp()), _sketch.Sums(x, ky * kx, ZeroPoint()), x, weights, MaybeBias(channels));
    }

    /// <summary>Padding as a node of its own, of the zero point or not, over channels or not, read by one or more.</summary>
    private ValueId? PadAndConvolve(ValueId x)
    {
        var shape = Type(x).Shape;
        if (shape.Rank != 4 || shape.Elements > 600) return null;
        int? value = _sketch.IsFloat ? null : One<int?>(null, null, Type(x).PerTensor.ZeroPoint, ZeroPoint());
        var channels = Chance(10) ? 1 : 0;
        var pad = new Pad([0, _random.Next(0, 3), _random.Next(0, 3), channels], [0, _random.Next(0, 3), _random.Next(0, 3), 0], value);
        var padded = _sketch.Keep(pad, x);
        _read.Add(padded);
        if (Chance(10)) _values.Add(padded);
        return Chance(60) ? Convolve(padded, Chance(20)) : ConvolveDepthwise(padded, Chance(20));
    }

    /// <summary>A residual block: both branches lose the same channels.</summary>
    private ValueId? Widen(ValueId x)
    {
        var shape = Type(x).Shape;
        if (shape.Rank != 4 || shape.Elements > 800 || Type(x).IsFloat != _sketch.IsFloat) return null;
        var channels = _random.Next(3, 9);
        var (a, b) = (Point(x, channels), Point(x, channels));
        var sum = _sketch.Node(new Add(MaybeClamp()), NewQuantization(), a, b);
        if (Chance(50)) _values.Add(a);
        return Chance(60) ? Point(sum, _random.Next(1, 5)) : sum;
    }

    /// <summary>All channels constant, and a reader that may not rely on its weights.</summary>
    private ValueId? Silence(ValueId x)
    {
        var shape = Type(x).Shape;
        if (shape.Rank != 4 || _sketch.IsFloat || Type(x).IsFloat) return null;
        var data = _sketch.WeightData([_random.Next(1, 5), 1, 1, shape[3]], 0);
        var none = _sketch.Constant(Tensor.FromBytes(data.Type, new byte[data.Bytes.Length]));
        var silent = _sketch.Node(new Conv2D(Steps.One, default, MaybeClamp()), _sketch.Sums(x, shape[3], ZeroPoint()), x, none, MaybeBias(data.Type.Shape[0]));
        _computed = 40;
        var y = Chance(50) ? Convolve(silent, Chance(50)) : ConvolveDepthwise(silent, Chance(50));
        _computed = 5;
        return y is { } read && Chance(60) ? Point(read, _random.Next(1, 5)) : y;
    }

    private ValueId Point(ValueId x, int channels) => _sketch.Node(new Conv2D(Steps.One, default, MaybeClamp()),
        _sketch.Sums(x, Type(x).Shape[3], ZeroPoint()), x, Thin(_sketch.WeightData([channels, 1, 1, Type(x).Shape[3]], 0), 0), MaybeBias(channels));

    private ValueId? Connect(ValueId x)
    {
        var shape = Type(x).Shape;
        if (shape.Elements > 500 || Type(x).IsFloat != _sketch.IsFloat) return null;
        var columns = shape.Rank > 0 && Chance(40) ? shape[-1] : shape.Elements;
        var rows = _random.Next(1, 7);
        var keep = shape.Rank > 0 && columns == shape[-1] && Chance(50);
        var weights = !_sketch.IsFloat && Chance(15)
            ? Thin(RandomTensors.Create(new TensorType(ElementType.Int8, [rows, columns], new Quantization.PerTensor(0.01f, _random.Next(-20, 20))), _random), 0)
            : Thin(_sketch.WeightData([rows, columns], Chance(40) ? 0 : null), 0);
        return _sketch.Node(new FullyConnected(MaybeClamp(), keep), _sketch.Sums(x, columns, ZeroPoint()), x, weights, MaybeBias(rows));
    }

    private Activation MaybeClamp() => Chance(35) ? One(Clamps) : Activation.None;

    /// <summary>Biases of zero too: a channel without weights then holds the zero point, which padding does not disturb.</summary>
    private ValueId MaybeBias(int channels)
    {
        if (Chance(15)) return ValueId.None;
        if (_sketch.IsFloat || Chance(50)) return _sketch.Bias(channels);
        return _sketch.Constant(Tensor.From<int>(new TensorType(ElementType.Int32, [channels]), new int[channels]));
    }

    private (Steps Steps, Padding Padding)? Window(Shape x, ref int kernelY, ref int kernelX, bool padded)
    {
        var steps = new Steps(_random.Next(1, 3), _random.Next(1, 3), Chance(15) ? 2 : 1, Chance(15) ? 2 : 1);
        var (top, bottom) = padded ? Padding.Same(x[1], kernelY, steps.StrideY, steps.DilationY) : (0, 0);
        var (left, right) = padded ? Padding.Same(x[2], kernelX, steps.StrideX, steps.DilationX) : (0, 0);
        if (padded && Chance(20)) top++;
        if (x[1] + top + bottom <= (kernelY - 1) * steps.DilationY) kernelY = 1;
        if (x[2] + left + right <= (kernelX - 1) * steps.DilationX) kernelX = 1;
        return (steps, new Padding(top, bottom, left, right));
    }

    /// <summary>The weights with some output channels (or depthwise channels) and some input channels set to zero.</summary>
    private ValueId Thin(Tensor data, int outputAxis)
    {
        if (_sketch.IsFloat || Chance(25)) return _sketch.Constant(data);
        var shape = data.Type.Shape;
        var outputs = Dead(shape[outputAxis]);
        var inputs = Dead(shape[-1]);
        var ignoresInputs = outputAxis == 0 && Chance(40);
        var (outer, last) = (shape.Strides()[outputAxis], shape[-1]);
        var bytes = data.Bytes.ToArray();
        for (var i = 0; i < bytes.Length; i++)
            if (outputs[i / outer % shape[outputAxis]] || (ignoresInputs && inputs[i % last])) bytes[i] = 0;
        return _sketch.Constant(Tensor.FromBytes(data.Type, bytes));
    }

    private bool[] Dead(int channels)
    {
        if (_dead.TryGetValue(channels, out var known) && Chance(70)) return known;
        return _dead[channels] = [.. Enumerable.Range(0, channels).Select(_ => Chance(35))];
    }
}
