using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Onnx;

/// <summary>Operands of several shapes and layouts brought side by side, as the graph broadcasts them.</summary>
internal sealed partial class Importer
{
    /// <summary>Operands in one arrangement, and how to see the result.</summary>
    public readonly record struct Aligned(ValueId[] Ids, int[] Dims, Layout Layout)
    {
        public OnnxValue Result(OnnxNode n, ValueId id) => new() { Name = n.Outputs[0], Dims = Dims, Id = id, Layout = Layout };
    }

    /// <summary>
    /// The largest operand that is computed stays as it lies in memory; constants are permuted to it, and what is computed otherwise is
    /// transposed.
    /// </summary>
    public Aligned Align(OnnxNode n, params OnnxValue[] operands)
    {
        var dims = BroadcastDims(n, operands);
        var rank = dims.Length;
        var lead = operands.Where(o => !o.IsConstant).MaxBy(o => o.Elements) ?? operands[0];
        var padded = Padded(lead, rank);
        if (Axes(padded) is not { } axes)
        {
            // Scattered axes: seen through its factors, each is an axis of its own.
            if (padded.Dims.SequenceEqual(dims) && operands.All(o => o.IsConstant || ReferenceEquals(o, lead)))
            {
                var factors = padded.Factors;
                var fine = Align(n, [.. operands.Select(o => Padded(o, rank)).Select(o =>
                    o.Constant is { } c ? Resized(o, c, Split(o.Dims, factors)) : o.As(o.Name, Split(o.Dims, factors), o.Layout))]);
                return fine with { Dims = dims };
            }
            axes = [.. Enumerable.Range(0, rank)];
        }
        var element = lead.IsConstant ? Graphed(lead.Constant!.Element) : Type(lead.Id).Element;
        var ids = new ValueId[operands.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var operand = Signed(Padded(operands[i], rank));
            if (operand.Constant is not { } constant) ids[i] = Arrange(n, operand, axes);
            else
            {
                var shape = axes.Select(a => operand.Dims[a]).SkipWhile(d => d == 1).ToArray();
                var own = constant.Element == ElementType.Bool ? ElementType.Bool : element == ElementType.Bool
                    ? Graphed(constant.Element) : element;
                ids[i] = Constant(n, operand.Name, constant.Permuted(axes), own, shape.Length == 0 ? [1]
                    : Shape.Create(shape), ConstantQuantization(n, operand));
            }
        }
        return new(ids, dims, Layout.Arranged(dims, axes));
    }

    public static int[] BroadcastDims(OnnxNode n, params OnnxValue[] operands)
    {
        var rank = operands.Max(o => o.Rank);
        var dims = new int[rank];
        Array.Fill(dims, 1);
        foreach (var operand in operands)
            for (var axis = 0; axis < operand.Rank; axis++)
            {
                ref var dim = ref dims[rank - operand.Rank + axis];
                var own = operand.Dims[axis];
                if (dim != own && dim != 1 && own != 1)
                    throw n.Bad($"shapes {string.Join(" and ", operands.Select(o => new Shape(new(o.Dims))))} do not broadcast.");
                if (own != 1) dim = own;
            }
        return dims;
    }

    private static OnnxValue Padded(OnnxValue value, int rank)
    {
        if (value.Rank == rank) return value;
        int[] dims = [.. Enumerable.Repeat(1, rank - value.Rank), .. value.Dims];
        return value.Constant is { } constant ? Resized(value, constant, dims) : value.As(value.Name, dims, value.Layout);
    }

    private static OnnxValue Resized(OnnxValue value, OnnxTensor constant, int[] dims) => new()
    {
        Name = value.Name, Dims = dims, Constant = constant.Reshaped(dims), View = value.View,
        Scales = value.Scales is { IsPerTensor: false } scales ? scales with { Axis = scales.Axis + dims.Length - value.Rank }
            : value.Scales,
    };

    /// <summary>Dimensions as those of the factors they consist of; a dimension of 1 is repeated along all of them.</summary>
    private static int[] Split(int[] dims, Factors factors)
    {
        var split = new int[factors.Sizes.Length];
        for (var i = 0; i < split.Length; i++) split[i] = dims[factors.Axes[i]] == 1 ? 1 : factors.Sizes[i];
        return split;
    }
}
