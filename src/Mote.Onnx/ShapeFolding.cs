using Mote.Core.Types;
using Mote.Onnx.Operators;

namespace Mote.Onnx;

/// <summary>
/// Arithmetic on integers that are known when the file is read: exporters compute shapes with it, in 64 bits and with empty lists,
/// neither of which the graph has. Everything else that is constant is computed by the reference kernels.
/// </summary>
internal static class ShapeFolding
{
    private const int MostElements = 1 << 20;

    /// <summary>Whether the node was computed here.</summary>
    public static bool TryFold(Importer m, OnnxNode n)
    {
        if (n.Inputs.Length == 0 || n.Outputs.Length != 1 || n.Domained.Length > 0) return false;
        var operands = n.Inputs.Where(i => i.Length > 0).Select(i => m[i]).ToArray();
        if (operands.Any(o => o.Scales is not null || o.Constant is null || o.Elements > MostElements)) return false;
        var first = operands[0].Constant!;
        if (n.FullName == "Cast") return Cast(m, n, first);
        if (first.Integers is null) return false;
        var rest = operands.Skip(1).Select(o => o.Constant!).ToArray();
        OnnxTensor? result = n.Op switch
        {
            "Concat" => rest.All(r => r.Integers is not null) ? Concatenated(n, [first, .. rest]) : null,
            "Gather" when rest.Length == 1 => Gathered(n, first, rest[0]),
            "Slice" => Sliced(m, n, first),
            "Add" => Both(n, first, rest, (a, b) => a + b),
            "Sub" => Both(n, first, rest, (a, b) => a - b),
            "Mul" => Both(n, first, rest, (a, b) => a * b),
            "Div" => Both(n, first, rest, (a, b) => b == 0 ? throw n.Bad("a constant is divided by zero.") : a / b),
            "Mod" => Both(n, first, rest, (a, b) => b == 0 ? throw n.Bad("a constant is divided by zero.") : a - b * Floor(a, b)),
            "Min" => Both(n, first, rest, Math.Min),
            "Max" => Both(n, first, rest, Math.Max),
            "Equal" => Both(n, first, rest, (a, b) => a == b ? 1 : 0, ElementType.Bool),
            "Less" => Both(n, first, rest, (a, b) => a < b ? 1 : 0, ElementType.Bool),
            "Greater" => Both(n, first, rest, (a, b) => a > b ? 1 : 0, ElementType.Bool),
            "And" => Both(n, first, rest, (a, b) => a & b),
            "Or" => Both(n, first, rest, (a, b) => a | b),
            "Not" => OnnxTensor.Of(first.Dims, ElementType.Bool, Array.ConvertAll(first.Integers, v => 1 - v)),
            "Neg" => OnnxTensor.Of(first.Dims, first.Element, Array.ConvertAll(first.Integers, v => -v)),
            "Where" when rest is [{ Integers: not null }, { Integers: not null }] => Chosen(n, first, rest[0], rest[1]),
            "ReduceProd" => OnnxTensor.Of(n.Int("keepdims", 1) == 0 ? [] : [.. first.Dims.Select(_ => 1)], first.Element,
                [first.Integers.Aggregate(1L, (p, v) => unchecked(p * v))]),
            "Expand" when m.Integers(n, 1, "") is { } shape => Expanded(n, first, shape),
            "Tile" when first.Dims.Length == 1 && m.Integers(n, 1, "") is [var times] && (long)times * first.Count <= MostElements =>
                OnnxTensor.Of([Math.Max(0, times) * first.Count], first.Element,
                    [.. Enumerable.Repeat(first.Integers, Math.Max(0, times)).SelectMany(v => v)]),
            _ => null,
        };
        if (result is null) return false;
        m.Define(n, OnnxValue.OfConstant(n.Outputs[0], result));
        return true;
    }

    private static long Floor(long a, long b) => a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);

    private static bool Cast(Importer m, OnnxNode n, OnnxTensor x)
    {
        if (OnnxConstants.Element(n.Int("to", 0)) is not { } to) return false;
        OnnxTensor result;
        if (to == ElementType.Float32)
            result = x.Reals is not null ? x : OnnxTensor.Of(x.Dims, Array.ConvertAll(x.Integers!, v => (float)v));
        else
        {
            var values = x.Integers ?? Array.ConvertAll(x.Reals!, r => (long)r);
            result = OnnxTensor.Of(x.Dims, to, to == ElementType.Bool ? Array.ConvertAll(values, v => v != 0 ? 1L : 0) : values);
        }
        m.Define(n, OnnxValue.OfConstant(n.Outputs[0], result));
        return true;
    }

    private static OnnxTensor Concatenated(OnnxNode n, OnnxTensor[] parts)
    {
        if (parts.Any(p => p.Dims.Length != 1) || Importer.Axis(n, n.Int("axis", 0), 1) != 0)
            throw n.Bad("integers are joined as lists only.");
        var all = parts.SelectMany(p => p.Integers!).ToArray();
        return OnnxTensor.Of([all.Length], parts[0].Element, all);
    }

    private static OnnxTensor? Gathered(OnnxNode n, OnnxTensor x, OnnxTensor indices)
    {
        if (x.Dims.Length != 1 || indices.Integers is not { } at) return null;
        if (at.Any(i => i < -x.Count || i >= x.Count)) throw n.Bad($"an index is not one of {x.Count}.");
        return OnnxTensor.Of(indices.Dims, x.Element, Array.ConvertAll(at, i => x.Integers![i < 0 ? i + x.Count : i]));
    }

    private static OnnxTensor? Sliced(Importer m, OnnxNode n, OnnxTensor x)
    {
        if (x.Dims.Length != 1 || m.Integers(n, 1, "starts") is not [var start] || m.Integers(n, 2, "ends") is not [var end]) return null;
        var step = m.Integers(n, 4, "") is [var s] ? s : 1;
        if (x.Count == 0) return x;
        var (first, count) = Movement.Range(n, start, end, step, x.Count);
        return OnnxTensor.Of([count], x.Element, [.. Enumerable.Range(0, count).Select(i => x.Integers![first + i * step])]);
    }

    private static OnnxTensor? Both(OnnxNode n, OnnxTensor a, OnnxTensor[] rest, Func<long, long, long> f, ElementType? element = null)
    {
        if (rest is not [{ Integers: not null } b]) return null;
        var dims = Dims(n, a, b);
        long[] left = Repeated(a, dims), right = Repeated(b, dims);
        return OnnxTensor.Of(dims, element ?? a.Element, [.. left.Zip(right, f)]);
    }

    private static OnnxTensor Chosen(OnnxNode n, OnnxTensor condition, OnnxTensor a, OnnxTensor b)
    {
        var dims = Dims(n, condition, a, b);
        long[] which = Repeated(condition, dims), left = Repeated(a, dims), right = Repeated(b, dims);
        return OnnxTensor.Of(dims, a.Element, [.. which.Select((c, i) => c != 0 ? left[i] : right[i])]);
    }

    private static OnnxTensor Expanded(OnnxNode n, OnnxTensor x, int[] shape)
    {
        if (shape.Length > 8 || shape.Any(d => d < 0)) throw n.Bad($"{string.Join(',', shape)} is no shape.");
        var dims = Dims(n, x, OnnxTensor.Of(shape, ElementType.Int64, []));
        return OnnxTensor.Of(dims, x.Element, Repeated(x, dims));
    }

    private static int[] Dims(OnnxNode n, params OnnxTensor[] operands)
    {
        var dims = Importer.BroadcastDims(n, [.. operands.Select(o => new OnnxValue { Name = "", Dims = o.Dims })]);
        return dims.Aggregate(1L, (p, d) => Math.Min(p * d, 1L << 40)) <= MostElements ? dims
            : throw n.Bad($"{new Shape(new(dims))} is out of all proportion.");
    }

    private static long[] Repeated(OnnxTensor x, int[] dims)
    {
        var values = new long[dims.Aggregate(1, (p, d) => p * d)];
        for (var i = 0; i < values.Length; i++)
        {
            var (at, step, rest) = (0, 1, i);
            for (var axis = 1; axis <= dims.Length; axis++)
            {
                var place = rest % dims[^axis];
                rest /= dims[^axis];
                if (axis > x.Dims.Length) continue;
                if (x.Dims[^axis] != 1) at += place * step;
                step *= x.Dims[^axis];
            }
            values[i] = x.Integers![at];
        }
        return values;
    }
}
