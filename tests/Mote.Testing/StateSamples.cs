using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Testing;

/// <summary>Graphs with states beyond those of recurrent operators: kept in place and not, read late, shared, constant, chained.</summary>
public static class StateSamples
{
    private static readonly Quantization Scale = new Quantization.PerTensor(0.05f, 3);

    public static IReadOnlyList<Graph> All { get; } =
    [
        Make("a running sum", (s, x, b) =>
        {
            var sum = b.Keeps("sum", v => s.Node(new Add(), Scale, v, x));
            return [sum];
        }),
        Make("a sum that starts elsewhere", (s, x, b) => [b.Keeps("sum", v => s.Node(new Add(), Scale, v, x), start: 40)]),
        Make("a state read after its successor", (s, x, b) =>
        {
            ValueId before = default;
            var sum = b.Keeps("sum", v => s.Node(new Add(), Scale, before = v, x));
            return [s.Node(new Mul(), Scale, sum, before), sum];
        }),
        Make("the last input", (s, x, b) =>
        {
            ValueId last = default;
            b.Keeps("last", v => (last = v, x).Item2);
            return [s.Node(new Add(), Scale, last, x)];
        }),
        Make("a delay of two", (s, x, b) =>
        {
            var (one, two) = (b.New("one", 0), b.New("two", 0));
            b.Builder.Keep(two, s.Keep(new Reshape([2, 3]), one));
            b.Builder.Keep(one, x);
            return [s.Node(new Add(), Scale, two, x)];
        }),
        Make("a state as output", (s, x, b) =>
        {
            var state = b.New("last", 7);
            b.Builder.Keep(state, x);
            return [s.Keep(new Reshape([3, 2]), state)];
        }),
        Make("two states of one value", (s, x, b) =>
        {
            var (one, two) = (b.New("one", 1), b.New("two", 2));
            var sum = s.Node(new Add(), Scale, s.Node(new Add(), Scale, one, two), x);
            b.Builder.Keep(one, sum);
            b.Builder.Keep(two, sum);
            return [sum];
        }),
        Make("a state that becomes a constant", (s, x, b) =>
        {
            var state = b.New("first", 50);
            b.Builder.Keep(state, s.Constant(s.Type([2, 3], 0.05f, 3)));
            return [s.Node(new Add(), Scale, state, x)];
        }),
        Make("a state that nobody changes", (s, x, b) => [s.Node(new Add(), Scale, b.New("fixed", 9), x)]),
        Make("a state that nobody reads", (s, x, b) =>
        {
            b.Keeps("unread", v => s.Node(new Add(), Scale, v, x));
            return [s.Keep(new Relu(Activation.Relu), x)];
        }),
        Make("two states that need each other", (s, x, b) =>
        {
            var (one, two) = (b.New("one", 5), b.New("two", -5));
            b.Builder.Keep(one, s.Node(new Add(), Scale, two, x));
            b.Builder.Keep(two, s.Node(new Mul(), Scale, one, x));
            return [s.Node(new Add(), Scale, one, two)];
        }),
    ];

    private static Graph Make(string name, Func<GraphSketch, ValueId, States, ValueId[]> body)
    {
        var sketch = new GraphSketch(name, new RandomStream(17));
        return sketch.Build(body(sketch, sketch.Input([2, 3]), new States(sketch)));
    }

    private sealed class States(GraphSketch sketch)
    {
        public GraphBuilder Builder => sketch.Builder;

        /// <summary>A state of six elements that begins <paramref name="start"/> above zero.</summary>
        public ValueId New(string name, int start)
        {
            var data = new sbyte[6];
            for (var i = 0; i < data.Length; i++) data[i] = (sbyte)(3 + start * (i + 1) / 6);
            return Builder.State(name, Tensor.From<sbyte>(sketch.Type([2, 3], 0.05f, 3), data));
        }

        public ValueId Keeps(string name, Func<ValueId, ValueId> next, int start = 0)
        {
            var state = New(name, start);
            var after = next(state);
            Builder.Keep(state, after);
            return after;
        }
    }
}
