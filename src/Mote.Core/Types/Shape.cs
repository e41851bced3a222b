using System.Collections;
using System.Runtime.CompilerServices;

namespace Mote.Core.Types;

/// <summary>A static shape: every dimension known and at least 1, the last one contiguous in memory. Rank 0 is a scalar.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly record struct Shape(EquatableArray<int> Dims) : IEnumerable<int>
{
    public static Shape Create(ReadOnlySpan<int> dims) => new(EquatableArray.Create(dims));

    public int Rank => Dims.Count;

    /// <summary>Dimension by axis; negative axes count from the end.</summary>
    public int this[int axis] => Dims[axis < 0 ? axis + Rank : axis];

    /// <summary>Product of all dimensions; the reader and the builder keep it within int.</summary>
    public int Elements
    {
        get
        {
            var product = 1;
            foreach (var dim in Dims.AsSpan()) product = checked(product * dim);
            return product;
        }
    }

    /// <summary>As <see cref="Elements"/> before anybody has checked it: 0 where a dimension is not positive, and no overflow.</summary>
    public long UncheckedElements
    {
        get
        {
            var product = 1L;
            foreach (var dim in Dims.AsSpan()) product = dim <= 0 ? 0 : Math.Min(product * dim, 1L + int.MaxValue);
            return product;
        }
    }

    public Shape With(int axis, int size)
    {
        var dims = Dims.AsSpan().ToArray();
        dims[axis < 0 ? axis + Rank : axis] = size;
        return Create(dims);
    }

    /// <summary>Elements per step along each axis, row-major.</summary>
    public int[] Strides()
    {
        var strides = new int[Rank];
        var step = 1;
        for (var axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= Dims[axis];
        }
        return strides;
    }

    public IEnumerator<int> GetEnumerator() => Dims.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[{string.Join(',', Dims)}]";
}
