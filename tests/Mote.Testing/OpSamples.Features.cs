using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static IEnumerable<Graph> Frames()
    {
        foreach (var isFloat in (bool[])[false, true])
        {
            var kind = isFloat ? "float" : "int8";
            foreach (var (n, size, step) in ((int, int, int)[])[(10, 4, 2), (9, 3, 3), (7, 2, 4), (5, 5, 1)])
                yield return Framed($"frames of {size} every {step} of {n} {kind}", isFloat, [1, n], size, step, (p, x) => [p.Keep(new Add(), x[0], x[0])]);
            // Several channels, a further operand, two results of which one is the frame itself.
            yield return Framed($"frames of three channels {kind}", isFloat, [1, 8, 3], 4, 3,
                (p, x) => [p.Node(new Add(), p.Q(0.1f, -3), x[0], x[1]), x[0]], [4, 3]);
            // A constant result, frames within frames.
            yield return Framed($"frames that are not looked at {kind}", isFloat, [1, 6], 2, 2, (p, _) => [p.Constant(p.Type([1, 3]))]);
            yield return Framed($"frames within frames {kind}", isFloat, [1, 12, 2], 6, 3, (p, x) =>
                p.Builder.Add(new ForEachFrame(2, 2, Part(p, [p.Type([1, 2, 2])], (q, y) => [q.Keep(new Mul(), y[0], y[0])])), [x[0]],
                    [p.Q(0.05f, 3)], ["inner"], Origin.Of("inner")));
        }
        yield return Sample("frames of samples", s =>
        {
            var frame = new TensorType(ElementType.Int16, [1, 8]);
            var body = Part(s, [frame], (p, x) =>
            {
                var flat = p.Node(new Reshape([8]), null, x[0]);
                var spectrum = p.Node(new Rfft(8), null, p.Node(new Cast(ElementType.Int32), null, flat));
                return [p.Node(new Reshape([1, 5]), null, p.Node(new SpectrumEnergy(0, 5), null, spectrum))];
            });
            return s.Node(new ForEachFrame(8, 4, body), null, s.Input(frame with { Shape = [1, 30] }));
        }, isFloat: false);
    }

    private static Graph Framed(string name, bool isFloat, Shape input, int size, int step,
        Func<GraphSketch, ValueId[], ValueId[]> body, Shape? further = null) => Controlled(name, isFloat,
        s => further is { } shape ? [s.Type(input), s.Type(shape)] : [s.Type(input)],
        (s, x) =>
        {
            TensorType[] operands = [s.Type(input.With(1, size)), .. x.Skip(1).Select(s.Builder.Type)];
            var part = Part(s, operands, body);
            return s.Builder.Add(new ForEachFrame(size, step, part), x, new Quantization?[part.Outputs.Count()],
                [.. part.Outputs.Select((_, i) => $"y{i}")], Origin.Of("frames"));
        });

    private static IEnumerable<Graph> LevelLogarithms() =>
        from element in (ElementType[])[ElementType.UInt32, ElementType.UInt64]
        from form in (LogSpectrum[])[new(9, false), new(0, true), new(15, true), new(10, false)]
        from relative in (bool[])[false, true]
        select Sample($"logarithms {form} of {element} {relative}", s =>
        {
            var x = s.Input(Plain(element, [21]));
            var floors = s.Constant(Tensor.From<ulong>(Plain(ElementType.UInt64, [21]), [.. Enumerable.Range(0, 21).Select(i => 1UL << (3 * i))]));
            var offsets = s.Constant(Plain(ElementType.Int32, [21]), 1 << 20);
            return relative ? s.Node(form, null, x, floors, offsets, s.Input(Plain(ElementType.Int32, [1])))
                : s.Node(form, null, x, floors, offsets);
        }, isFloat: false);

    private static IEnumerable<Graph> Standards()
    {
        foreach (var deviation in Enum.GetValues<StandardDeviation>())
        {
            foreach (var shape in (Shape[])[[1, 7, 3], [2, 1, 2], [2, 9], [1, 4, 2, 2]])
            {
                foreach (var epsilon in (float[])[0, 1e-3f])
                {
                    yield return Float($"standardized {deviation} {epsilon} {shape}",
                        s => s.Node(new Standardize(deviation, epsilon, ElementType.Float32), null, s.Input(shape)));
                    yield return Int8($"standardized {deviation} {epsilon} {shape}",
                        s => s.Node(new Standardize(deviation, epsilon, ElementType.Int8), s.Q(0.03f, -5), s.Input(shape)));
                }
                foreach (var to in (ElementType[])[ElementType.Int8, ElementType.Int16])
                    yield return Int8($"standardized {deviation} {shape} int16 to {to}",
                        s => s.Node(new Standardize(deviation, 1e-5f, to), s.Q(to == ElementType.Int8 ? 0.02f : 1e-4f, 3),
                            s.Input(new TensorType(ElementType.Int16, shape, new Quantization.PerTensor(0.01f, 100)))));
            }
        }
    }
}
