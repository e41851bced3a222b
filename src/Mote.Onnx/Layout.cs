namespace Mote.Onnx;

/// <summary>
/// In which order the elements of a value lie in memory, apart from any shape: the value's elements in the file's order are factored
/// into <see cref="Sizes"/>, and in memory these factors come in the order <see cref="Order"/>. Reshaping and transposing in the
/// file's terms change the factors and not the memory, so NCHW models become NHWC graphs without moving anything.
/// </summary>
internal sealed class Layout
{
    private Layout(int[] sizes, int[] order) => (Sizes, Order) = (sizes, order);

    /// <summary>Factors of the elements, in the file's order; none is 1.</summary>
    public int[] Sizes { get; }

    /// <summary>Which factor comes first in memory, which second.</summary>
    public int[] Order { get; }

    public bool IsPlain => Order.Length <= 1;

    public static Layout Plain(int elements) => elements == 1 ? new([], []) : new([elements], [0]);

    /// <summary>The layout of a tensor in memory of the shape dims[axes[0]], dims[axes[1]], ...</summary>
    public static Layout Arranged(int[] dims, int[] axes)
    {
        var kept = Enumerable.Range(0, dims.Length).Where(a => dims[a] != 1).ToArray();
        return Of([.. kept.Select(a => dims[a])], [.. axes.Where(a => dims[a] != 1).Select(a => Array.IndexOf(kept, a))]);
    }

    /// <summary>Factors that are 1 go, neighbours that stay neighbours are merged.</summary>
    public static Layout Of(int[] sizes, int[] order)
    {
        var kept = Enumerable.Range(0, sizes.Length).Where(i => sizes[i] != 1).ToArray();
        (sizes, order) = ([.. kept.Select(i => sizes[i])], [.. order.Where(i => sizes[i] != 1).Select(i => Array.IndexOf(kept, i))]);
        var group = new int[sizes.Length];
        var groups = new List<int>();
        for (var i = 0; i < sizes.Length; i++)
        {
            if (i > 0 && Array.IndexOf(order, i) == Array.IndexOf(order, i - 1) + 1) groups[^1] *= sizes[i];
            else groups.Add(sizes[i]);
            group[i] = groups.Count - 1;
        }
        return new([.. groups], [.. order.Select(i => group[i]).Distinct()]);
    }

    /// <summary>
    /// The factors split so that each belongs to one axis of a shape; null where the shape cuts through a factor.
    /// </summary>
    public Factors? For(int[] dims)
    {
        var (sizes, axes, pieces) = (new List<int>(), new List<int>(), new List<int>[Sizes.Length]);
        var factor = -1;
        var left = 1;
        for (var axis = 0; axis < dims.Length; axis++)
        {
            var need = dims[axis];
            while (need > 1)
            {
                if (left == 1)
                {
                    if (++factor >= Sizes.Length) return null;
                    left = Sizes[factor];
                    pieces[factor] = [];
                }
                int piece;
                if (left % need == 0) piece = need;
                else if (need % left == 0) piece = left;
                else return null;
                pieces[factor].Add(sizes.Count);
                sizes.Add(piece);
                axes.Add(axis);
                (need, left) = (need / piece, left / piece);
            }
        }
        if (left != 1 || factor != Sizes.Length - 1) return null;
        return new Factors([.. sizes], [.. axes], [.. Order.SelectMany(f => pieces[f])]);
    }
}

/// <summary>A layout seen through a shape: factor i has Sizes[i] elements and belongs to Axes[i]; Order is theirs in memory.</summary>
internal sealed record Factors(int[] Sizes, int[] Axes, int[] Order)
{
    /// <summary>The factors, in the file's order, that belong to an axis.</summary>
    public IEnumerable<int> Of(int axis) => Enumerable.Range(0, Sizes.Length).Where(i => Axes[i] == axis);

    /// <summary>The shape's axes in the order in which they lie in memory; null where one is scattered. Axes of 1 are anywhere.</summary>
    public int[]? WholeAxes(int rank)
    {
        var order = new List<int>();
        for (var i = 0; i < Order.Length; i++)
        {
            var axis = Axes[Order[i]];
            if (order.Count > 0 && order[^1] == axis)
            {
                if (Order[i] != Order[i - 1] + 1) return null;
            }
            else if (order.Contains(axis)) return null;
            else order.Add(axis);
        }
        // An axis that begins with another factor than its first is out of order too.
        foreach (var axis in order)
            if (!Order.Where(f => Axes[f] == axis).SequenceEqual(Of(axis))) return null;
        for (var axis = 0; axis < rank; axis++)
            if (!order.Contains(axis)) order.Insert(Math.Min(axis, order.Count), axis);
        return [.. order];
    }
}
