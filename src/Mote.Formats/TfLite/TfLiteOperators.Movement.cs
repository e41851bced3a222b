using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;
using Op = Mote.Core.Ops.Op;

namespace Mote.Formats.TfLite;

/// <summary>Operators that move elements. Slices come resolved: begins inside the tensor, sizes instead of ends.</summary>
internal static partial class TfLiteOperators
{
    /// <summary>The output of an operator that depends on types alone; null for all others.</summary>
    public static Tensor? ConstantResult(TfLiteOperator o, TfLiteTensors tensors)
    {
        if (o.Code == BuiltinOperator.DEQUANTIZE && o.Outputs.Length == 1
            && tensors.Constant(o.Input(0), o.Where) is { Type.IsFloat: true } real)
            return OutputType(o, tensors) == real.Type ? real
                : throw o.Bad($"the output is declared as {OutputType(o, tensors)}; {real.Type} is expected.");
        if (o.Code == BuiltinOperator.RANK) return Rank(o, tensors);
        if (o.Code != BuiltinOperator.SHAPE) return null;
        var dims = tensors.Type(o.Input(0), o.Where).Shape.Dims;
        if (o.Outputs.Length != 1) throw o.Bad($"has one output, not {o.Outputs.Length}.");
        var type = OutputType(o, tensors);
        if (type.Shape != [dims.Count]) throw o.Bad($"the output has shape {type.Shape}; [{dims.Count}] is expected.");
        if (type.Element == ElementType.Int32) return Tensor.From(type, dims.AsSpan());
        if (type.Element == ElementType.Int64) return Tensor.From<long>(type, [.. dims.Select(d => (long)d)]);
        throw o.Bad($"the output is {type.Element.Text()}; i32 or i64 is expected.");
    }

    private static Tensor Rank(TfLiteOperator o, TfLiteTensors tensors)
    {
        var type = OutputType(o, tensors);
        if (o.Outputs.Length != 1 || type.Element != ElementType.Int32 || type.Elements != 1)
            throw o.Bad($"the output is {type}; one i32 is expected.");
        return Tensor.From<int>(type, [InputShape(o, tensors, 0).Rank]);
    }

    private static (Op, int[]) Slice(TfLiteOperator o, TfLiteTensors tensors)
    {
        var x = InputShape(o, tensors, 0);
        var begin = tensors.Integers(o.Input(1), o.Where, "begin");
        var sizes = tensors.Integers(o.Input(2), o.Where, "size");
        if (begin.Length != x.Rank || sizes.Length != x.Rank)
            throw o.Bad($"{begin.Length} begins and {sizes.Length} sizes do not fit {x}.");
        for (var axis = 0; axis < x.Rank; axis++)
            if (sizes[axis] == -1) sizes[axis] = x[axis] - begin[axis];
        var ones = Enumerable.Repeat(1, x.Rank).ToEquatableArray();
        return (new StridedSlice(new(begin), new(sizes), ones, new Shape(new(sizes))), [o.Input(0)]);
    }

    private static (Op, int[]) StridedSlice(TfLiteOperator o, TfLiteTensors tensors)
    {
        var x = InputShape(o, tensors, 0);
        var begin = tensors.Integers(o.Input(1), o.Where, "begin");
        var end = tensors.Integers(o.Input(2), o.Where, "end");
        var strides = tensors.Integers(o.Input(3), o.Where, "strides");
        if (end.Length != begin.Length || strides.Length != begin.Length)
            throw o.Bad($"{begin.Length} begins, {end.Length} ends and {strides.Length} strides do not fit together.");
        var masks = SliceMasks.Of(o.Options(32));
        return (SliceRanges.Resolve(x, begin, end, strides, masks, o), [o.Input(0)]);
    }

    private static (Op, int[]) Parts(TfLiteOperator o, TfLiteTensors tensors, int operand, int axis)
    {
        var sizes = new int[o.Outputs.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            var part = tensors.Type(o.Outputs[i], o.Where).Shape;
            sizes[i] = axis < part.Rank ? part[axis] : throw o.Bad($"output {i} has shape {part}, which has no axis {axis}.");
        }
        if (o.Code == BuiltinOperator.SPLIT && sizes.Distinct().Count() > 1)
            throw o.Bad($"the parts are of {string.Join(", ", sizes)} elements, not equal.");
        if (o.Code == BuiltinOperator.SPLIT_V)
        {
            var asked = tensors.Integers(o.Input(1), o.Where, "sizes");
            if (asked.Length != sizes.Length || asked.Zip(sizes).Any(p => p.First != p.Second && p.First != -1))
                throw o.Bad($"parts of {new Shape(new(asked))} elements are asked for, but the outputs have {new Shape(new(sizes))}.");
        }
        return (new Split(axis, new(sizes)), [o.Input(operand)]);
    }

    private static (Op, int[]) Unpack(TfLiteOperator o, TfLiteTensors tensors)
    {
        var x = InputShape(o, tensors, 0);
        var axis = InRange(o, o.Options(64)?.Int(1) ?? 0, x.Rank);
        if (x[axis] != o.Outputs.Length) throw o.Bad($"{o.Outputs.Length} outputs for the {x[axis]} elements along axis {axis} of {x}.");
        return (new Split(axis, Enumerable.Repeat(1, x[axis]).ToEquatableArray(), DropAxis: true), [o.Input(0)]);
    }

    private static EquatableArray<int> Permutation(TfLiteOperator o, TfLiteTensors tensors)
    {
        var rank = InputShape(o, tensors, 0).Rank;
        return tensors.Integers(o.Input(1), o.Where, "permutation").Select(a => InRange(o, a, rank)).ToEquatableArray();
    }

    private static (Op, int[]) Blocks(
        TfLiteOperator o, TfLiteTensors tensors, Func<EquatableArray<int>, EquatableArray<int>, EquatableArray<int>, Op> make)
    {
        var block = tensors.Integers(o.Input(1), o.Where, "block sizes");
        var pairs = tensors.Integers(o.Input(2), o.Where, "borders");
        return (make(new(block), Every(pairs, 0), Every(pairs, 1)), [o.Input(0)]);
    }

    private static (Op, int[]) Mirror(TfLiteOperator o, TfLiteTensors tensors)
    {
        var pairs = tensors.Integers(o.Input(1), o.Where, "paddings");
        var mode = o.Options(77)?.Byte(0) ?? 0;
        if (mode > 1) throw o.Bad($"mirroring scheme number {mode} does not exist.");
        return (new MirrorPad(Every(pairs, 0), Every(pairs, 1), mode == 1), [o.Input(0)]);
    }

    private static (Op, int[]) Resized(ResizeKind kind, TfLiteOperator o, TfLiteTensors tensors, FlatTable? options, int field)
    {
        if (tensors.Integers(o.Input(1), o.Where, "size") is not [var height, var width]) throw o.Bad("the size must be two numbers.");
        return (new Resize(kind, height, width, options?.Bool(field) ?? false, options?.Bool(field + 1) ?? false), [o.Input(0)]);
    }

    /// <summary>
    /// Writers exist that give RESIZE_BILINEAR the attributes of RESIZE_NEAREST_NEIGHBOR. The reference does not see those and resizes
    /// with none set; what it computes is what such a file means.
    /// </summary>
    private static FlatTable? BilinearOptions(TfLiteOperator o)
    {
        const int nearest = 74;
        return o.Table.Byte(3) == nearest ? null : o.Options(15);
    }

    /// <summary>
    /// The declared output's shape, which an operand gives too; that one may be computed (from shapes that are constant here).
    /// </summary>
    private static Shape GivenShape(TfLiteOperator o, TfLiteTensors tensors, int operand)
    {
        var shape = OutputType(o, tensors).Shape;
        if (tensors.Constant(o.Input(operand), o.Where) is null) return shape;
        var asked = tensors.Integers(o.Input(operand), o.Where, "shape");
        return asked.SequenceEqual(shape) ? shape : throw o.Bad($"[{string.Join(',', asked)}] is asked for, but the output has {shape}.");
    }

    private static EquatableArray<int> Every(int[] pairs, int which) => pairs.Where((_, i) => i % 2 == which).ToEquatableArray();
}
