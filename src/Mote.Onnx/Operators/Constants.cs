using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>Operators whose result is known when the file is read.</summary>
internal static class Constants
{
    private const int MostElements = 1 << 22;

    public static Dictionary<string, OperatorTable.Handler> Handlers { get; } = new()
    {
        ["Constant"] = Constant,
        ["ConstantOfShape"] = Filled,
        ["Shape"] = ShapeOf,
        ["Size"] = (m, n) => Define(m, n, [], m.In(n, 0).Elements),
        ["Range"] = Range,
    };

    private static void Define(Importer m, OnnxNode n, int[] dims, params long[] values) =>
        m.Define(n, OnnxValue.OfConstant(n.Outputs[0], OnnxTensor.Of(dims, ElementType.Int64, values)));

    private static void Constant(Importer m, OnnxNode n)
    {
        if (n.Tensor("value") is { } tensor) m.Define(n, OnnxValue.OfConstant(n.Outputs[0], m.Constants.Read(tensor)));
        else if (n.Has("value_int")) Define(m, n, [], n.Int("value_int", 0));
        else if (n.Ints("value_ints") is { Length: > 0 } ints) Define(m, n, [ints.Length], [.. ints.Select(i => (long)i)]);
        else if (n.Floats("value_floats") is { Length: > 0 } reals)
            m.Define(n, OnnxValue.OfConstant(n.Outputs[0], OnnxTensor.Of([reals.Length], reals)));
        else if (n.Has("value_float")) m.Define(n, OnnxValue.OfConstant(n.Outputs[0], OnnxTensor.Of([], [n.Float("value_float", 0)])));
        else throw n.Bad("the value is missing, or of a kind that is not supported (tensors, numbers and lists of numbers are).");
    }

    private static void Filled(Importer m, OnnxNode n)
    {
        var dims = m.Integers(n, 0, "shape") ?? throw n.Bad("the shape is missing.");
        var count = dims.Aggregate(1L, (p, d) => d < 0 ? MostElements + 1L : Math.Min(p * d, MostElements + 1L));
        if (dims.Length > 8 || count > MostElements) throw n.Bad($"{new Shape(new(dims))} is out of all proportion.");
        var value = n.Tensor("value") is { } tensor ? m.Constants.Read(tensor) : OnnxTensor.Of([1], [0f]);
        if (value.Count != 1) throw n.Bad("the value must be one number.");
        m.Define(n, OnnxValue.OfConstant(n.Outputs[0], value.Reals is { } r ? OnnxTensor.Of(dims, [.. Enumerable.Repeat(r[0], (int)count)])
            : OnnxTensor.Of(dims, value.Element, [.. Enumerable.Repeat(value.Integers![0], (int)count)])));
    }

    private static void ShapeOf(Importer m, OnnxNode n)
    {
        var dims = m.In(n, 0).Dims;
        int Place(int at) => Math.Clamp(at < 0 ? at + dims.Length : at, 0, dims.Length);
        int start = Place(n.Int("start", 0)), end = Place(n.Int("end", dims.Length));
        var part = start < end ? dims[start..end] : [];
        Define(m, n, [part.Length], [.. part.Select(d => (long)d)]);
    }

    private static void Range(Importer m, OnnxNode n)
    {
        OnnxTensor start = m.Known(n, 0, "start"), limit = m.Known(n, 1, "limit"), delta = m.Known(n, 2, "delta");
        double Of(OnnxTensor t) =>
            t.Count == 1 ? t.Reals?[0] ?? t.Integers![0] : throw n.Bad("start, limit and delta are one number each.");
        var (first, step) = (Of(start), Of(delta));
        var count = Math.Ceiling((Of(limit) - first) / step);
        if (!(count <= MostElements)) throw n.Bad($"{count} numbers are out of all proportion.");
        var length = (int)Math.Max(0, count);
        m.Define(n, OnnxValue.OfConstant(n.Outputs[0], start.Reals is not null
            ? OnnxTensor.Of([length], [.. Enumerable.Range(0, length).Select(i => (float)(first + i * step))])
            : OnnxTensor.Of([length], start.Element, [.. Enumerable.Range(0, length).Select(i => (long)(first + i * step))])));
    }
}
