using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Testing;

/// <summary>Single layers, each from an input of its own to an output of its own, for measuring what a layer costs.</summary>
public sealed class CostLayers(string name, ulong seed, bool isFloat = false)
{
    private readonly GraphSketch _s = new(name, new RandomStream(seed), isFloat);
    private readonly List<ValueId> _outputs = [];
    private int _halvings;

    public Graph Build() => _s.Build([.. _outputs]);

    /// <summary>Weights of the layers that follow are so many times halved: trained ones are mostly small.</summary>
    public CostLayers Halved(int times)
    {
        _halvings = times;
        return this;
    }

    public CostLayers Convolution(Shape x, int channels, int kernelY, int kernelX, int stride = 1, bool pads = true, int groups = 1)
    {
        var depth = x[3] / groups;
        return Add(_s.Node(new Conv2D(new Steps(stride, stride), pads ? Same(x, kernelY, kernelX, stride) : default, Activation.Relu),
            Q(kernelY * kernelX * depth), Input(x), Weights([channels, kernelY, kernelX, depth], 0), _s.Bias(channels)));
    }

    public CostLayers Depthwise(Shape x, int kernelY, int kernelX, int stride = 1, bool pads = true, int multiplier = 1) =>
        Add(_s.Node(new DepthwiseConv2D(new Steps(stride, stride), pads ? Same(x, kernelY, kernelX, stride) : default, Activation.Relu),
            Q(kernelY * kernelX), Input(x), Weights([1, kernelY, kernelX, x[3] * multiplier], 3),
            _s.Bias(x[3] * multiplier)));

    public CostLayers Matrix(int rows, int depth, int outputs, bool perChannel = false) =>
        Add(_s.Node(new FullyConnected(perChannel ? Activation.Relu : Activation.None), Q(depth), Input([rows, depth]),
            Weights([outputs, depth], perChannel ? 0 : null), _s.Bias(outputs)));

    public CostLayers AveragePool(Shape x, int kernel, int stride = 1) =>
        Add(_s.Keep(new AveragePool2D(kernel, kernel, new Steps(stride, stride), default), Input(x)));

    public CostLayers AverageAll(Shape x) => Add(_s.Keep(new AveragePool2D(x[1], x[2], Steps.One, default), Input(x)));

    public CostLayers MaxPool(Shape x, int kernel, int stride = 1, bool pads = false) =>
        Add(_s.Keep(new MaxPool2D(kernel, kernel, new Steps(stride, stride), pads ? Same(x, kernel, kernel, stride) : default), Input(x)));

    public CostLayers Sum(Shape x) => Add(_s.Node(new Add(Activation.Relu), _s.Q(0.103f, -128), _s.Input(x, 0.0612f), _s.Input(x, 0.0907f)));

    public CostLayers Product(Shape x) => Add(_s.Node(new Mul(), _s.Q(0.3f, 5), _s.Input(x, 0.0612f), _s.Input(x, 0.0907f)));

    public CostLayers Softmax(int rows, int classes) =>
        Add(_s.Node(new Softmax(), _s.Q(1 / 256f, -128), _s.Input([rows, classes], 0.02f, 4)));

    public CostLayers Relu(Shape x) => Add(_s.Keep(new Relu(Activation.Relu6), _s.Input(x, 0.0612f, -10)));

    public CostLayers Table(Shape x) => Add(_s.Node(new Unary(UnaryKind.Tanh), _s.Q(1 / 128f, 0), Input(x)));

    public CostLayers Pad(Shape x, int around) => Add(_s.Keep(
        new Pad([0, around, around, 0], [0, around, around, 0]), Input(x)));

    public CostLayers Join(Shape x, Shape other) => Add(_s.Keep(new Concatenation(3), Input(x), Input(other)));

    private CostLayers Add(ValueId y)
    {
        _outputs.Add(y);
        return this;
    }

    private ValueId Weights(Shape shape, int? perAxis)
    {
        var weights = _s.WeightData(shape, isFloat ? null : perAxis);
        return _s.Constant(_halvings == 0 || isFloat ? weights
            : Tensor.From<sbyte>(weights.Type, [.. weights.Span<sbyte>().ToArray().Select(w => (sbyte)(w / (1 << _halvings)))]));
    }

    private ValueId Input(Shape x) => _s.Input(x, 0.05f, -128 + _outputs.Count % 3);

    private Quantization? Q(int taps) => _s.Q(0.05f * 0.01f * 60 * MathF.Sqrt(taps), -128);

    private static Padding Same(Shape x, int kernelY, int kernelX, int stride)
    {
        var (top, bottom) = Padding.Same(x[1], kernelY, stride, 1);
        var (left, right) = Padding.Same(x[2], kernelX, stride, 1);
        return new Padding(top, bottom, left, right);
    }
}
