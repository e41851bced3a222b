using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

internal static partial class Matrices
{
    /// <summary>A · B, both computed: stacks of matrices [...,n,k] and [...,k,m] as NumPy's matmul has them, vectors included.</summary>
    public static OnnxValue Multiplied(Importer m, OnnxNode n, OnnxValue a, OnnxValue b, Quantization? quantization = null)
    {
        bool row = a.Rank == 1, column = b.Rank == 1;
        if (row) a = Movement.Viewed(m, n, a, [1, a.Dims[0]]);
        if (column) b = Movement.Viewed(m, n, b, [b.Dims[0], 1]);
        int rows = a.Dims[^2], columns = b.Dims[^1];
        if (b.Dims[^2] != a.Dims[^1]) throw n.Bad($"{new Shape(new(a.Dims))} and {new Shape(new(b.Dims))} do not fit.");
        OnnxValue Outer(OnnxValue v) => new() { Name = v.Name, Dims = v.Dims[..^2] };
        var stack = a.Rank == 2 && b.Rank == 2 ? [] : Importer.BroadcastDims(n, Outer(a), Outer(b));
        var (left, right) = Stacks(n, a.Dims[..^2], b.Dims[..^2]);
        var (first, transposeA) = Laid(m, n, a, left);
        var (second, transposeB) = Laid(m, n, b, right);
        var id = m.Emit(n, new BatchMatMul(transposeA, transposeB), [first, second], quantization);
        int[] dims = [.. stack, .. row ? Array.Empty<int>() : [rows], .. column ? Array.Empty<int>() : [columns]];
        return new OnnxValue { Name = n.Outputs[0], Dims = dims, Id = id, Layout = Layout.Plain(m.Type(id).Elements) };
    }

    /// <summary>
    /// The matrices one after another, each as it is or transposed: as that axis is innermost which already is, so that transpositions
    /// in front of the product, as attention has them, cost nothing or little.
    /// </summary>
    private static (ValueId Id, bool Transposed) Laid(Importer m, OnnxNode n, OnnxValue x, int[] stack)
    {
        var transposed = !x.IsConstant && x.Factors is { Order: [.., var last] } factors && factors.Axes[last] == x.Rank - 2;
        int[] inner = transposed ? [x.Rank - 1, x.Rank - 2] : [x.Rank - 2, x.Rank - 1];
        int[] axes = [.. Enumerable.Range(0, x.Rank - 2), .. inner];
        var shape = Shape.Create([.. stack, x.Dims[inner[0]], x.Dims[inner[1]]]);
        var id = x.IsConstant ? m.Reshaped(n, m.Arrange(n, x, axes), shape)
            : m.Moved(n, x.Id, x.Factors, [.. axes.SelectMany(x.Factors.Of)], shape);
        return (id, transposed);
    }

    /// <summary>The leading dimensions of both, as few as the graph's operator takes: neighbours that are repeated alike are one.</summary>
    private static (int[] A, int[] B) Stacks(OnnxNode n, int[] a, int[] b)
    {
        var (left, right) = (new List<int>(), new List<int>());
        var rank = Math.Max(a.Length, b.Length);
        for (var axis = 0; axis < rank; axis++)
        {
            var (da, db) = (Along(a, axis), Along(b, axis));
            if (da == 1 && db == 1) continue;
            if (left.Count > 0 && (left[^1] == right[^1]) == (da == db) && (da == db || (da == 1) == (left[^1] == 1)))
                (left[^1], right[^1]) = (left[^1] * da, right[^1] * db);
            else (left, right) = ([.. left, da], [.. right, db]);
        }
        if (left.Count + 2 > BatchedMatrices.MostDimensions)
            throw n.Bad($"stacks of matrices [{string.Join(',', a)}] and [{string.Join(',', b)}] broadcast along too many axes.",
                "Reshape or repeat one of them so that their leading dimensions agree.");
        return ([.. left], [.. right]);
        int Along(int[] dims, int axis) => axis < rank - dims.Length ? 1 : dims[axis - (rank - dims.Length)];
    }
}
