using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Op = Mote.Core.Ops.Op;

namespace Mote.Onnx.Operators;

internal static partial class Windows
{
    private static void Convolution(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var weights = Weights(m, n, x, out var kernel);
        var window = Windowed(n, x, kernel);
        var group = n.Int("group", 1);
        int channels = x.Dims[1], outputs = weights.Dims[0];
        if (group <= 0 || channels % group != 0 || outputs % group != 0 || weights.Dims[1] != channels / group)
            throw n.Bad($"weights {new Shape(new(weights.Dims))} do not divide the {channels} input channels into {group} groups.");
        var depthwise = group == channels && channels > 1;
        // The file's [m,c/g,kh,kw]: outputs first, or last where each has one input channel of its own.
        int[] order = depthwise ? [1, 2, 3, 0] : [0, 2, 3, 1];
        var images = Importer.Signed(Image4(weights));
        if (Integer(m, n, x, images, order, depthwise, window)) return;

        var real = Importer.Reals(images)!;
        Importer.RealsOf(n, real, "weights");
        var bias = m.Optional(n, 2) is null ? null : m.KnownReals(n, 2, "bias");
        var scale = FollowingScale(m, n, outputs, out var offset, out var name);
        if (scale is not null) (real, bias) = (Scaled(real, scale), Shifted(bias, scale, offset!));
        var image = Image(m, n, m.Plain(n, x));
        var dims = order.Select(a => real.Dims[a]).ToArray();
        var w = m.Constant(n, weights.Name, real.Permuted(order), ElementType.Float32, Shape.Create(dims));
        ValueId[] operands = bias is null ? [image, w] : [image, w, m.Constant(n, $"{n.Layer}/bias", bias)];
        var y = Seen(m, n, m.Plain(n, x), m.Emit(n, Op(depthwise, window, Activation.None), operands));
        m.Define(name, y.As(name, y.Dims, y.Layout));
    }

    private static Op Op(bool depthwise, Window window, Activation activation) => depthwise
        ? new DepthwiseConv2D(window.Steps, window.Padding, activation) : new Conv2D(window.Steps, window.Padding, activation);

    private static OnnxValue Weights(Importer m, OnnxNode n, OnnxValue x, out int[] kernel)
    {
        var weights = m.In(n, 1);
        if (!weights.IsConstant)
            throw n.Bad($"the weights '{weights.Name}' must be constant.", "Fold the computation of weights before exporting.");
        if (weights.Rank != x.Rank || x.Rank is not (3 or 4))
            throw n.Bad($"operands of {x.Rank} and {weights.Rank} dimensions; images [n,c,h,w] and signals [n,c,l] are supported.");
        kernel = weights.Dims[2..];
        if (n.Ints("kernel_shape") is { } declared && !declared.SequenceEqual(kernel))
            throw n.Bad($"kernel_shape is {string.Join('x', declared)}, but the weights are {new Shape(new(weights.Dims))}.");
        if (weights.Elements == 0) throw n.Bad("the weights are empty.");
        return weights;
    }

    /// <summary>Weights of a signal as those of an image of one row.</summary>
    private static OnnxValue Image4(OnnxValue weights)
    {
        if (weights.Rank == 4) return weights;
        int[] dims = [weights.Dims[0], weights.Dims[1], 1, weights.Dims[2]];
        return new OnnxValue { Name = weights.Name, Dims = dims, Constant = weights.Constant!.Reshaped(dims), Scales = weights.Scales };
    }

    private static bool Integer(Importer m, OnnxNode n, OnnxValue x, OnnxValue weights, int[] order, bool depthwise, Window window)
    {
        if (x.IsConstant || !m.IsInt8(x) || weights.Scales is null || weights.Constant!.Element != ElementType.Int8
            || m.QuantizedResult(n, clamps: true) is not { } target)
            return false;
        var dims = order.Select(a => weights.Dims[a]).ToArray();
        var (w, bias) = IntegerWeights(m, n, x, weights, order, dims, depthwise ? 3 : 0, symmetric: true);
        var id = m.Emit(n, Op(depthwise, window, target.Activation), [Image(m, n, x), w, bias], target.Quantization);
        m.DefineQuantized(n, target, Seen(m, n, x, id));
        return true;
    }

    /// <summary>
    /// int8 weights with their scales along the graph's axis of outputs, and the bias in 32 bits at the product of scales.
    /// </summary>
    internal static (ValueId Weights, ValueId Bias) IntegerWeights(
        Importer m, OnnxNode n, OnnxValue x, OnnxValue weights, int[] order, int[] dims, int axis, bool symmetric, int biasOperand = 2)
    {
        var scales = weights.Scales!;
        if (!scales.IsPerTensor && scales.Axis != order[axis])
            throw n.Bad($"the weights are quantized along axis {scales.Axis}; axis {order[axis]} is expected.",
                "Quantize weights by output channel.");
        if ((symmetric || !scales.IsPerTensor) && scales.Zeros.Any(z => z != 0))
            throw n.Bad("the weights have a zero point; integer weights must have 0 (128 for uint8).", "Quantize weights symmetrically.");
        Quantization q = scales.IsPerTensor ? new Quantization.PerTensor(scales.Scales[0], (int)scales.Zeros[0])
            : new Quantization.PerAxis(axis, new(scales.Scales));
        var w = m.Constant(n, weights.Name, weights.Constant!.Permuted(order), ElementType.Int8, Shape.Create(dims), q);
        var outputs = dims[axis];
        var unit = m.Type(x.Id).PerTensor.Scale;
        var bias = new long[outputs];
        var given = m.Optional(n, biasOperand) is null ? null : m.Known(n, biasOperand, "bias");
        if (given is not null && given.Count != outputs && given.Count != 1)
            throw n.Bad($"the bias has {given.Count} elements for {outputs} outputs.");
        for (var i = 0; i < outputs && given is not null; i++)
        {
            var scale = (double)unit * scales.Scales[scales.IsPerTensor ? 0 : i];
            var value = given.Reals?[given.Count == 1 ? 0 : i] ?? given.Integers![given.Count == 1 ? 0 : i];
            bias[i] = (long)Math.Clamp(Math.Round(value / scale, MidpointRounding.ToEven), int.MinValue, int.MaxValue);
        }
        return (w, m.Constant(n, $"{n.Layer}/bias", OnnxTensor.Of([outputs], ElementType.Int32, bias), ElementType.Int32, [outputs]));
    }

    /// <summary>
    /// The factor and offset by channel of a BatchNormalization that alone reads the result; it is folded into the weights.
    /// </summary>
    private static float[]? FollowingScale(Importer m, OnnxNode n, int channels, out float[]? offset, out string name)
    {
        (offset, name) = (null, n.Outputs[0]);
        if (m.OnlyReader(name) is not { FullName: "BatchNormalization" } next || next.Inputs[0] != name
            || !next.Inputs.Skip(1).All(m.IsKnown)) return null;
        var (factor, shift) = Normalization(m, next);
        if (factor.Length != channels) return null;
        m.Take(next);
        (offset, name) = (shift, next.Outputs[0]);
        return factor;
    }

    private static OnnxTensor Scaled(OnnxTensor weights, float[] scale)
    {
        var inner = weights.Count / weights.Dims[0];
        return OnnxTensor.Of(weights.Dims, [.. weights.Reals!.Select((w, i) => w * scale[i / inner])]);
    }

    private static float[] Shifted(float[]? bias, float[] scale, float[] offset) =>
        [.. offset.Select((o, i) => o + (bias?[i] ?? 0) * scale[i])];

    /// <summary>(x - mean) / sqrt(variance + epsilon) · scale + offset, as one factor and one offset.</summary>
    private static (float[] Factor, float[] Offset) Normalization(Importer m, OnnxNode n)
    {
        float[] Of(int i, string what) => m.KnownReals(n, i, what);
        if (n.Flag("training_mode")) throw n.Bad("training mode is not supported.", "Call eval() on the model before exporting.");
        float[] scale = Of(1, "scale"), offset = Of(2, "bias"), mean = Of(3, "mean"), variance = Of(4, "variance");
        if (offset.Length != scale.Length || mean.Length != scale.Length || variance.Length != scale.Length)
            throw n.Bad("scale, bias, mean and variance must have as many elements as there are channels.");
        var epsilon = n.Float("epsilon", 1e-5f);
        var factor = scale.Select((s, i) => (float)(s / Math.Sqrt((double)variance[i] + epsilon))).ToArray();
        return (factor, [.. offset.Select((o, i) => (float)(o - (double)mean[i] * factor[i]))]);
    }

    private static void BatchNormalization(Importer m, OnnxNode n)
    {
        var x = m.PlainIn(n, 0);
        var (factor, offset) = Normalization(m, n);
        if (x.Rank < 2 || factor.Length != x.Dims[1]) throw n.Bad($"{factor.Length} channels do not fit {new Shape(new(x.Dims))}.");
        int[] dims = [factor.Length, .. Enumerable.Repeat(1, x.Rank - 2)];
        var product = m.Align(n, x, OnnxValue.OfConstant($"{n.Layer}/scale", OnnxTensor.Of(dims, factor)));
        var scaled = product.Result(n, m.Emit(n, new Mul(), product.Ids));
        var sum = m.Align(n, scaled, OnnxValue.OfConstant($"{n.Layer}/offset", OnnxTensor.Of(dims, offset)));
        m.Define(n, sum.Result(n, m.Emit(n, new Add(), sum.Ids)));
    }
}
