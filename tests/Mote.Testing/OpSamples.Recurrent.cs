using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static IEnumerable<Graph> FilterBanks()
    {
        (int Batches, int Inputs, int Units, int Rank, int Memory)[] forms =
            [(1, 4, 3, 1, 5), (2, 3, 2, 2, 4), (1, 1, 1, 1, 1), (1, 6, 4, 3, 2)];
        foreach (var form in forms)
        {
            foreach (var activation in Enum.GetValues<Nonlinearity>())
                yield return Float($"svdf {form} {activation}", s => Filter(s, form, ElementType.Float32, activation));
            foreach (var element in (ElementType[])[ElementType.Int8, ElementType.Int16])
            {
                yield return Int8($"svdf {form} {element}", s => Filter(s, form, element));
                yield return Int8($"svdf {form} {element} without bias", s => Filter(s, form, element, hasBias: false));
            }
        }
        foreach (var form in forms)
            yield return Float($"svdf hybrid {form}", s => Filter(s, form, ElementType.Float32, isHybrid: true));
        yield return Int8("svdf with a zero point in its state", s => Filter(s, forms[0], ElementType.Int8, stateZero: -7));
        yield return Int8("svdf twice", s => Filter(s, (1, 3, 2, 1, 3), ElementType.Int16, x: Filter(s, forms[0], ElementType.Int16)));
    }

    private static ValueId Filter(
        GraphSketch s, (int Batches, int Inputs, int Units, int Rank, int Memory) form, ElementType element,
        Nonlinearity activation = Nonlinearity.None, bool hasBias = true, int stateZero = 0, ValueId? x = null,
        bool isHybrid = false)
    {
        var input = x ?? s.Input([form.Batches, form.Inputs]);
        var filters = form.Units * form.Rank;
        var scale = s.Q(element == ElementType.Int16 ? 0.0001f : 0.03f, stateZero);
        var memory = new TensorType(element, [form.Batches, filters * form.Memory], scale);
        return Stateful(s, new Svdf(form.Rank, activation), s.Q(0.05f, -5),
        [
            input,
            isHybrid ? HybridWeights(s, [filters, form.Inputs], null)
                : s.Constant(new TensorType(s.IsFloat ? ElementType.Float32 : ElementType.Int8, [filters, form.Inputs], s.Q(0.01f, 0))),
            isHybrid ? HybridWeights(s, [filters, form.Memory], null)
                : s.Constant(new TensorType(element, [filters, form.Memory], s.Q(element == ElementType.Int16 ? 0.00003f : 0.02f, 0))),
            hasBias ? s.Bias(form.Units) : ValueId.None,
            State(s, memory),
        ]);
    }

    private static IEnumerable<Graph> Memories()
    {
        (int Batches, int Steps, int Inputs, int States)[] forms = [(1, 4, 3, 5), (2, 3, 2, 4), (1, 1, 1, 1), (3, 2, 5, 2)];
        foreach (var form in forms)
            foreach (var timeMajor in (bool[])[false, true])
                foreach (var clip in (float[])[0, 1, 0.0001f])
                {
                    var name = $"lstm {form} {(timeMajor ? "time major" : "batch major")} clip {clip}";
                    var op = new Lstm(clip, timeMajor);
                    yield return Float(name, s => Remember(s, form, op, ElementType.Float32));
                    yield return Float("hybrid " + name, s => Remember(s, form, op, ElementType.Float32, isHybrid: true));
                    yield return Int8(name, s => Remember(s, form, op, ElementType.Int8));
                    yield return Sample(name + " int16", s => Remember(s, form, op, ElementType.Int16), isFloat: false);
                }
        foreach (var power in (int[])[-9, -14])
            yield return Int8($"lstm with a cell of 2^{power}",
                s => Remember(s, forms[0], new Lstm(), ElementType.Int8, MathF.ScaleB(1, power)));
    }

    private static ValueId Remember(
        GraphSketch s, (int Batches, int Steps, int Inputs, int States) form, Lstm op, ElementType element, float cellScale = 1f / 2048,
        bool isHybrid = false)
    {
        var wide = element == ElementType.Int16;
        Shape shape = op.TimeMajor ? [form.Steps, form.Batches, form.Inputs] : [form.Batches, form.Steps, form.Inputs];
        var hidden = s.Q(wide ? 1f / 32768 : 1f / 128, wide ? 0 : 6);
        var weight = s.IsFloat ? ElementType.Float32 : ElementType.Int8;
        var bias = s.IsFloat ? ElementType.Float32 : wide ? ElementType.Int64 : ElementType.Int32;
        var operands = new List<ValueId> { s.Input(new TensorType(element, shape, s.Q(wide ? 0.0001f : 0.03f, wide ? 0 : -9))) };
        for (var gate = 0; gate < 4; gate++) operands.Add(Matrix([form.States, form.Inputs], 0.01f, gate));
        for (var gate = 0; gate < 4; gate++) operands.Add(Matrix([form.States, form.States], 0.02f, gate));
        for (var gate = 0; gate < 4; gate++) operands.Add(s.Constant(SmallIntegers(new TensorType(bias, [form.States]), s)));
        Shape memory = [form.Batches, form.States];
        operands.Add(State(s, new TensorType(element, memory, hidden)));
        operands.Add(State(s, new TensorType(s.IsFloat ? ElementType.Float32 : ElementType.Int16, memory, s.Q(cellScale, 0))));
        return Stateful(s, op, hidden, [.. operands]);

        ValueId Matrix(Shape shape, float scale, int gate) => s.Constant(isHybrid
            ? new TensorType(ElementType.Int8, shape, new Quantization.PerTensor(scale * (1 + gate), 0))
            : new TensorType(weight, shape, s.Q(scale, 0)));
    }

    /// <summary>Random biases; those of 64 bits are no larger than the others.</summary>
    private static Tensor SmallIntegers(TensorType type, GraphSketch s) => type.Element == ElementType.Int64
        ? Tensor.From<long>(type, [.. Enumerable.Range(0, type.Elements).Select(_ => (long)s.Random.Next(-100_000, 100_000))])
        : RandomTensors.Create(type, s.Random, 3000);

    /// <summary>A state that begins with the real value zero.</summary>
    private static ValueId State(GraphSketch s, TensorType type)
    {
        var bytes = new byte[type.Bytes];
        if (type is { Element: ElementType.Int8, Quantization: Quantization.PerTensor q }) bytes.AsSpan().Fill((byte)q.ZeroPoint);
        return s.Builder.State("state", Tensor.FromBytes(type, bytes));
    }

    /// <summary>A node whose states keep what it gives.</summary>
    private static ValueId Stateful(GraphSketch s, Op op, Quantization? quantization, ValueId[] operands)
    {
        var states = op.StateOperands();
        var results = s.Builder.Add(op, operands,
            [quantization, .. states.Select(i => s.Builder.Type(operands[i]).Quantization)],
            [op.Name(), .. states.Select(i => $"state {i}")], Origin.Of(op.Name()));
        for (var i = 0; i < states.Count; i++) s.Builder.Keep(operands[states[i]], results[i + 1]);
        return results[0];
    }
}
