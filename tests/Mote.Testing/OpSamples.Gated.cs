using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    /// <summary>Input and hidden state of a gated cell.</summary>
    private static (string Name, ElementType X, ElementType Hidden)[] GatedTypes =>
    [
        ("float", ElementType.Float32, ElementType.Float32),
        ("int8", ElementType.Int8, ElementType.Int8),
        ("int8 with int16 states", ElementType.Int8, ElementType.Int16),
        ("int16", ElementType.Int16, ElementType.Int16),
    ];

    private static (int Batches, int Steps, int Inputs, int States)[] GatedForms => [(1, 4, 3, 5), (2, 3, 2, 4), (1, 1, 1, 1), (3, 2, 5, 2)];

    private static IEnumerable<Graph> GatedUnits()
    {
        foreach (var (types, x, hidden) in GatedTypes)
            foreach (var form in GatedForms)
                foreach (var (linear, timeMajor) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
                    yield return Sample($"gru {form} {(linear ? "linear" : "reset first")} {(timeMajor ? "time major" : "batch major")} {types}",
                        s => Update(s, form, new Gru(linear, timeMajor), x, hidden), x == ElementType.Float32);
        yield return Int8("gru twice", s => Update(s, (1, 2, 5, 3), new Gru(true), ElementType.Int8, ElementType.Int8,
            Update(s, (1, 2, 3, 5), new Gru(), ElementType.Int8, ElementType.Int8)));
    }

    private static ValueId Update(
        GraphSketch s, (int Batches, int Steps, int Inputs, int States) form, Gru op, ElementType x, ElementType hidden, ValueId? input = null)
    {
        var operands = new List<ValueId> { input ?? GatedInput(s, form, op.TimeMajor, x) };
        for (var gate = 0; gate < 3; gate++) operands.Add(GatedWeights(s, [form.States, form.Inputs], 0.02f));
        for (var gate = 0; gate < 3; gate++) operands.Add(GatedWeights(s, [form.States, form.States], 0.02f));
        for (var gate = 0; gate < 3; gate++) operands.Add(GatedBias(s, x, form.States));
        operands.Add(op.LinearBeforeReset ? GatedBias(s, hidden, form.States) : ValueId.None);
        operands.Add(State(s, GatedState(s, hidden, [form.Batches, form.States])));
        return Stateful(s, op, GatedOutput(s, x, hidden), [.. operands]);
    }

    private static IEnumerable<Graph> FastUnits()
    {
        foreach (var (types, x, hidden) in GatedTypes)
            foreach (var form in GatedForms)
                foreach (var rank in (int[])[0, 1, 3])
                    foreach (var (zeta, nu) in ((float, float)[])[(0.9f, 0.05f), (1, 0), (0.5f, 1)])
                        yield return Sample($"fastgrnn {form} rank {rank} zeta {zeta} nu {nu} {types}",
                            s => Update(s, form, new FastGrnn(zeta, nu, rank == 3), rank, x, hidden), x == ElementType.Float32);
    }

    private static ValueId Update(
        GraphSketch s, (int Batches, int Steps, int Inputs, int States) form, FastGrnn op, int rank, ElementType x, ElementType hidden) =>
        Stateful(s, op, GatedOutput(s, x, hidden),
        [
            GatedInput(s, form, op.TimeMajor, x),
            GatedWeights(s, [form.States, form.Inputs], 0.02f),
            GatedWeights(s, [form.States, rank > 0 ? rank : form.States], 0.02f),
            rank > 0 ? GatedWeights(s, [rank, form.States], 0.02f) : ValueId.None,
            GatedBias(s, x, form.States),
            GatedBias(s, x, form.States),
            State(s, GatedState(s, hidden, [form.Batches, form.States])),
        ]);

    private static ValueId GatedInput(GraphSketch s, (int Batches, int Steps, int Inputs, int States) form, bool timeMajor, ElementType x) =>
        s.Input(new TensorType(x, timeMajor ? [form.Steps, form.Batches, form.Inputs] : [form.Batches, form.Steps, form.Inputs],
            x == ElementType.Int16 ? s.Q(0.0001f, 0) : s.Q(0.03f, -9)));

    private static ValueId GatedWeights(GraphSketch s, Shape shape, float scale) =>
        s.Constant(new TensorType(s.IsFloat ? ElementType.Float32 : ElementType.Int8, shape, s.Q(scale, 0)));

    private static ValueId GatedBias(GraphSketch s, ElementType read, int states) => s.Constant(SmallIntegers(
        new TensorType(s.IsFloat ? ElementType.Float32 : read == ElementType.Int8 ? ElementType.Int32 : ElementType.Int64, [states]), s));

    private static TensorType GatedState(GraphSketch s, ElementType hidden, Shape shape) =>
        new(hidden, shape, hidden == ElementType.Int16 ? s.Q(1f / 16384, 0) : s.Q(1f / 100, 6));

    private static Quantization? GatedOutput(GraphSketch s, ElementType x, ElementType hidden) =>
        x == hidden ? GatedState(s, hidden, [1]).Quantization : s.Q(0.011f, -3);
}
