using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>
/// LSTM and GRU become the graph's own operators, one a direction. A direction is one slice of W [d,g·s,k], R [d,g·s,s], B [d,2·g·s].
/// </summary>
internal static class Recurrent
{
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
        public OnnxTensor Rows(OnnxTensor all, int direction, int gate)
        {
            var (columns, states, gates) = (all.Dims[2], States, Gates);
            return OnnxTensor.Of([states, columns],
                all.Reals!.AsSpan((direction * gates + gate) * states * columns, states * columns).ToArray());
        }

        /// <summary>Input (part 0) or recurrent (part 1) biases of one gate.</summary>
        public float[] Biases(int direction, int part, int gate) =>
            Bias.AsSpan(((direction * 2 + part) * Gates + gate) * States, States).ToArray();
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
        int[] axes = c.BatchFirst ? [1, 0, 2] : [0, 1, 2];
        if (value.Constant?.Permuted(axes).Reals is { } known)
        {
            var count = c.Batches * c.States;
            var own = OnnxTensor.Of([c.Batches, c.States], known.AsSpan(direction * count, count).ToArray());
            return m.Constant(n, value.Name, own, ElementType.Float32, shape);
        }
        var id = m.Arrange(n, value, axes);
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

    /// <summary>Input and recurrent biases are one where nothing comes between them: all but the candidate's before a reset.</summary>
    private static void Gru(Importer m, OnnxNode n)
    {
        var c = Read(m, n, 3, ["Sigmoid", "Tanh"]);
        var linear = n.Flag("linear_before_reset");
        var x = Sequence(m, n, c);
        var (ys, hs) = (new List<ValueId>(), new List<ValueId>());
        for (var d = 0; d < c.Directions; d++)
        {
            var gates = Enum.GetValues<GruGate>();
            float[] Joined(GruGate gate) => gate == GruGate.Candidate && linear ? c.Biases(d, 0, (int)gate)
                : [.. c.Biases(d, 0, (int)gate).Zip(c.Biases(d, 1, (int)gate), (a, b) => a + b)];
            ValueId[] operands =
            [
                IsReverse(n, d) ? m.Emit(n, new Reverse([0]), [x]) : x,
                .. gates.Select(g => Weights(m, n, "W", c.Rows(c.W, d, (int)g))),
                .. gates.Select(g => Weights(m, n, "R", c.Rows(c.R, d, (int)g))),
                .. gates.Select(g => m.Constant(n, $"{n.Layer}/B", Joined(g))),
                linear ? m.Constant(n, $"{n.Layer}/Rb", c.Biases(d, 1, (int)GruGate.Candidate)) : ValueId.None,
                Initial(m, n, 5, c, d),
            ];
            var results = m.Emit(n, new Gru(linear, TimeMajor: true), operands, [null, null]);
            ys.Add(IsReverse(n, d) ? m.Emit(n, new Reverse([0]), [results[0]]) : results[0]);
            hs.Add(results[1]);
        }
        Define(m, n, c, ys, hs);
    }
}
