using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>
/// LSTM becomes the graph's own operator, one a direction; GRU is unrolled over time. A direction is one slice of W [d,g·s,k],
/// R [d,g·s,s], B [d,2·g·s].
/// </summary>
internal static class Recurrent
{
    private const int MostSteps = 512;

    public static Dictionary<string, OperatorTable.Handler> Handlers { get; } = new()
    {
        ["LSTM"] = Lstm,
        ["GRU"] = Gru,
    };

    /// <summary>Operands of either operator, checked.</summary>
    private readonly record struct Call(OnnxValue X, OnnxTensor W, OnnxTensor R, float[] Bias, int Gates, int States, int Directions,
        bool BatchFirst)
    {
        public int Steps => X.Dims[BatchFirst ? 1 : 0];

        public int Batches => X.Dims[BatchFirst ? 0 : 1];

        /// <summary>Rows of one gate's weights.</summary>
        public OnnxTensor Rows(OnnxTensor all, int direction, int gate, int count = 1)
        {
            var (columns, states, gates) = (all.Dims[2], States, Gates);
            return OnnxTensor.Of([count * states, columns],
                all.Reals!.AsSpan((direction * gates + gate) * states * columns, count * states * columns).ToArray());
        }

        /// <summary>Input (part 0) or recurrent (part 1) biases of gates.</summary>
        public float[] Biases(int direction, int part, int gate, int count = 1) =>
            Bias.AsSpan(((direction * 2 + part) * Gates + gate) * States, count * States).ToArray();
    }

    private static Call Read(Importer m, OnnxNode n, int gates, string[] functions)
    {
        var x = m.PlainIn(n, 0);
        OnnxTensor w = m.Known(n, 1, "weights"), r = m.Known(n, 2, "recurrent weights");
        var directions = n.Text("direction", "forward") == "bidirectional" ? 2 : 1;
        var states = r.Dims is [_, _, var s] ? s : 0;
        if (x.Rank != 3 || w.Reals is null || r.Reals is null || states == 0
            || !w.Dims.SequenceEqual([directions, gates * states, x.Dims[2]])
            || !r.Dims.SequenceEqual([directions, gates * states, states]))
            throw n.Bad($"weights {new Shape(new(w.Dims))} and {new Shape(new(r.Dims))} do not fit an input {new Shape(new(x.Dims))}.");
        var bias = m.Optional(n, 3) is null ? new float[directions * 2 * gates * states] : m.KnownReals(n, 3, "biases");
        if (bias.Length != directions * 2 * gates * states)
            throw n.Bad($"there are {bias.Length} biases; {directions * 2 * gates * states} are expected.");
        if (m.Optional(n, 4) is { } lengths
            && !(Importer.Reals(lengths)?.Integers is { } known && known.All(l => l == x.Dims[n.Flag("layout") ? 1 : 0])))
            throw n.Bad("sequences of several lengths are not supported.");
        if (n.Has("clip")) throw n.Bad("a clip is not supported.");
        var used = n.Texts("activations");
        if (used.Length > 0 && !used.SequenceEqual(Enumerable.Repeat(functions, directions).SelectMany(f => f)))
            throw n.Bad($"the functions {string.Join(", ", used)} are not supported; {string.Join(", ", functions)} are.");
        return new(x, w, r, bias, gates, states, directions, n.Flag("layout"));
    }

    /// <summary>The input as [t,n,k] in memory.</summary>
    private static ValueId Sequence(Importer m, OnnxNode n, Call c) => m.Arrange(n, c.X, c.BatchFirst ? [1, 0, 2] : [0, 1, 2]);

    private static bool IsReverse(OnnxNode n, int direction) => direction == 1 || n.Text("direction", "forward") == "reverse";

    private static void Lstm(Importer m, OnnxNode n)
    {
        var c = Read(m, n, 4, ["Sigmoid", "Tanh", "Tanh"]);
        if (m.Optional(n, 7) is { } peepholes && !(Importer.Reals(peepholes)?.Reals is { } p && p.All(v => v == 0)))
            throw n.Bad("peepholes are not supported.");
        if (n.Flag("input_forget")) throw n.Bad("coupled input and forget gates are not supported.");
        var x = Sequence(m, n, c);
        var (ys, hs, cs) = (new List<ValueId>(), new List<ValueId>(), new List<ValueId>());
        for (var d = 0; d < c.Directions; d++)
        {
            var input = IsReverse(n, d) ? m.Emit(n, new Reverse([0]), [x]) : x;
            // The file's gates are input, output, forget, cell.
            int[] order = [0, 2, 3, 1];
            ValueId[] operands =
            [
                input,
                .. order.Select(g => Weights(m, n, "W", c.Rows(c.W, d, g))),
                .. order.Select(g => Weights(m, n, "R", c.Rows(c.R, d, g))),
                .. order.Select(g => m.Constant(n, $"{n.Layer}/B", [.. c.Biases(d, 0, g).Zip(c.Biases(d, 1, g), (a, b) => a + b)])),
                Initial(m, n, 5, c, d),
                Initial(m, n, 6, c, d),
            ];
            var results = m.Emit(n, new Lstm(TimeMajor: true), operands, [null, null, null]);
            ys.Add(IsReverse(n, d) ? m.Emit(n, new Reverse([0]), [results[0]]) : results[0]);
            hs.Add(results[1]);
            cs.Add(results[2]);
        }
        Define(m, n, c, ys, hs, cs);
    }

    private static ValueId Weights(Importer m, OnnxNode n, string name, OnnxTensor data) =>
        m.Constant(n, $"{n.Layer}/{name}", data, ElementType.Float32, Shape.Create(data.Dims));

    /// <summary>What a direction begins with, [n,s]: zeros unless there is an operand [d,n,s].</summary>
    private static ValueId Initial(Importer m, OnnxNode n, int operand, Call c, int direction)
    {
        Shape shape = [c.Batches, c.States];
        if (m.Optional(n, operand) is not { } given)
            return m.Constant(n, $"{n.Layer}/zeros", OnnxTensor.Of([c.Batches * c.States], new float[c.Batches * c.States]),
                ElementType.Float32, shape);
        var value = m.Plain(n, given);
        int[] expected = c.BatchFirst ? [c.Batches, c.Directions, c.States] : [c.Directions, c.Batches, c.States];
        if (!value.Dims.SequenceEqual(expected))
            throw n.Bad($"the initial state is {new Shape(new(value.Dims))}; {new Shape(new(expected))} is expected.");
        var id = m.Arrange(n, value, c.BatchFirst ? [1, 0, 2] : [0, 1, 2]);
        if (c.Directions == 2) id = m.Emit(n, new Split(0, [1, 1]), [id], [null, null])[direction];
        return m.Reshaped(n, id, shape);
    }

    /// <summary>Y [t,d,n,s] and the last states [d,n,s], from one [t,n,s] and [n,s] a direction.</summary>
    private static void Define(Importer m, OnnxNode n, Call c, List<ValueId> ys, params List<ValueId>[] states)
    {
        if (n.Outputs[0].Length > 0)
        {
            // Side by side along the last axis, which is what their reader concatenates them to anyway.
            var y = ys.Count == 1 ? ys[0] : m.Emit(n, new Concatenation(2), [.. ys]);
            int[] dims = [c.Steps, c.Batches, c.Directions, c.States];
            var seen = new OnnxValue { Name = n.Outputs[0], Dims = dims, Id = y, Layout = Layout.Plain(m.Type(y).Elements) };
            m.Define(n.Outputs[0], Movement.Transposed(m, n, seen, c.BatchFirst ? [1, 0, 2, 3] : [0, 2, 1, 3]));
        }
        for (var i = 0; i < states.Length && i + 1 < n.Outputs.Length; i++)
        {
            var id = states[i].Count == 1 ? states[i][0] : m.Emit(n, new Concatenation(0), [.. states[i]]);
            int[] dims = [c.Directions, c.Batches, c.States];
            var seen = new OnnxValue { Name = n.Outputs[i + 1], Dims = dims, Id = id, Layout = Layout.Plain(m.Type(id).Elements) };
            m.Define(n.Outputs[i + 1], c.BatchFirst ? Movement.Transposed(m, n, seen, [1, 0, 2]) : seen);
        }
    }

    /// <summary>
    /// z = σ(Wz·x + Rz·h + Bz), r alike, c = tanh(Wc·x + r·(Rc·h + bR) + bW) with linear_before_reset, else
    /// tanh(Wc·x + Rc·(r·h) + bR + bW); h' = (1 - z)·c + z·h, computed as c + z·(h - c). The inputs' part is one product for all
    /// steps.
    /// </summary>
    private static void Gru(Importer m, OnnxNode n)
    {
        var c = Read(m, n, 3, ["Sigmoid", "Tanh"]);
        if (c.Steps > MostSteps)
            throw n.Bad($"{c.Steps} steps are too many to be unrolled; {MostSteps} are supported.", "Run the model on shorter windows.");
        var linear = n.Flag("linear_before_reset");
        var x = Sequence(m, n, c);
        var (ys, hs) = (new List<ValueId>(), new List<ValueId>());
        for (var d = 0; d < c.Directions; d++)
        {
            // Biases of the recurrent part join those of the input's where nothing is between them.
            var bias = c.Biases(d, 0, 0, 3);
            var recurrent = c.Biases(d, 1, 0, 3);
            for (var i = 0; i < (linear ? 2 : 3) * c.States; i++) bias[i] += recurrent[i];
            var all = m.Emit(n, new FullyConnected(), [x, Weights(m, n, "W", c.Rows(c.W, d, 0, 3)), m.Constant(n, $"{n.Layer}/B", bias)]);
            var steps = c.Steps == 1 ? [all]
                : m.Emit(n, new Split(0, Enumerable.Repeat(c.Batches, c.Steps).ToEquatableArray()), [all], new Quantization?[c.Steps]);
            var weights = linear
                ? [Weights(m, n, "R", c.Rows(c.R, d, 0, 3)),
                    m.Constant(n, $"{n.Layer}/Rb", [.. new float[2 * c.States], .. recurrent[(2 * c.States)..]])]
                : (ValueId[])[Weights(m, n, "R", c.Rows(c.R, d, 0, 2)), Weights(m, n, "Rc", c.Rows(c.R, d, 2))];
            var h = Initial(m, n, 5, c, d);
            var outputs = new ValueId[c.Steps];
            for (var t = 0; t < c.Steps; t++)
            {
                var at = IsReverse(n, d) ? c.Steps - 1 - t : t;
                outputs[at] = h = linear ? LinearStep(m, n, c.States, steps[at], h, weights) : Step(m, n, c.States, steps[at], h, weights);
            }
            ys.Add(m.Emit(n, new Pack(0), outputs));
            hs.Add(h);
        }
        Define(m, n, c, ys, hs);
    }

    private static ValueId LinearStep(Importer m, OnnxNode n, int states, ValueId fromInput, ValueId h, ValueId[] weights)
    {
        var fromState = m.Emit(n, new FullyConnected(), [h, weights[0], weights[1]]);
        var x = m.Emit(n, new Split(1, [2 * states, states]), [fromInput], [null, null]);
        var r = m.Emit(n, new Split(1, [2 * states, states]), [fromState], [null, null]);
        var gates = Gates(m, n, states, m.Emit(n, new Add(), [x[0], r[0]]));
        return Mixed(m, n, gates[0], h, m.Emit(n, new Add(), [x[1], m.Emit(n, new Mul(), [gates[1], r[1]])]));
    }

    private static ValueId Step(Importer m, OnnxNode n, int states, ValueId fromInput, ValueId h, ValueId[] weights)
    {
        var x = m.Emit(n, new Split(1, [2 * states, states]), [fromInput], [null, null]);
        var gates = Gates(m, n, states, m.Emit(n, new Add(), [x[0], m.Emit(n, new FullyConnected(), [h, weights[0]])]));
        var reset = m.Emit(n, new Mul(), [gates[1], h]);
        return Mixed(m, n, gates[0], h, m.Emit(n, new Add(), [x[1], m.Emit(n, new FullyConnected(), [reset, weights[1]])]));
    }

    /// <summary>Update and reset gate.</summary>
    private static ValueId[] Gates(Importer m, OnnxNode n, int states, ValueId sums) =>
        m.Emit(n, new Split(1, [states, states]), [m.Emit(n, new Unary(UnaryKind.Logistic), [sums])], [null, null]);

    private static ValueId Mixed(Importer m, OnnxNode n, ValueId update, ValueId h, ValueId sums)
    {
        var candidate = m.Emit(n, new Unary(UnaryKind.Tanh), [sums]);
        var kept = m.Emit(n, new Mul(), [update, m.Emit(n, new Binary(BinaryKind.Sub), [h, candidate])]);
        return m.Emit(n, new Add(), [candidate, kept]);
    }
}
