using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>Operators that move elements, or only say how to see them: shapes and transpositions cost nothing here.</summary>
internal static partial class Movement
{
    public static Dictionary<string, OperatorTable.Handler> Handlers { get; } = new()
    {
        ["Identity"] = (m, n) => m.Define(n, m.In(n, 0)),
        ["Dropout"] = (m, n) => m.Define(n, m.Scalar(n, 2, 0, "training mode") == 0 ? m.In(n, 0)
            : throw n.Bad("training mode is not supported.", "Call eval() on the model before exporting.")),
        ["ai.onnx.ml.ZipMap"] = (m, n) => m.Define(n, m.In(n, 0)),
        ["Reshape"] = Reshape,
        ["Flatten"] = Flatten,
        ["Squeeze"] = Squeeze,
        ["Unsqueeze"] = Unsqueeze,
        ["Transpose"] = Transpose,
        ["Concat"] = Concat,
        ["Split"] = Split,
        ["Slice"] = Slice,
        ["Pad"] = Pad,
        ["Gather"] = Gather,
        ["Expand"] = Expand,
        ["Tile"] = Tile,
        ["DepthToSpace"] = Resizing.DepthToSpace,
        ["SpaceToDepth"] = Resizing.SpaceToDepth,
    };

    /// <summary>The value under another shape. Only where the shape cuts through what lies apart in memory is anything moved.</summary>
    public static OnnxValue Viewed(Importer m, OnnxNode n, OnnxValue x, int[] dims)
    {
        if (dims.Aggregate(1L, (p, d) => Math.Min(p * d, 1L << 40)) != x.Elements)
            throw n.Bad($"the {x.Elements} elements of {new Shape(new(x.Dims))} do not fill {new Shape(new(dims))}.");
        var name = n.Outputs[0];
        if (x.Constant is { } constant)
        {
            if (x.Scales is { IsPerTensor: false }) return OnnxValue.OfConstant(name, Importer.Reals(x)!.Reshaped(dims));
            return new OnnxValue { Name = name, Dims = dims, Constant = constant.Reshaped(dims), Scales = x.Scales };
        }
        if (x.Layout.For(dims) is not null) return x.As(name, dims, x.Layout);
        return x.Of(name, dims, m.Arrange(n, x), Layout.Plain(x.Elements));
    }

    /// <summary>The file's axes in another order; memory stays.</summary>
    public static OnnxValue Transposed(Importer m, OnnxNode n, OnnxValue x, int[] permutation)
    {
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, x.Rank)))
            throw n.Bad($"{string.Join(',', permutation)} is no order of {x.Rank} axes.");
        var dims = permutation.Select(a => x.Dims[a]).ToArray();
        var name = n.Outputs[0];
        if (x.Constant is { } constant)
            return new OnnxValue
            {
                Name = name, Dims = dims, Constant = constant.Permuted(permutation),
                Scales = x.Scales is { IsPerTensor: false } s ? s with { Axis = Array.IndexOf(permutation, s.Axis) } : x.Scales,
            };
        var factors = x.Factors;
        var moved = permutation.SelectMany(factors.Of).ToArray();
        return x.As(name, dims,
            Layout.Of([.. moved.Select(f => factors.Sizes[f])], [.. factors.Order.Select(f => Array.IndexOf(moved, f))]));
    }

    private static void Transpose(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        m.Define(n, Transposed(m, n, x, n.Ints("perm") ?? [.. Enumerable.Range(0, x.Rank).Reverse()]));
    }

    private static void Reshape(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var asked = m.Integers(n, 1, "shape") ?? throw n.Bad("the shape is missing.");
        if (asked.Length > 8) throw n.Bad($"{asked.Length} dimensions are too many; 8 are supported.");
        var dims = new int[asked.Length];
        for (var i = 0; i < dims.Length; i++)
            dims[i] = asked[i] == 0 && !n.Flag("allowzero") ? i < x.Rank ? x.Dims[i]
                : throw n.Bad($"dimension {i} is to be kept, but the operand has {x.Rank}.") : asked[i];
        var open = Array.IndexOf(dims, -1);
        if (open >= 0)
        {
            var rest = dims.Where(d => d != -1).Aggregate(1L, (p, d) => Math.Min(p * d, 1L << 40));
            if (rest <= 0 || x.Elements % rest != 0) throw n.Bad($"{x.Elements} elements do not divide into {new Shape(new(asked))}.");
            dims[open] = (int)(x.Elements / rest);
        }
        if (dims.Any(d => d < 0)) throw n.Bad($"{new Shape(new(asked))} is no shape.");
        // Exporters write the batch of their example into shapes; it is part of a model that was given another batch here.
        m.Define(n, Viewed(m, n, x, dims));
    }

    private static void Flatten(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var axis = n.Int("axis", 1);
        axis = axis < 0 ? axis + x.Rank : axis;
        if (axis < 0 || axis > x.Rank) throw n.Bad($"axis {axis} is not one of {x.Rank}.");
        m.Define(n, Viewed(m, n, x, [x.Dims[..axis].Aggregate(1, (p, d) => p * d), x.Dims[axis..].Aggregate(1, (p, d) => p * d)]));
    }

    private static void Squeeze(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var axes = m.Integers(n, 1, "axes")?.Select(a => Importer.Axis(n, a, x.Rank)).ToHashSet();
        if (axes is not null && axes.FirstOrDefault(a => x.Dims[a] != 1, -1) is var wrong and >= 0)
            throw n.Bad($"axis {wrong} has {x.Dims[wrong]} elements, not 1.");
        m.Define(n, Viewed(m, n, x, [.. x.Dims.Where((d, a) => axes is null ? d != 1 : !axes.Contains(a))]));
    }

    private static void Unsqueeze(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var asked = m.Integers(n, 1, "axes") ?? throw n.Bad("the axes are missing.");
        var rank = x.Rank + asked.Length;
        if (rank > 8) throw n.Bad($"{rank} dimensions are too many; 8 are supported.");
        var axes = asked.Select(a => Importer.Axis(n, a, rank)).ToHashSet();
        if (axes.Count != asked.Length) throw n.Bad("an axis is there twice.");
        var dims = new int[rank];
        for (int axis = 0, from = 0; axis < rank; axis++) dims[axis] = axes.Contains(axis) ? 1 : x.Dims[from++];
        m.Define(n, Viewed(m, n, x, dims));
    }

    private static void Concat(Importer m, OnnxNode n)
    {
        var operands = n.Inputs.Select((_, i) => m.In(n, i)).Where(o => o.Elements > 0).ToArray();
        if (operands.Length == 0) throw n.Bad("takes at least one operand.");
        var axis = Importer.Axis(n, n.Int("axis", 0), operands[0].Rank);
        foreach (var operand in operands)
            if (operand.Rank != operands[0].Rank || operand.Dims.Where((d, a) => a != axis && d != operands[0].Dims[a]).Any())
                throw n.Bad($"{new Shape(new(operand.Dims))} and {new Shape(new(operands[0].Dims))} differ beside axis {axis}.");
        var dims = operands[0].Dims.ToArray();
        dims[axis] = (int)Math.Min(operands.Sum(o => (long)o.Dims[axis]), int.MaxValue);
        var lead = operands.FirstOrDefault(o => !o.IsConstant && m.Axes(o) is not null);
        var axes = lead is null ? [.. Enumerable.Range(0, dims.Length)] : m.Axes(lead)!;
        var place = Array.IndexOf(axes, axis);
        if (operands.All(m.IsInt8) && m.QuantizedResult(n) is { } target)
        {
            var ids = operands.Select(o => m.Arrange(n, o, axes)).Select(id => Equals(m.Type(id).Quantization, target.Quantization) ? id
                : m.Emit(n, new Quantize(ElementType.Int8), [id], target.Quantization)).ToArray();
            m.DefineQuantized(n, target, Importer.Arranged(n, m.Emit(n, new Concatenation(place), ids, target.Quantization), dims, axes));
            return;
        }
        // The same integers under the same scale may stay integers.
        var first = operands[0].IsConstant ? null : m.Type(operands[0].Id).Quantization;
        var moves = operands.All(o =>
            !o.IsConstant && o.View == operands[0].View && o.IsUnsigned == operands[0].IsUnsigned
                && Equals(m.Type(o.Id).Quantization, first));
        var plain = moves ? operands : [.. operands.Select(o => m.Plain(n, o))];
        var parts = plain.Select(o => m.Arrange(n, o, axes)).ToArray();
        m.Define(n, Importer.Arranged(n, m.Emit(n, new Concatenation(place), parts, moves ? first : null), dims, axes, moves
            ? operands[0] : null));
    }

    private static void Split(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var axis = Importer.Axis(n, n.Int("axis", 0), x.Rank);
        var sizes = m.Integers(n, 1, "split");
        if (sizes is null)
        {
            var part = (x.Dims[axis] + n.Outputs.Length - 1) / n.Outputs.Length;
            sizes = [.. Enumerable.Range(0, n.Outputs.Length).Select(i => Math.Min(part, x.Dims[axis] - i * part))];
        }
        if (sizes.Length != n.Outputs.Length) throw n.Bad($"{sizes.Length} parts for {n.Outputs.Length} outputs.");
        var (id, axes) = m.Whole(n, x.IsConstant ? m.Plain(n, x) : x);
        var quantization = m.Type(id).Quantization;
        var parts = m.Emit(n, new Split(Array.IndexOf(axes, axis), new(sizes)), [id], [.. sizes.Select(_ => quantization)]);
        for (var i = 0; i < parts.Length; i++)
        {
            var dims = x.Dims.ToArray();
            dims[axis] = sizes[i];
            m.Define(n.Outputs[i], Importer.Arranged(n, parts[i], dims, axes, x.IsConstant ? null : x));
        }
    }

    private static void Expand(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var asked = m.Integers(n, 1, "") ?? throw n.Bad("the shape is missing.");
        if (asked.Length > 8 || asked.Any(d => d <= 0)) throw n.Bad($"{string.Join(',', asked)} is no shape.");
        Repeat(m, n, x, Importer.BroadcastDims(n, x, new OnnxValue { Name = "", Dims = asked }));
    }

    private static void Repeat(Importer m, OnnxNode n, OnnxValue x, int[] dims)
    {
        if (dims.SequenceEqual(x.Dims))
        {
            m.Define(n, x.As(n.Outputs[0], x.Dims, x.Layout));
            return;
        }
        int[] padded = [.. Enumerable.Repeat(1, dims.Length - x.Rank), .. x.Dims];
        var seen = Viewed(m, n, x, padded);
        var (id, axes) = m.Whole(n, seen.IsConstant ? m.Plain(n, seen) : seen);
        var to = Shape.Create([.. axes.Select(a => dims[a])]);
        m.Define(n, Importer.Arranged(n, m.Emit(n, new BroadcastTo(to), [id], m.Type(id).Quantization), dims, axes, x.IsConstant ? null
            : x));
    }

    private static void Tile(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var times = m.Integers(n, 1, "") ?? throw n.Bad("the repeats are missing.");
        if (times.Length != x.Rank || times.Any(t => t is <= 0 or > 1 << 20))
            throw n.Bad($"{string.Join(',', times)} repeats do not fit {new Shape(new(x.Dims))}.");
        for (var axis = 0; axis < times.Length; axis++)
        {
            if (times[axis] == 1) continue;
            var (id, axes) = m.Whole(n, x.IsConstant ? m.Plain(n, x) : x);
            var dims = x.Dims.ToArray();
            dims[axis] = checked(dims[axis] * times[axis]);
            if (times[axis] > 256) throw n.Bad($"{times[axis]} repeats are too many; 256 are supported.");
            id = m.Emit(n, new Concatenation(Array.IndexOf(axes, axis)), Enumerable.Repeat(id, times[axis]).ToArray(),
                m.Type(id).Quantization);
            x = Importer.Arranged(n, id, dims, axes, x.IsConstant ? null : x);
        }
        m.Define(n, x.As(n.Outputs[0], x.Dims, x.Layout));
    }
}
