using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

internal static partial class Windows
{
    /// <summary>Each pixel of x paints the kernel into y. A BatchNormalization that alone reads y is folded into the weights.</summary>
    private static void TransposedConvolution(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var weights = Weights(m, n, x, out var kernel);
        var group = n.Int("group", 1);
        if (group <= 0 || weights.Dims[0] != x.Dims[1] || x.Dims[1] % group != 0)
            throw n.Bad($"weights {new Shape(new(weights.Dims))} do not fit the {x.Dims[1]} input channels in {group} groups.");
        var window = Windowed(n, x, kernel);
        var cut = Cut(n, x, window);
        var images = Importer.Signed(Image4(weights));
        var isOwn = group == 1 && window.Dilation is [1, 1];
        var op = isOwn ? Painting(n, x, window, cut) : null;
        if (op is not null && IntegerPainting(m, n, x, images, op)) return;

        x = m.Plain(n, x);
        var w = Importer.Reals(images)!;
        Importer.RealsOf(n, w, "weights");
        var bias = m.Optional(n, 2) is null ? null : m.KnownReals(n, 2, "bias");
        var scale = FollowingScale(m, n, weights.Dims[1] * group, out var offset, out var name);
        if (scale is not null) (w, bias) = (ScaledPainting(w, scale, group), Shifted(bias, scale, offset!));
        OnnxValue y;
        if (op is not null)
        {
            int[] dims = [.. WeightOrder.Select(a => w.Dims[a])];
            var constant = m.Constant(n, weights.Name, w.Permuted(WeightOrder), ElementType.Float32, Shape.Create(dims));
            var image = Image(m, n, x);
            ValueId[] operands = bias is null ? [image, constant] : [image, constant, m.Constant(n, $"{n.Layer}/bias", bias)];
            y = Seen(m, n, x, m.Emit(n, op, operands));
        }
        else y = Spread(m, n, x, w, weights.Name, bias, group, window, cut);
        m.Define(name, y.As(name, y.Dims, y.Layout));
    }

    /// <summary>The file's [c,m,kh,kw] as the graph's [m,kh,kw,c].</summary>
    private static readonly int[] WeightOrder = [1, 2, 3, 0];

    private static TransposeConv2D Painting(OnnxNode n, OnnxValue x, Window window, (int[] Before, int[] After) cut)
    {
        var size = new int[2];
        for (var axis = 0; axis < 2; axis++)
        {
            var pixels = x.Rank == 4 ? x.Dims[axis + 2] : axis == 0 ? 1 : x.Dims[2];
            var whole = window.Stride[axis] * (pixels - 1L) + window.Size(axis);
            size[axis] = OnnxNode.Narrow(whole - cut.Before[axis] - cut.After[axis]);
            if (size[axis] <= 0) throw n.Bad($"the pads cut off all of the {whole} rows or columns.");
        }
        return new TransposeConv2D(size[0], size[1], window.Steps, cut.Before[0], cut.Before[1]);
    }

    private static bool IntegerPainting(Importer m, OnnxNode n, OnnxValue x, OnnxValue weights, TransposeConv2D op)
    {
        if (x.IsConstant || !m.IsInt8(x) || weights.Scales is null || weights.Constant!.Element != ElementType.Int8
            || m.QuantizedResult(n, clamps: true) is not { } target)
            return false;
        int[] dims = [.. WeightOrder.Select(a => weights.Dims[a])];
        var (w, bias) = IntegerWeights(m, n, x, weights, WeightOrder, dims, 0, symmetric: true);
        var id = m.Emit(n, op with { Activation = target.Activation }, [Image(m, n, x), w, bias], target.Quantization);
        m.DefineQuantized(n, target, Seen(m, n, x, id));
        return true;
    }

    /// <summary>Weights [c,m/g,kh,kw] times a factor for each output channel.</summary>
    private static OnnxTensor ScaledPainting(OnnxTensor w, float[] scale, int group)
    {
        int outputs = w.Dims[1], inner = w.Dims[2] * w.Dims[3], channels = w.Dims[0] / group;
        return OnnxTensor.Of(w.Dims,
            [.. w.Reals!.Select((v, i) => v * scale[i / (inner * outputs) / channels * outputs + i / inner % outputs])]);
    }

    /// <summary>
    /// With groups or dilation: the same sums as a convolution with the mirrored kernel over x with stride - 1 zeros after each pixel,
    /// which are made by padding an axis of their own.
    /// </summary>
    private static OnnxValue Spread(Importer m, OnnxNode n, OnnxValue x, OnnxTensor w, string name, float[]? bias, int group,
        Window window, (int[] Before, int[] After) cut)
    {
        int[] before = [.. cut.Before.Select((c, axis) => window.Size(axis) - 1 - c)];
        int[] after = [.. cut.After.Select((c, axis) => window.Size(axis) - 1 - c)];
        var id = Image(m, n, x);
        var shape = m.Type(id).Shape;
        int h = shape[1], v = shape[2], c = shape[3], outputs = w.Dims[1] * group;
        if (window.Stride is not [1, 1])
        {
            id = m.Reshaped(n, id, [shape[0] * h, 1, v, c]);
            id = m.Emit(n, new Pad([0, 0, 0, 0], [0, window.Stride[0] - 1, 0, 0]), [id]);
            id = m.Reshaped(n, id, [shape[0] * h * window.Stride[0], v, 1, c]);
            id = m.Emit(n, new Pad([0, 0, 0, 0], [0, 0, window.Stride[1] - 1, 0]), [id]);
            id = m.Reshaped(n, id, [shape[0], h * window.Stride[0], v * window.Stride[1], c]);
        }
        // The zeros after the last pixel are part of what is padded at the end.
        int[] last = [after[0] - (window.Stride[0] - 1), after[1] - (window.Stride[1] - 1)];
        var type = m.Type(id).Shape;
        if (last.Any(a => a < 0))
        {
            int[] sizes = [type[0], type[1] + Math.Min(last[0], 0), type[2] + Math.Min(last[1], 0), c];
            id = m.Emit(n, new StridedSlice([0, 0, 0, 0], new(sizes), [1, 1, 1, 1], Shape.Create(sizes)), [id]);
        }
        if (before.Any(b => b < 0)) throw n.Bad("pads larger than the kernel are not supported.");
        var op = new Conv2D(new Steps(1, 1, window.Dilation[0], window.Dilation[1]),
            new Padding(before[0], Math.Max(last[0], 0), before[1], Math.Max(last[1], 0)));
        var mirrored = m.Constant(n, name, Mirrored(w, group), ElementType.Float32, [outputs, w.Dims[2], w.Dims[3], c / group]);
        ValueId[] operands = bias is null ? [id, mirrored] : [id, mirrored, m.Constant(n, $"{n.Layer}/bias", bias)];
        return Seen(m, n, x, m.Emit(n, op, operands));
    }

    /// <summary>
    /// What is cut off from the painted picture at its beginning and its end; output_padding, and an output_shape that is larger, add at
    /// the end.
    /// </summary>
    private static (int[] Before, int[] After) Cut(OnnxNode n, OnnxValue x, Window window)
    {
        var rank = x.Rank - 2;
        var extra = Numbers(n, "output_padding", rank, 0);
        var shape = n.Ints("output_shape");
        if (extra.Any(e => e is < 0 or > 65536) || shape?.Length < rank || shape?.Any(s => s is <= 0 or > 1 << 24) == true)
            throw n.Bad($"output_padding {string.Join(',', extra)} and output_shape {string.Join(',', shape ?? [])} cannot be.");
        int[] before = [.. window.Before], after = [.. window.After];
        for (var own = 0; own < rank; own++)
        {
            var axis = own + 2 - rank;
            if (shape is not null || n.Text("auto_pad", "NOTSET").StartsWith("SAME", StringComparison.Ordinal))
            {
                var size = shape is null ? x.Dims[own + 2] * (long)window.Stride[axis] : shape[^(rank - own)];
                var cut = window.Stride[axis] * (x.Dims[own + 2] - 1L) + extra[own] + window.Size(axis) - size;
                // What is missing comes at the end.
                before[axis] = OnnxNode.Narrow(cut < 0 ? 0 : n.Text("auto_pad", "NOTSET") == "SAME_UPPER" ? cut / 2 : cut - cut / 2);
                after[axis] = OnnxNode.Narrow(cut - before[axis]);
            }
            after[axis] -= extra[own];
        }
        return (before, after);
    }

    /// <summary>[c, m/g, kh, kw] as [m, kh, kw, c/g] with rows and columns in reverse order.</summary>
    private static OnnxTensor Mirrored(OnnxTensor w, int group)
    {
        int channels = w.Dims[0] / group, outputs = w.Dims[1], kh = w.Dims[2], kw = w.Dims[3];
        var mirrored = new float[w.Count];
        var at = 0;
        for (var g = 0; g < group; g++)
        for (var o = 0; o < outputs; o++)
        for (var y = kh - 1; y >= 0; y--)
        for (var x = kw - 1; x >= 0; x--)
        for (var c = 0; c < channels; c++)
            mirrored[at++] = w.Reals![(((g * channels + c) * outputs + o) * kh + y) * kw + x];
        return OnnxTensor.Of([w.Count], mirrored);
    }
}
