using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>Products with matrices: rows of constant weights are put in the order in which the operand's elements lie in memory.</summary>
internal static partial class Matrices
{
    public static Dictionary<string, OperatorTable.Handler> Handlers { get; } = new()
    {
        ["Gemm"] = Gemm,
        ["MatMul"] = MatMul,
    };

    /// <summary>X with the elements along some last axes in a row each, and the file's place of every element of such a row.</summary>
    public readonly record struct Rows(ValueId Id, int Count, int Length, int[] Places, OnnxValue Value, int Kept)
    {
        /// <summary>A result with other elements in each row, seen as the file does.</summary>
        public OnnxValue Result(OnnxNode n, ValueId id, int[] last)
        {
            var factors = Value.Factors;
            var (value, kept) = (Value, Kept);
            var before = Enumerable.Range(0, factors.Sizes.Length).Where(f => factors.Axes[f] < kept).ToArray();
            int[] sizes = [.. before.Select(f => factors.Sizes[f]), .. last];
            int[] order = [.. factors.Order.Where(f => factors.Axes[f] < kept), .. Enumerable.Range(before.Length, last.Length)];
            int[] dims = [.. value.Dims[..kept], .. last];
            return new OnnxValue { Name = n.Outputs[0], Dims = dims, Id = id, Layout = Layout.Of(sizes, order) };
        }
    }

    /// <summary>
    /// The value so that its axes from <paramref name="axis"/> on are contiguous in memory, in whatever order; they are moved there
    /// only if others lie behind or between them, and only then into the file's order.
    /// </summary>
    public static Rows RowsOf(Importer m, OnnxNode n, OnnxValue x, int axis, bool inOrder = false)
    {
        if (x.IsConstant)
            x = new OnnxValue { Name = x.Name, Dims = x.Dims, Id = m.Arrange(n, m.Plain(n, x)), Layout = Layout.Plain(x.Elements) };
        var factors = x.Factors;
        var inner = Enumerable.Range(0, factors.Sizes.Length).Where(f => factors.Axes[f] >= axis).ToArray();
        var order = factors.Order;
        if (order.Skip(order.Length - inner.Length).Any(f => factors.Axes[f] < axis)
            || (inOrder && !order.Skip(order.Length - inner.Length).SequenceEqual(inner)))
            order = [.. order.Where(f => factors.Axes[f] < axis), .. inner];
        var length = inner.Aggregate(1, (p, f) => p * factors.Sizes[f]);
        var count = x.Elements / length;
        var id = m.Moved(n, x.Id, factors, order, order.SequenceEqual(factors.Order) ? m.Type(x.Id).Shape : [count, length]);
        var sizes = inner.Select(f => factors.Sizes[f]).ToArray();
        var places = OnnxTensor.Places(sizes, [.. order.Skip(order.Length - inner.Length).Select(f => Array.IndexOf(inner, f))]);
        var moved = x.Of(x.Name, x.Dims, id, Layout.Of(factors.Sizes, order));
        return new(id, count, length, places, moved, axis);
    }

    private static void Gemm(Importer m, OnnxNode n)
    {
        OnnxValue x = m.In(n, 0), w = m.In(n, 1);
        float alpha = n.Float("alpha", 1), beta = n.Float("beta", 1);
        if (x.Rank != 2 || w.Rank != 2) throw n.Bad($"operands {new Shape(new(x.Dims))} and {new Shape(new(w.Dims))} are no matrices.");
        if (n.Flag("transA")) x = Movement.Transposed(m, n, x, [1, 0]);
        if (!n.Flag("transB")) w = Movement.Transposed(m, n, w, [1, 0]);
        if (w.Dims[1] != x.Dims[1]) throw n.Bad($"{new Shape(new(x.Dims))} and {w.Dims[1]} rows of weights do not fit.");
        var bias = m.Optional(n, 2);
        var fits = bias is null || (Importer.Reals(bias) is { } b && (b.Count == 1 || (b.Count == w.Dims[0] && b.Dims[^1] == b.Count)));
        if (w.IsConstant && alpha == 1 && beta == 1 && fits && Integer(m, n, x, w, 2)) return;
        OnnxValue product;
        if (w.IsConstant)
        {
            var real = Importer.Reals(w)!.Reals ?? throw n.Bad("the weights must be real.");
            if (alpha != 1) real = Array.ConvertAll(real, v => v * alpha);
            var values = fits && bias is not null ? Importer.RealsOf(n, Importer.Reals(bias)!, "bias") : null;
            if (values is not null) values = [.. Enumerable.Range(0, w.Dims[0]).Select(i => beta * values[values.Length == 1 ? 0 : i])];
            product = Product(m, n, m.Plain(n, x), OnnxTensor.Of(w.Dims, real), w.Name, values);
        }
        else
        {
            product = Multiplied(m, n, m.Plain(n, x), Movement.Transposed(m, n, m.Plain(n, w), [1, 0]));
            if (alpha != 1) product = new Elementwise.Value(m, n, product).With(new Mul(), alpha).Result;
            fits = bias is null;
        }
        if (!fits)
        {
            var added = m.Plain(n, bias!);
            if (beta != 1) added = new Elementwise.Value(m, n, added).With(new Mul(), beta).Result;
            var sum = m.Align(n, product, added);
            product = sum.Result(n, m.Emit(n, new Add(), sum.Ids));
        }
        m.Define(n, product);
    }

    private static void MatMul(Importer m, OnnxNode n)
    {
        OnnxValue a = m.In(n, 0), b = m.In(n, 1);
        if (a.Rank == 0 || b.Rank == 0) throw n.Bad("a number is no matrix.");
        // Matrices in a stack of one are matrices.
        if (b is { IsConstant: true, Rank: > 2 } && b.Dims[..^2].All(d => d == 1) && b.Rank <= a.Rank)
            b = Movement.Viewed(m, n, b, b.Dims[^2..]);
        if (b is { IsConstant: true, Rank: 2 })
        {
            if (a.Dims[^1] != b.Dims[0]) throw n.Bad($"{new Shape(new(a.Dims))} and {new Shape(new(b.Dims))} do not fit.");
            var w = Movement.Transposed(m, n, b, [1, 0]);
            if (Integer(m, n, a, w, int.MaxValue)) return;
            var real = Importer.Reals(w)!;
            if (real.Reals is null) throw n.Bad("the weights must be real.");
            var bias = FollowingBias(m, n, w.Dims[0], out var name);
            m.Define(name, Product(m, n, m.Plain(n, a), real, w.Name, bias));
            return;
        }
        if (m.IsInt8(a) && m.IsInt8(b) && m.QuantizedResult(n) is { } target)
            m.DefineQuantized(n, target, Multiplied(m, n, a, b, target.Quantization));
        else m.Define(n, Multiplied(m, n, m.Plain(n, a), m.Plain(n, b)));
    }

    /// <summary>X · Wᵀ + B over the last axis of X.</summary>
    /// <param name="x">[..., k]</param>
    /// <param name="w">[o, k]</param>
    public static OnnxValue Product(Importer m, OnnxNode n, OnnxValue x, OnnxTensor w, string name, float[]? bias)
    {
        var rows = RowsOf(m, n, x, x.Rank - 1);
        var weights = m.Constant(n, name, InMemory(w, rows.Places), ElementType.Float32, [w.Dims[0], rows.Length]);
        ValueId[] operands = bias is null ? [rows.Id, weights] : [rows.Id, weights, m.Constant(n, $"{n.Layer}/bias", bias)];
        return rows.Result(n, m.Emit(n, new FullyConnected(), operands), [w.Dims[0]]);
    }

    private static OnnxTensor InMemory(OnnxTensor w, int[] places)
    {
        var (count, length) = (w.Dims[0], w.Dims[1]);
        var from = Enumerable.Range(0, count).SelectMany(o => places.Select(p => o * length + p));
        return w.Reals is { } reals ? OnnxTensor.Of(w.Dims, [.. from.Select(i => reals[i])])
            : OnnxTensor.Of(w.Dims, w.Element, [.. from.Select(i => w.Integers![i])]);
    }

    /// <summary>Both sides quantized: integers.</summary>
    private static bool Integer(Importer m, OnnxNode n, OnnxValue x, OnnxValue w, int biasOperand)
    {
        w = Importer.Signed(w);
        if (x.IsConstant || !m.IsInt8(x) || w.Scales is null || w.Constant!.Element != ElementType.Int8
            || m.QuantizedResult(n, clamps: true) is not { } target)
            return false;
        var rows = RowsOf(m, n, x, x.Rank - 1);
        var arranged = new OnnxValue { Name = w.Name, Dims = w.Dims, Constant = InMemory(w.Constant, rows.Places), Scales = w.Scales };
        var (weights, bias) = Windows.IntegerWeights(m, n, x, arranged, [0, 1], w.Dims, 0, symmetric: false, biasOperand);
        var id = m.Emit(n, new FullyConnected(target.Activation), [rows.Id, weights, bias], target.Quantization);
        m.DefineQuantized(n, target, rows.Result(n, id, [w.Dims[0]]));
        return true;
    }

    /// <summary>A constant vector added right behind a product is its bias.</summary>
    private static float[]? FollowingBias(Importer m, OnnxNode n, int outputs, out string name)
    {
        name = n.Outputs[0];
        if (m.OnlyReader(name) is not { FullName: "Add" } next || next.Inputs.Length != 2) return null;
        var other = next.Inputs[next.Inputs[0] == name ? 1 : 0];
        if (!m.IsKnown(other) || Importer.Reals(m[other]) is not { Reals: { } bias, Dims: [var length] } || length != outputs) return null;
        m.Take(next);
        name = next.Outputs[0];
        return bias;
    }
}
