using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>Sums, extremes and normalizations along axes.</summary>
internal static class Reductions
{
    public static Dictionary<string, OperatorTable.Handler> Handlers { get; } = new()
    {
        ["ReduceMean"] = (m, n) => Reduced(m, n, (axes, keep) => new Mean(axes, keep)),
        ["ReduceSum"] = (m, n) => Reduced(m, n, (axes, keep) => new Reduce(ReduceKind.Sum, axes, keep)),
        ["ReduceMax"] = (m, n) => Reduced(m, n, (axes, keep) => new Reduce(ReduceKind.Max, axes, keep)),
        ["ReduceMin"] = (m, n) => Reduced(m, n, (axes, keep) => new Reduce(ReduceKind.Min, axes, keep)),
        ["ReduceProd"] = Product,
        ["ReduceSumSquare"] = (m, n) => Around(m, n, UnaryKind.Square, null, absolute: false),
        ["ReduceL1"] = (m, n) => Around(m, n, UnaryKind.Abs, null, absolute: false),
        ["ReduceL2"] = (m, n) => Around(m, n, UnaryKind.Square, UnaryKind.Sqrt, absolute: false),
        ["ReduceLogSum"] = (m, n) => Around(m, n, null, UnaryKind.Log, absolute: false),
        ["ReduceLogSumExp"] = (m, n) => Around(m, n, UnaryKind.Exp, UnaryKind.Log, absolute: true),
        ["ArgMax"] = (m, n) => Place(m, n, ArgKind.Max),
        ["ArgMin"] = (m, n) => Place(m, n, ArgKind.Min),
        ["CumSum"] = Accumulated,
        ["Softmax"] = (m, n) => Distribution(m, n, new Softmax()),
        ["LogSoftmax"] = (m, n) => Distribution(m, n, new LogSoftmax()),
        ["LayerNormalization"] = LayerNormalization,
        ["InstanceNormalization"] = InstanceNormalization,
        ["LpNormalization"] = (m, n) => LpNormalization(m, n),
    };

    private static int[] AxesOf(Importer m, OnnxNode n, OnnxValue x)
    {
        var axes = m.Integers(n, 1, "axes");
        if (axes is null or []) return n.Flag("noop_with_empty_axes") ? [] : [.. Enumerable.Range(0, x.Rank)];
        return [.. axes.Select(a => Importer.Axis(n, a, x.Rank)).Distinct().Order()];
    }

    private static void Reduced(Importer m, OnnxNode n, Func<EquatableArray<int>, bool, Op> make)
    {
        var x = m.In(n, 0);
        var axes = AxesOf(m, n, x);
        var keep = n.Int("keepdims", 1) != 0;
        var sums = make([], true) is Mean or Reduce { Kind: ReduceKind.Sum };
        var target = sums && !x.IsConstant && m.IsInt8(x) ? m.QuantizedResult(n) : null;
        if (target is null) m.Define(n, Along(m, n, m.Plain(n, x), axes, keep, make, null));
        else m.DefineQuantized(n, target, Along(m, n, x, axes, keep, make, target.Quantization));
    }

    public static OnnxValue Along(Importer m, OnnxNode n, OnnxValue x, int[] axes, bool keep, Func<EquatableArray<int>, bool, Op> make,
        Quantization? quantization)
    {
        if (axes.Length == 0) return x.As(n.Outputs[0], x.Dims, x.Layout);
        var (id, order) = m.Whole(n, x);
        var places = axes.Select(a => Array.IndexOf(order, a)).Order().ToEquatableArray();
        id = m.Emit(n, make(places, keep), [id], quantization);
        if (keep) return Importer.Arranged(n, id, [.. x.Dims.Select((d, a) => axes.Contains(a) ? 1 : d)], order);
        // The axes that are left, by their new numbers.
        var left = Enumerable.Range(0, x.Rank).Except(axes).ToList();
        return Importer.Arranged(n, id, [.. left.Select(a => x.Dims[a])], [.. order.Where(left.Contains).Select(a => left.IndexOf(a))]);
    }

    private static OnnxValue Sum(Importer m, OnnxNode n, OnnxValue x, int[] axes, bool keep) =>
        Along(m, n, x, axes, keep, (a, k) => new Reduce(ReduceKind.Sum, a, k), null);

    private static OnnxValue Average(Importer m, OnnxNode n, OnnxValue x, int[] axes) =>
        Along(m, n, x, axes, true, (a, k) => new Mean(a, k), null);

    private static void Around(Importer m, OnnxNode n, UnaryKind? first, UnaryKind? last, bool absolute)
    {
        var x = m.PlainIn(n, 0);
        var axes = AxesOf(m, n, x);
        OnnxValue? largest = null;
        if (absolute)
        {
            // Exponentials of differences to the largest do not overflow.
            largest = Along(m, n, x, axes, true, (a, k) => new Reduce(ReduceKind.Max, a, k), null);
            x = Combined(m, n, new Binary(BinaryKind.Sub), x, largest);
        }
        if (first is { } inner) x = new Elementwise.Value(m, n, x).Then(new Unary(inner)).Result;
        var y = Sum(m, n, x, axes, absolute || n.Int("keepdims", 1) != 0);
        if (last is { } function) y = new Elementwise.Value(m, n, y).Then(new Unary(function)).Result;
        if (largest is not null)
        {
            y = Combined(m, n, new Add(), y, largest);
            if (n.Int("keepdims", 1) == 0) y = Movement.Viewed(m, n, y, [.. y.Dims.Where((_, a) => !axes.Contains(a))]);
        }
        m.Define(n, y);
    }

    private static void Product(Importer m, OnnxNode n)
    {
        var x = m.PlainIn(n, 0);
        var axes = AxesOf(m, n, x);
        foreach (var axis in axes)
        {
            if (x.Dims[axis] > 64) throw n.Bad($"a product of {x.Dims[axis]} elements is too long; 64 are supported.");
            var (id, order) = m.Whole(n, x);
            var parts = m.Emit(n, new Split(Array.IndexOf(order, axis), Enumerable.Repeat(1, x.Dims[axis]).ToEquatableArray()), [id],
                new Quantization?[x.Dims[axis]]);
            id = parts.Aggregate((a, b) => m.Emit(n, new Mul(), [a, b]));
            x = Importer.Arranged(n, id, [.. x.Dims.Select((d, a) => a == axis ? 1 : d)], order);
        }
        m.Define(n, n.Int("keepdims", 1) != 0 ? x : Movement.Viewed(m, n, x, [.. x.Dims.Where((_, a) => !axes.Contains(a))]));
    }

    private static void Place(Importer m, OnnxNode n, ArgKind kind)
    {
        var x = m.In(n, 0);
        if (x.IsConstant || !m.IsInt8(x)) x = m.Plain(n, x);
        var axis = Importer.Axis(n, n.Int("axis", 0), x.Rank);
        if (n.Flag("select_last_index")) throw n.Bad("the last of equal places is not supported; the first is.");
        var (id, order) = m.Whole(n, x);
        id = m.Emit(n, new ArgReduce(kind, Array.IndexOf(order, axis)), [id]);
        int[] left = [.. Enumerable.Range(0, x.Rank).Where(a => a != axis)];
        var y = Importer.Arranged(n, id, [.. left.Select(a => x.Dims[a])],
            [.. order.Where(a => a != axis).Select(a => Array.IndexOf(left, a))]);
        m.Define(n, n.Int("keepdims", 1) == 0 ? y : Movement.Viewed(m, n, y, [.. x.Dims.Select((d, a) => a == axis ? 1 : d)]));
    }

    private static void Accumulated(Importer m, OnnxNode n)
    {
        var x = m.PlainIn(n, 0);
        var axis = Importer.Axis(n, m.Integers(n, 1, "axis") is [var a] ? a : throw n.Bad("the axis is one number."), x.Rank);
        var (id, order) = m.Whole(n, x);
        id = m.Emit(n, new CumSum(Array.IndexOf(order, axis), n.Flag("exclusive"), n.Flag("reverse")), [id]);
        m.Define(n, Importer.Arranged(n, id, x.Dims, order));
    }

    /// <summary>Until operator set 12 over all axes from the given one on, since then over the given one.</summary>
    private static void Distribution(Importer m, OnnxNode n, Op op)
    {
        var x = m.In(n, 0);
        if (x.Rank == 0) throw n.Bad("a number has no axis.");
        var old = n.Version < 13;
        var axis = Importer.Axis(n, n.Int("axis", old ? 1 : -1), Math.Max(x.Rank, 1));
        var target = !x.IsConstant && m.IsInt8(x) ? m.QuantizedResult(n) : null;
        var fits = target?.Quantization is { } q
            && (op is Softmax ? q is { Scale: 1f / 256, ZeroPoint: -128 } : q is { Scale: 16f / 256, ZeroPoint: 127 });
        x = fits ? x : m.Plain(n, x);
        var seen = old ? x : Last(m, n, x, axis);
        var rows = Matrices.RowsOf(m, n, seen, old ? axis : x.Rank - 1);
        var id = m.Emit(n, op, [m.Reshaped(n, rows.Id, [rows.Count, rows.Length])], fits ? target!.Quantization : null);
        var y = rows.Value.Of(n.Outputs[0], seen.Dims, id, rows.Value.Layout);
        if (!old && axis != x.Rank - 1)
            y = Movement.Transposed(m, n, y, [.. Enumerable.Range(0, x.Rank).Select(a => a < axis ? a : a == axis ? x.Rank - 1 : a - 1)]);
        if (fits) m.DefineQuantized(n, target!, y);
        else m.Define(n, y);
    }

    /// <summary>The value with an axis behind all others, in the file's terms.</summary>
    private static OnnxValue Last(Importer m, OnnxNode n, OnnxValue x, int axis) =>
        axis == x.Rank - 1 ? x : Movement.Transposed(m, n, x, [.. Enumerable.Range(0, x.Rank).Where(a => a != axis), axis]);

    private static void LayerNormalization(Importer m, OnnxNode n)
    {
        var x = m.PlainIn(n, 0);
        var axis = Importer.Axis(n, n.Int("axis", -1), x.Rank);
        if (n.Outputs.Skip(1).Any(o => o.Length > 0 && m.Readers(o).Count > 0))
            throw n.Bad("mean and deviation as outputs are not supported.");
        var y = Normalized(m, n, x, [.. Enumerable.Range(axis, x.Rank - axis)], n.Float("epsilon", 1e-5f));
        y = Combined(m, n, new Mul(), y, m.PlainIn(n, 1));
        if (m.Optional(n, 2) is not null) y = Combined(m, n, new Add(), y, m.PlainIn(n, 2));
        m.Define(n, y);
    }

    private static void InstanceNormalization(Importer m, OnnxNode n)
    {
        var x = m.PlainIn(n, 0);
        if (x.Rank < 3) throw n.Bad("at least three dimensions are expected.");
        var y = Normalized(m, n, x, [.. Enumerable.Range(2, x.Rank - 2)], n.Float("epsilon", 1e-5f));
        int[] dims = [x.Dims[1], .. Enumerable.Repeat(1, x.Rank - 2)];
        y = Combined(m, n, new Mul(), y, Movement.Viewed(m, n, m.PlainIn(n, 1), dims));
        m.Define(n, Combined(m, n, new Add(), y, Movement.Viewed(m, n, m.PlainIn(n, 2), dims)));
    }

    /// <summary>(x - mean) / sqrt(variance + epsilon) over some axes.</summary>
    private static OnnxValue Normalized(Importer m, OnnxNode n, OnnxValue x, int[] axes, float epsilon)
    {
        var centered = Combined(m, n, new Binary(BinaryKind.Sub), x, Average(m, n, x, axes));
        var variance = Average(m, n, new Elementwise.Value(m, n, centered).Then(new Unary(UnaryKind.Square)).Result, axes);
        var inverse = new Elementwise.Value(m, n, variance).With(new Add(), epsilon).Then(new Unary(UnaryKind.Rsqrt)).Result;
        return Combined(m, n, new Mul(), centered, inverse);
    }

    private static void LpNormalization(Importer m, OnnxNode n)
    {
        var x = m.PlainIn(n, 0);
        int[] axes = [Importer.Axis(n, n.Int("axis", -1), x.Rank)];
        var euclidean = n.Int("p", 2) == 2;
        var sizes = Sum(m, n, new Elementwise.Value(m, n, x).Then(new Unary(euclidean ? UnaryKind.Square : UnaryKind.Abs)).Result, axes,
            true);
        if (euclidean) sizes = new Elementwise.Value(m, n, sizes).Then(new Unary(UnaryKind.Sqrt)).Result;
        m.Define(n, Combined(m, n, new Binary(BinaryKind.Div), x, sizes));
    }

    public static OnnxValue Combined(Importer m, OnnxNode n, Op op, OnnxValue a, OnnxValue b)
    {
        var aligned = m.Align(n, a, b);
        return aligned.Result(n, m.Emit(n, op, aligned.Ids));
    }
}
