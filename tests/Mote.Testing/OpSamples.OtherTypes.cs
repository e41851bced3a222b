using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

/// <summary>Types that operators move or compare without knowing what they stand for, and more dimensions than usual.</summary>
public static partial class OpSamples
{
    private static TensorType PlainInt8 => new(ElementType.Int8, [2, 3]);

    private static IEnumerable<Graph> PadsOfAnyType()
    {
        foreach (var type in (ElementType[])[ElementType.UInt8, ElementType.UInt32, ElementType.Int64, ElementType.Bool])
            yield return Int8($"pad {type.Text()}", s => s.Keep(new Pad([0, 1], [2, 0]), s.Input(new TensorType(type, [2, 3]))));
        yield return Int8("pad plain int8", s => s.Keep(new Pad([0, 1], [2, 0]), s.Input(PlainInt8)));
        yield return Int8("pad u8 with 200", s => s.Keep(new Pad([0, 1], [2, 0], 200), s.Input(new TensorType(ElementType.UInt8, [2, 3]))));
        foreach (var value in (int?[])[null, 77])
        {
            foreach (var g in Both($"pad every one of five dimensions with {value}",
                s => s.Keep(new Pad([1, 0, 1, 0, 2], [0, 1, 1, 2, 0], s.IsFloat ? null : value), s.Input([2, 1, 2, 3, 2])))) yield return g;
            yield return Int8($"pad every one of six dimensions int16 with {value}",
                s => s.Keep(new Pad([1, 0, 1, 0, 2, 1], [0, 1, 1, 2, 0, 1], value), s.Input(Int16([2, 1, 2, 1, 2, 2]))));
        }
    }

    private static IEnumerable<Graph> DeepMirrorPads()
    {
        foreach (var symmetric in (bool[])[false, true])
            foreach (var g in Both($"mirror five dimensions {symmetric}",
                s => s.Keep(new MirrorPad([1, 0, 1, 0, 2], [0, 1, 1, 2, 0], symmetric), s.Input([2, 2, 2, 3, 3])))) yield return g;
    }

    private static IEnumerable<Graph> ConcatenationsOfAnyType()
    {
        foreach (var type in (ElementType[])[ElementType.UInt8, ElementType.UInt32])
            yield return Int8($"concatenation {type.Text()}", s => s.Keep(new Concatenation(1),
                s.Input(new TensorType(type, [2, 3])), s.Input(new TensorType(type, [2, 1]))));
        yield return Int8("concatenation plain int8", s => s.Keep(new Concatenation(0), s.Input(PlainInt8), s.Input(PlainInt8)));
    }

    private static IEnumerable<Graph> SumsOfPlainIntegers()
    {
        foreach (var activation in Activations)
            yield return Int8($"add int32 {activation}", s => s.Node(new Add(activation), null,
                s.Input(new TensorType(ElementType.Int32, [40])), s.Input(new TensorType(ElementType.Int32, [40]))));
    }

    private static IEnumerable<Graph> FunctionsOfPlainIntegers()
    {
        foreach (var kind in (UnaryKind[])[UnaryKind.Abs, UnaryKind.Neg, UnaryKind.Square])
            yield return Int8($"unary {kind} int32", s => s.Keep(new Unary(kind), s.Input(new TensorType(ElementType.Int32, [40]))));
    }

    private static IEnumerable<Graph> ExtremesOfPlainIntegers()
    {
        foreach (var kind in (ReduceKind[])[ReduceKind.Min, ReduceKind.Max])
            yield return Int8($"reduce {kind} plain int8", s => s.Keep(new Reduce(kind, [1], false), s.Input(PlainInt8)));
    }

    private static IEnumerable<Graph> ResizesOfPlainIntegers() =>
        [Int8("resize plain int8", s => s.Keep(new Resize(ResizeKind.Bilinear, 3, 4), s.Input(new TensorType(ElementType.Int8, [1, 2, 2, 2]))))];
}
