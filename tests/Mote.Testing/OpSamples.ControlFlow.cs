using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static readonly TensorType Truth = new(ElementType.Bool, [1]), Counter = new(ElementType.Int32, [1]);

    private static IEnumerable<Graph> Branches()
    {
        foreach (var isFloat in (bool[])[false, true])
        {
            var kind = isFloat ? "float" : "int8";
            yield return Controlled($"branch {kind}", isFloat, s => [Truth, s.Type([2, 6], 0.04f, 3)], (s, x) =>
                s.Builder.Add(new If(Doubled(s), Kept(s)), x, [Of(s).Quantization], ["y"], Origin.Of("branch")));
            yield return Controlled($"branch on a comparison {kind}", isFloat, s => [s.Type([1]), s.Type([1]), s.Type([2, 6], 0.04f, 3)], (s, x) =>
            {
                var condition = s.Node(new Compare(ComparisonKind.Less), null, x[0], x[1]);
                var chosen = s.Builder.Add(new If(Kept(s), Doubled(s)), [condition, x[2]], [Of(s).Quantization], ["y"], Origin.Of("branch"));
                return [chosen[0], x[2], condition];
            });
            // A constant operand, a branch with a constant result, and a branch within a branch.
            yield return Controlled($"branches within branches {kind}", isFloat, s => [Truth, Truth], (s, x) =>
            {
                var inner = new If(Doubled(s), Fixed(s));
                var outer = Part(s, [Truth, Of(s)], (p, v) => p.Builder.Add(inner, v, [Of(p).Quantization], ["z"], Origin.Of("inner")));
                var two = Part(s, [Truth, Of(s)], (_, v) => [v[1]]);
                return s.Builder.Add(new If(outer, two), [x[0], x[1], s.Constant([2, 6], 0.04f)], [Of(s).Quantization], ["y"], Origin.Of("outer"));
            });
        }
    }

    private static IEnumerable<Graph> Loops()
    {
        foreach (var isFloat in (bool[])[false, true])
        {
            var kind = isFloat ? "float" : "int8";
            yield return Controlled($"loop {kind}", isFloat, s => [Counter, s.Type([2, 6], 0.04f, 3)], (s, x) =>
                s.Builder.Add(Counting(s, 5), x, [null, Of(s).Quantization], ["i", "y"], Origin.Of("loop")));
            yield return Controlled($"loop from constants {kind}", isFloat, s => [s.Type([2, 6], 0.04f, 3)], (s, x) =>
            {
                var y = s.Builder.Add(Counting(s, 3), [s.Constant(Tensor.From<int>(Counter, [0])), x[0]], [null, Of(s).Quantization], ["i", "y"],
                    Origin.Of("loop"));
                return [s.Node(new Add(), s.Q(0.05f, 0), y[1], x[0])];
            });
            yield return Controlled($"loop never run {kind}", isFloat, s => [s.Type([2, 6], 0.04f, 3)], (s, x) =>
            {
                var never = Part(s, [Of(s)], (p, _) => [p.Constant(Tensor.From<byte>(Truth, [0]))]);
                return s.Builder.Add(new While(never, Doubled(s)), x, [Of(s).Quantization], ["y"], Origin.Of("loop"));
            });
        }
    }

    private static TensorType Of(GraphSketch s) => s.Type([2, 6], 0.04f, 3);

    /// <summary>While i &lt; limit: i = max(i, 0) + 1, and the tensor is added to itself where i is even.</summary>
    private static While Counting(GraphSketch s, int limit)
    {
        TensorType[] carried = [Counter, Of(s)];
        var condition = Part(s, carried, (p, v) =>
            [p.Node(new Compare(ComparisonKind.Less), null, v[0], p.Constant(Tensor.From<int>(Counter, [limit])))]);
        var body = Part(s, carried, (p, v) =>
        {
            var positive = p.Node(new Binary(BinaryKind.Maximum), null, v[0], p.Constant(Tensor.From<int>(Counter, [0])));
            var next = p.Node(new Add(), null, positive, p.Constant(Tensor.From<int>(Counter, [1])));
            var third = p.Node(new Compare(ComparisonKind.Equal), null, next, p.Constant(Tensor.From<int>(Counter, [3])));
            var y = p.Builder.Add(new If(Kept(p), Doubled(p)), [third, v[1]], [Of(p).Quantization], ["z"], Origin.Of("inner"));
            return [next, y[0]];
        });
        return new While(condition, body);
    }

    private static Subgraph Doubled(GraphSketch s) => Part(s, [Of(s)], (p, v) => [p.Keep(new Add(), v[0], v[0])]);

    private static Subgraph Kept(GraphSketch s) => Part(s, [Of(s)], (_, v) => [v[0]]);

    private static Subgraph Fixed(GraphSketch s) => Part(s, [Of(s)], (p, _) => [p.Constant(Of(p))]);

    private static Subgraph Part(GraphSketch s, TensorType[] inputs, Func<GraphSketch, ValueId[], ValueId[]> make)
    {
        var part = new GraphSketch("part", new RandomStream(s.Random.NextUInt64()), s.IsFloat);
        return new Subgraph(part.Build(make(part, [.. inputs.Select(part.Input)])));
    }

    private static Graph Controlled(
        string name, bool isFloat, Func<GraphSketch, TensorType[]> inputs, Func<GraphSketch, ValueId[], ValueId[]> make)
    {
        var sketch = new GraphSketch(name, new RandomStream((ulong)name.Length), isFloat);
        return sketch.Build(make(sketch, [.. inputs(sketch).Select(sketch.Input)]));
    }
}
