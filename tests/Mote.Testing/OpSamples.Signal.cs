using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static IEnumerable<Graph> Windows()
    {
        foreach (var (shape, shift) in ((Shape, int)[])[([16], 12), ([2, 3, 5], 15), ([4], 0), ([1, 7], 31)])
            yield return Int8($"window {shape} shift {shift}", s => s.Node(new WindowFunction(shift), null,
                s.Input(Plain(ElementType.Int16, shape)), s.Constant(Plain(ElementType.Int16, [shape[-1]]))));
        yield return Int8("window over itself", s => s.Input(Plain(ElementType.Int16, [6])) is var x
            ? s.Node(new WindowFunction(14), null, x, x) : default);
    }

    private static IEnumerable<Graph> AutoScales()
    {
        foreach (var size in (int[])[1, 2, 33])
            yield return Results($"auto scale {size}", s => Nodes(s, new FftAutoScale(), 2, s.Input(Plain(ElementType.Int16, [size]))));
        // Small values, which are shifted far.
        yield return Results("auto scale of a window", s => Nodes(s, new FftAutoScale(), 2,
            s.Node(new WindowFunction(24), null, s.Input(Plain(ElementType.Int16, [9])), s.Constant(Plain(ElementType.Int16, [9])))));
    }

    private static int[] FftLengths => [4, 6, 8, 10, 12, 16, 20, 30, 36, 50, 64, 90, 128];

    private static IEnumerable<Graph> Transforms() =>
        from length in FftLengths
        from element in (ElementType[])[ElementType.Int16, ElementType.Int32, ElementType.Float32]
        from shape in length == 16 ? (Shape[])[[16], [2, 2, 11], [1]] : [[length]]
        select Sample($"rfft {length} of {element}{shape}", s => s.Node(new Rfft(length), null, s.Input(Plain(element, shape))),
            element == ElementType.Float32);

    private static IEnumerable<Graph> InverseTransforms() =>
        from length in FftLengths
        from element in (ElementType[])[ElementType.Int16, ElementType.Int32, ElementType.Float32]
        from rows in length == 16 ? (int[])[1, 3] : [1]
        select Sample($"irfft {length} of {rows} {element}",
            s => s.Node(new Irfft(length), null, s.Input(Plain(element, [rows, length + 2]))), element == ElementType.Float32);

    private static IEnumerable<Graph> Energies()
    {
        foreach (var (bins, begin, end) in ((int, int, int)[])[(9, 0, 9), (9, 2, 7), (5, 5, 5)])
            yield return Int8($"energy of {bins} from {begin} to {end}",
                s => s.Node(new SpectrumEnergy(begin, end), null, s.Input(Plain(ElementType.Int16, [2 * bins]))));
        foreach (var (element, shift) in ((ElementType, int)[])[(ElementType.Int16, 3), (ElementType.Int16, 40), (ElementType.Int32, 0), (ElementType.Int32, 12)])
            yield return Int8($"energy of {element} shifted {shift}",
                s => s.Node(new SpectrumEnergy(1, 6, shift), null, s.Node(new Rfft(12), null, s.Input(Plain(element, [12])))));
    }

    private static IEnumerable<Graph> TriangleBanks()
    {
        foreach (var bank in (FilterBank[])[
            new FilterBank([0, 3, 5], [0, 3, 6], [3, 3, 4]),
            new FilterBank([1, 1], [0, 4], [4, 5]),
            new FilterBank([4, 0, 11, 2, 7], [2, 0, 0, 5, 1], [3, 0, 1, 6, 2])])
            yield return Int8($"filter bank {bank}", s => s.Node(bank, null, s.Input(Plain(ElementType.UInt32, [12])),
                s.Constant(Plain(ElementType.Int16, [11])), s.Constant(Plain(ElementType.Int16, [12]))));
    }

    private static IEnumerable<Graph> WideTriangleBanks()
    {
        yield return Int8("filter bank of 64 bits", s => s.Node(new FilterBank([0, 3, 5], [0, 3, 6], [3, 3, 4]), null,
            s.Input(Plain(ElementType.UInt64, [12])), s.Constant(Plain(ElementType.Int16, [11])), s.Constant(Plain(ElementType.Int16, [12]))));
    }

    private static IEnumerable<Graph> SquareRoots()
    {
        foreach (var size in (int[])[1, 40])
            yield return Int8($"square roots of {size}", s => s.Node(new FilterBankSquareRoot(), null,
                s.Input(Plain(ElementType.UInt64, [size])), s.Constant(Tensor.From<int>(Plain(ElementType.Int32, []), [size == 1 ? 0 : 5]))));
        yield return Int8("square roots scaled by an input", s => s.Node(new FilterBankSquareRoot(), null,
            s.Input(Plain(ElementType.UInt64, [3])), s.Input(Plain(ElementType.Int32, []))));
    }

    private static IEnumerable<Graph> NoiseReductions()
    {
        SpectralSubtraction[] forms =
        [
            new(655, 15729, 1638, 14746, 819, 10, 14, Clamping: false),
            new(655, 15729, 1638, 14746, 819, 0, 14, Clamping: true),
            new(-1, 7, int.MaxValue, -9, -3, 3, 40, Clamping: true),
        ];
        foreach (var form in forms)
            foreach (var size in (int[])[1, 6])
                yield return Results($"noise reduction of {size} {form}", s =>
                {
                    var x = s.Input(Plain(ElementType.UInt32, [size]));
                    return Streaming(s, form, x);
                });
    }

    private static IEnumerable<Graph> Normalisations()
    {
        foreach (var shift in (int[])[0, 6, 20, 40])
            yield return Int8($"normalisation {shift}", s => s.Node(new Pcan(shift), null, s.Input(Plain(ElementType.UInt32, [30])),
                s.Input(Plain(ElementType.UInt32, [30])), s.Constant(Plain(ElementType.Int16, [Pcan.GainCount]))));
    }

    private static IEnumerable<Graph> Logarithms()
    {
        foreach (var (scale, bits) in ((int, int)[])[(1600, 3), (65536, 0), (-5, 31), (100, 12)])
            yield return Int8($"logarithms {scale} {bits}",
                s => s.Node(new FilterBankLog(scale, bits), null, s.Input(Plain(ElementType.UInt32, [50]))));
    }

    private static IEnumerable<Graph> Framers()
    {
        (int Size, int Step, bool Prefill, int[] Input)[] forms =
        [
            (5, 2, false, [2]), (5, 2, true, [2, 6]), (5, 2, false, [3, 4]), (4, 4, false, [8]), (4, 4, true, [4]), (2, 3, false, [6]),
            (9, 1, false, [1]), (6, 3, true, [9]),
        ];
        foreach (var form in forms)
            yield return Results($"framer {form.Size} {form.Step} {form.Prefill} of {string.Join('x', form.Input)}", s =>
                Streaming(s, new Framer(form.Size, form.Step, form.Prefill), s.Input(Plain(ElementType.Int16, Shape.Create(form.Input)))));
    }

    private static IEnumerable<Graph> Stackers()
    {
        Stacker[] forms = [new(1, 0, 1), new(0, 0, 1), new(0, 2, 2), new(2, 1, 4), new(3, 0, 2)];
        foreach (var form in forms)
            yield return Results($"stacker {form}", s => Streaming(s, form, s.Input(Plain(ElementType.Int16, [3]))));
    }

    private static IEnumerable<Graph> Overlaps() =>
        from element in (ElementType[])[ElementType.Int16, ElementType.Float32]
        from form in (OverlapAdd[])[new(5, 2), new(4, 4), new(6, 1)]
        from rows in (int[])[1, 2]
        select Results($"overlap {form} of {rows} {element}",
            s => Streaming(s, form, s.Input(Plain(element, [rows, 3, form.FrameSize]))), element == ElementType.Float32);

    private static IEnumerable<Graph> Delays()
    {
        foreach (var length in (int[])[0, 1, 4, 9])
            yield return Results($"delay {length}", s => Streaming(s, new Delay(length), s.Input(Plain(ElementType.Int16, [2, 4]))));
    }

    private static IEnumerable<Graph> CircularBuffers()
    {
        foreach (var (rows, width, channels) in ((int, int, int)[])[(4, 1, 3), (1, 2, 2), (3, 2, 5)])
            foreach (var isOutput in (bool[])[true, false])
                yield return Int8($"circular buffer {rows} {width} {channels} {isOutput}", s =>
                {
                    var x = s.Input([1, 1, width, channels]);
                    var after = Buffered(s, x, rows);
                    return isOutput ? after : s.Keep(new Reshape([rows * width * channels]), after);
                });
    }

    private static IEnumerable<Graph> Periods()
    {
        foreach (var cycles in (int[])[1, 2, 5])
            yield return Results($"every {cycles}", s =>
            {
                s.Input([1]);
                var op = new Periodic(cycles);
                var missing = s.Builder.State("missing", StreamStates.Initial(op, null)[0]);
                var results = Nodes(s, op, 2, missing);
                s.Builder.Keep(missing, results[1]);
                return [results[0]];
            });
    }

    internal static ValueId Buffered(GraphSketch s, ValueId x, int rows)
    {
        var type = s.Builder.Type(x);
        var all = type with { Shape = type.Shape.With(1, rows) };
        var bytes = new byte[all.Bytes];
        bytes.AsSpan().Fill((byte)all.PerTensor.ZeroPoint);
        var state = s.Builder.State("rows", Tensor.FromBytes(all, bytes));
        var after = s.Keep(new CircularBuffer(), x, state);
        s.Builder.Keep(state, after);
        return after;
    }

    /// <summary>All results of a node on a stream, its memory's new values apart unless they are results, too.</summary>
    public static ValueId[] Streaming(GraphSketch s, Op op, params ValueId[] operands)
    {
        var states = StreamStates.Initial(op, s.Builder.Type(operands[0])).Select((t, i) => s.Builder.State($"{op.Name()} {i}", t)).ToArray();
        var results = Nodes(s, op, ResultsOf(op) + states.Length, [.. operands, .. states]);
        for (var i = 0; i < states.Length; i++) s.Builder.Keep(states[i], results[ResultsOf(op) + i]);
        return op is SpectralSubtraction ? results : results[..ResultsOf(op)];
    }

    private static int ResultsOf(Op op) => op is Framer or Stacker ? 2 : 1;

    internal static ValueId[] Nodes(GraphSketch s, Op op, int results, params ValueId[] operands)
    {
        string[] names = [.. Enumerable.Range(0, results).Select(i => $"{op.Name()} result {i}")];
        return s.Builder.Add(op, operands, new Quantization?[results], names, Origin.Of(op.Name()));
    }

    private static Graph Results(string name, Func<GraphSketch, ValueId[]> make, bool isFloat = false)
    {
        var seed = name.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL);
        var sketch = new GraphSketch(name, new Numerics.RandomStream(seed), isFloat);
        return sketch.Build(make(sketch));
    }
}
