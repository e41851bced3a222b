using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>Operators that take elements from where another operand says.</summary>
public static partial class TypeInference
{
    private static TensorType InferGather(Gather op, OperandChecks call)
    {
        call.Takes(2, 2);
        var x = Moved(call);
        var indices = Indices(Gather.Indices, call);
        CheckAxis(op.Axis, x.Shape, call);
        call.Require(op.BatchDims >= 0 && op.BatchDims <= op.Axis && op.BatchDims <= indices.Rank
            && x.Shape.Take(op.BatchDims).SequenceEqual(indices.Take(op.BatchDims)),
            $"{x.Shape} and indices {indices} do not share their first {op.BatchDims} dimensions before axis {op.Axis}.");
        int[] dims = [.. x.Shape.Take(op.Axis), .. indices.Skip(op.BatchDims), .. x.Shape.Skip(op.Axis + 1)];
        return x with { Shape = Shape.Create(dims) };
    }

    private static TensorType InferGatherNd(OperandChecks call)
    {
        call.Takes(2, 2);
        var x = Moved(call);
        var indices = Indices(GatherNd.Indices, call);
        call.Require(indices.Rank > 0 && indices[-1] <= x.Shape.Rank,
            $"indices {indices} are not lists of at most {x.Shape.Rank} numbers for {x.Shape}.");
        int[] dims = [.. indices.SkipLast(1), .. x.Shape.Skip(indices[-1])];
        return x with { Shape = Shape.Create(dims) };
    }

    private static TensorType InferEmbeddingLookup(OperandChecks call)
    {
        call.Takes(2, 2);
        var table = call[EmbeddingLookup.Table];
        var indices = Indices(EmbeddingLookup.Indices, call);
        call.Require(table.Element == ElementType.Int8 && table.Quantization is Quantization.PerTensor { ZeroPoint: 0 },
            $"the table is {table}; i8 with one scale and the zero point 0 is expected.");
        call.Require(table.Shape.Rank > 0 && indices.Rank == 1,
            $"indices {indices} of a table {table.Shape}: a vector and rows are expected.");
        call.Require(call.OutputQuantization is null, "a float output has no quantization.");
        int[] dims = [indices[0], .. table.Shape.Skip(1)];
        return new TensorType(ElementType.Float32, Shape.Create(dims));
    }

    private static TensorType InferDynamicUpdateSlice(OperandChecks call)
    {
        call.Takes(3, 3);
        var x = Moved(call);
        var update = call[DynamicUpdateSlice.Update];
        var start = call[DynamicUpdateSlice.Start];
        call.Require(update.Element == x.Element && update.Quantization == x.Quantization,
            $"the update is {update}, the operand {x}; their types must agree.");
        call.Require(x.Shape.Rank > 0 && update.Shape.Rank == x.Shape.Rank && update.Shape.Zip(x.Shape).All(p => p.First <= p.Second),
            $"an update {update.Shape} does not lie in {x.Shape}.");
        call.Require(start.Element is ElementType.Int32 or ElementType.Int64,
            $"the start is {start.Element.Text()}; supported here: i32, i64.");
        call.Require(start.Shape == [x.Shape.Rank], $"the start has shape {start.Shape}; [{x.Shape.Rank}] is expected.");
        return x;
    }

    private static TensorType InferBroadcastArgs(OperandChecks call)
    {
        call.Takes(2, 2);
        var (a, b) = (call[0], call[1]);
        call.Require(a.Element is ElementType.Int32 or ElementType.Int64, $"operand 0 is {a.Element.Text()}; supported here: i32, i64.");
        call.Require(a.Element == b.Element && a.Shape.Rank == 1 && b.Shape.Rank == 1,
            $"operands are {a} and {b}; two vectors of one type are expected.");
        return new TensorType(a.Element, a.Shape.Elements > b.Shape.Elements ? a.Shape : b.Shape, call.OutputQuantization);
    }

    private static Shape Indices(int operand, OperandChecks call)
    {
        var type = call[operand];
        call.Require(type.Element == ElementType.Int32, $"the indices are {type.Element.Text()}; supported here: i32.");
        return type.Shape;
    }
}
