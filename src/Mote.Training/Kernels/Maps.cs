using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Training.Kernels;

/// <summary>Which element goes where, as numbers by element.</summary>
internal static class Maps
{
    /// <summary>Indices that single precision holds exactly.</summary>
    private const int MostElements = 1 << 24;

    /// <summary>
    /// For each element of the result of an operator that only moves, the operand's element, or -1 for a zero: the graph's own reference
    /// kernel, asked to move the numbers from 1 on.
    /// </summary>
    public static int[] OfMovement(Op op, Shape shape)
    {
        if (shape.Elements >= MostElements)
            throw new MoteException("MOTE0602", op.Name(), $"{shape} has too many elements to train through; {MostElements} is the limit.");
        var builder = new GraphBuilder("map");
        var type = new TensorType(ElementType.Float32, shape);
        var graph = builder.Build([builder.Add(op, [builder.Input("x", type)], null, "y", Origin.Of("map"))]);
        var numbers = Tensor.From<float>(type, Enumerable.Range(1, shape.Elements).Select(i => (float)i).ToArray());
        var moved = new Interpreter(graph).Run(numbers.Bytes);
        return [.. Tensor.FromBytes(graph.Type(graph.Outputs[0]), moved).Span<float>().ToArray().Select(v => (int)v - 1)];
    }

    /// <summary>For each element of a broadcast result, the operand's element.</summary>
    public static int[] OfBroadcast(Shape operand, Shape result)
    {
        var map = new int[result.Elements];
        var (steps, strides) = (operand.Strides(), result.Strides());
        for (var i = 0; i < map.Length; i++)
        for (var axis = 0; axis < operand.Rank; axis++)
        {
            var at = axis + result.Rank - operand.Rank;
            if (operand[axis] > 1) map[i] += i / strides[at] % result[at] * steps[axis];
        }
        return map;
    }

    /// <summary>For each element, the element of a mean over axes that it counts for.</summary>
    public static int[] OfMean(Shape operand, EquatableArray<int> axes)
    {
        var kept = operand;
        foreach (var axis in axes) kept = kept.With(axis, 1);
        return OfBroadcast(kept, operand);
    }
}
