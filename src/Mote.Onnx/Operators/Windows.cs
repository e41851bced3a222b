using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Op = Mote.Core.Ops.Op;

namespace Mote.Onnx.Operators;

/// <summary>
/// Convolutions and pooling over [n,c,h,w] or [n,c,l]. In memory they are [n,h,w,c]; a signal is an image of one row, which is a view.
/// </summary>
internal static partial class Windows
{
    public static Dictionary<string, OperatorTable.Handler> Handlers { get; } = new()
    {
        ["Conv"] = Convolution,
        ["ConvTranspose"] = TransposedConvolution,
        ["BatchNormalization"] = BatchNormalization,
        ["MaxPool"] = MaxPool,
        ["AveragePool"] = AveragePool,
        ["GlobalAveragePool"] = (m, n) => Global(m, n, axes => new Mean(axes, true)),
        ["GlobalMaxPool"] = (m, n) => Global(m, n, axes => new Reduce(ReduceKind.Max, axes, true)),
        ["Resize"] = Resizing.Resize,
        ["Upsample"] = Resizing.Resize,
    };

    /// <summary>A window along each axis of an image; a signal's first axis has one row.</summary>
    internal readonly record struct Window(int[] Kernel, int[] Stride, int[] Dilation, int[] Before, int[] After)
    {
        public Steps Steps => new(Stride[0], Stride[1], Dilation[0], Dilation[1]);

        public Padding Padding => new(Before[0], After[0], Before[1], After[1]);

        public int Size(int axis) => (Kernel[axis] - 1) * Dilation[axis] + 1;

        public int Positions(int axis, int size) => (size + Before[axis] + After[axis] - Size(axis)) / Stride[axis] + 1;
    }

    /// <summary>The operand as an image in memory.</summary>
    internal static ValueId Image(Importer m, OnnxNode n, OnnxValue x)
    {
        if (x.Rank is not (3 or 4))
            throw n.Bad($"the operand has {x.Rank} dimensions; images [n,c,h,w] and signals [n,c,l] are supported.");
        var id = m.Arrange(n, x, Importer.ChannelsLast(x.Rank));
        return x.Rank == 4 ? id : m.Reshaped(n, id, [x.Dims[0], 1, x.Dims[2], x.Dims[1]]);
    }

    /// <summary>What an operator has made of an image, seen as the file does.</summary>
    internal static OnnxValue Seen(Importer m, OnnxNode n, OnnxValue x, ValueId id)
    {
        var shape = m.Type(id).Shape;
        int[] dims = x.Rank == 4 ? [shape[0], shape[3], shape[1], shape[2]] : [shape[0], shape[3], shape[2]];
        if (x.Rank == 3) id = m.Reshaped(n, id, [shape[0], shape[2], shape[3]]);
        return Importer.Arranged(n, id, dims, Importer.ChannelsLast(x.Rank), x.IsConstant ? null : x);
    }

    internal static Window Windowed(OnnxNode n, OnnxValue x, int[] kernel)
    {
        var rank = x.Rank - 2;
        if (rank is not (1 or 2)) throw n.Bad($"the operand has {x.Rank} dimensions; images [n,c,h,w] and signals [n,c,l] are supported.");
        if (kernel.Length != rank) throw n.Bad($"the window has {kernel.Length} dimensions; {rank} are expected.");
        var stride = Numbers(n, "strides", rank, 1);
        var dilation = Numbers(n, "dilations", rank, 1);
        var pads = n.Ints("pads") ?? new int[2 * rank];
        if (pads.Length != 2 * rank || pads.Any(p => p is < 0 or > 65536))
            throw n.Bad($"the pads {string.Join(',', pads)} are not {2 * rank} small numbers.");
        if (kernel.Concat(stride).Concat(dilation).Any(v => v is <= 0 or > 65536)
            || kernel.Zip(dilation, (k, d) => (long)k * d).Any(s => s > 65536))
            throw n.Bad($"a window of {string.Join('x', kernel)} with strides {string.Join(',', stride)} "
                + $"and dilations {string.Join(',', dilation)} cannot be.");
        int[] before = pads[..rank], after = pads[rank..];
        var auto = n.Text("auto_pad", "NOTSET");
        for (var axis = 0; axis < rank && auto.StartsWith("SAME", StringComparison.Ordinal); axis++)
        {
            var (small, large) = Padding.Same(x.Dims[axis + 2], kernel[axis], stride[axis], dilation[axis]);
            (before[axis], after[axis]) = auto == "SAME_LOWER" ? (large, small) : (small, large);
        }
        if (auto == "VALID") (before, after) = (new int[rank], new int[rank]);
        return rank == 2 ? new(kernel, stride, dilation, before, after)
            : new([1, kernel[0]], [1, stride[0]], [1, dilation[0]], [0, before[0]], [0, after[0]]);
    }

    internal static int[] Numbers(OnnxNode n, string attribute, int count, int missing)
    {
        var numbers = n.Ints(attribute) ?? [.. Enumerable.Repeat(missing, count)];
        return numbers.Length == count ? numbers : throw n.Bad($"{attribute} has {numbers.Length} numbers; {count} are expected.");
    }

    private static void Global(Importer m, OnnxNode n, Func<EquatableArray<int>, Op> make)
    {
        var x = m.In(n, 0);
        if (x.Rank < 3) throw n.Bad($"the operand has {x.Rank} dimensions; at least three are expected.");
        var axes = Importer.ChannelsLast(x.Rank);
        int[] dims = [.. x.Dims[..2], .. Enumerable.Repeat(1, x.Rank - 2)];
        var op = make(Enumerable.Range(1, x.Rank - 2).ToEquatableArray());
        if (!x.IsConstant && m.IsInt8(x) && op is Mean && m.QuantizedResult(n) is { } target)
        {
            m.DefineQuantized(n, target, Importer.Arranged(n, m.Emit(n, op, [m.Arrange(n, x, axes)], target.Quantization), dims, axes, x));
            return;
        }
        if (op is Mean || x.View == View.Stored) x = m.Plain(n, x);
        var id = m.Arrange(n, x, axes);
        m.Define(n, Importer.Arranged(n, m.Emit(n, op, [id], m.Type(id).Quantization), dims, axes, x.IsConstant ? null : x));
    }

    private static void MaxPool(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        if (n.Outputs.Length > 1 && n.Outputs[1].Length > 0 && m.Readers(n.Outputs[1]).Count > 0)
            throw n.Bad("the indices of maxima are not supported.");
        var window = Windowed(n, x, n.Ints("kernel_shape") ?? throw n.Bad("kernel_shape is missing."));
        if (window.Dilation.Any(d => d != 1))
            throw n.Bad("dilated windows are not supported.", "Use dilation 1, or a strided slice before the pooling.");
        window = Ceiled(n, window, x);
        var id = Image(m, n, x);
        m.Define(n, Seen(m, n, x,
            m.Emit(n, new MaxPool2D(window.Kernel[0], window.Kernel[1], window.Steps, window.Padding), [id], m.Type(id).Quantization)));
    }

    private static void AveragePool(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        if (x.View == View.Stored) x = m.Plain(n, x);
        var window = Windowed(n, x, n.Ints("kernel_shape") ?? throw n.Bad("kernel_shape is missing."));
        if (window.Dilation.Any(d => d != 1)) throw n.Bad("dilated windows are not supported.");
        // Averages are rounded in the operand's own scale; another one follows as a rescaling.
        var id = Image(m, n, x);
        if (n.Flag("count_include_pad") && window.Before.Concat(window.After).Any(p => p > 0))
        {
            id = m.Emit(n, new Pad([0, .. window.Before, 0], [0, .. window.After, 0]), [id], m.Type(id).Quantization);
            var shape = m.Type(id).Shape;
            var padded = x.Of(x.Name, [shape[0], shape[3], shape[1], shape[2]], id, x.Layout);
            window = Ceiled(n, window with { Before = [0, 0], After = [0, 0] }, padded, image: true,
                last: [window.After[0], window.After[1]]);
        }
        else window = Ceiled(n, window, x);
        var op = new AveragePool2D(window.Kernel[0], window.Kernel[1], window.Steps, window.Padding);
        m.Define(n, Seen(m, n, x, m.Emit(n, op, [id], m.Type(id).Quantization)));
    }

    /// <summary>
    /// With ceil_mode the last window may hang over the end; what hangs over does not count. It must begin before the end of the
    /// operand and the padding in front of it.
    /// </summary>
    private static Window Ceiled(OnnxNode n, Window window, OnnxValue x, bool image = false, int[]? last = null)
    {
        if (!n.Flag("ceil_mode")) return window;
        int[] sizes = x.Rank == 4 || image ? [x.Dims[2], x.Dims[3]] : [1, x.Dims[2]];
        var after = window.After.ToArray();
        for (var axis = 0; axis < 2; axis++)
        {
            var over = sizes[axis] + window.Before[axis] + window.After[axis] - window.Size(axis);
            var positions = (over + window.Stride[axis] - 1) / window.Stride[axis] + 1;
            if ((positions - 1) * window.Stride[axis] >= sizes[axis] + window.Before[axis] - (last?[axis] ?? 0)) positions--;
            after[axis] = Math.Max(0, (positions - 1) * window.Stride[axis] + window.Size(axis) - sizes[axis] - window.Before[axis]);
        }
        return window with { After = after };
    }
}
