using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Testing;

/// <summary>A gated cell with random float constants, as a model of one node: in float, or on integers made of the same numbers.</summary>
public sealed class GatedCell
{
    private readonly Op _op;
    private readonly Tensor?[] _reals;

    private GatedCell(Op op, Tensor?[] reals, int inputs, int states) => (_op, _reals, Inputs, States) = (op, reals, inputs, states);

    public int Inputs { get; }

    public int States { get; }

    /// <summary>A constant operand; null where absent.</summary>
    public Tensor? this[int operand] => _reals[operand - 1];

    public static GatedCell Gru(bool linear, int inputs, int states, ulong seed)
    {
        var random = new RandomStream(seed);
        var w = Enumerable.Range(0, 3).Select(_ => Matrix(random, [states, inputs])).ToArray();
        var r = Enumerable.Range(0, 3).Select(_ => Matrix(random, [states, states])).ToArray();
        var b = Enumerable.Range(0, 3).Select(_ => Vector(random, states)).ToArray();
        return new(new Gru(linear), [.. w, .. r, .. b, linear ? Vector(random, states) : null], inputs, states);
    }

    public static GatedCell FastGrnn(float zeta, float nu, int rank, int inputs, int states, ulong seed)
    {
        var random = new RandomStream(seed);
        return new(new FastGrnn(zeta, nu),
        [
            Matrix(random, [states, inputs]),
            Matrix(random, [states, rank > 0 ? rank : states]),
            rank > 0 ? Matrix(random, [rank, states]) : null,
            Vector(random, states),
            Vector(random, states),
        ], inputs, states);
    }

    /// <summary>The same cell with matrices of multiples of a scale, which int8 holds exactly.</summary>
    public GatedCell WithRoundedMatrices() => new(_op, [.. _reals.Select(r => r is { Type.Shape.Rank: 2 } ? Rounded(r) : r)], Inputs, States);

    public Graph Float(int steps) => Build(steps, new TensorType(ElementType.Float32, [1, steps, Inputs]),
        new TensorType(ElementType.Float32, [1, States]), null, _reals);

    /// <param name="steps">Of a sequence.</param>
    /// <param name="x">Element, scale and zero point of inputs.</param>
    /// <param name="hidden">Of hidden states.</param>
    /// <param name="y">Of outputs.</param>
    public Graph Integer(
        int steps, (ElementType Element, Quantization.PerTensor Q) x, (ElementType Element, Quantization.PerTensor Q) hidden, Quantization.PerTensor y)
    {
        var xType = new TensorType(x.Element, [1, steps, Inputs], x.Q);
        var hType = new TensorType(hidden.Element, [1, States], hidden.Q);
        var integers = _op is Gru gru ? GatedQuantization.Gru(gru, _reals, xType, hType) : GatedQuantization.FastGrnn(_reals, xType, hType);
        return Build(steps, xType, hType, y, integers);
    }

    private Graph Build(int steps, TensorType x, TensorType hidden, Quantization? y, Tensor?[] constants)
    {
        var builder = new GraphBuilder($"{_op.Name()} of {steps} steps");
        var input = builder.Input("x", x);
        var operands = constants.Select((c, i) => c is null ? ValueId.None : builder.Constant($"constant {i}", c)).ToArray();
        var bytes = new byte[hidden.Bytes];
        if (hidden.Element == ElementType.Int8) bytes.AsSpan().Fill((byte)hidden.PerTensor.ZeroPoint);
        var state = builder.State("h", Tensor.FromBytes(hidden, bytes));
        var results = builder.Add(_op, [input, .. operands, state], [y, hidden.Quantization], ["y", "h'"], Origin.Of(_op.Name()));
        builder.Keep(state, results[1]);
        return builder.Build([results[0]]);
    }

    private static Tensor Rounded(Tensor matrix)
    {
        var integers = GatedQuantization.Weights(matrix);
        return Tensor.From<float>(matrix.Type, [.. integers.Span<sbyte>().ToArray().Select(v => v * integers.Type.PerTensor.Scale)]);
    }

    /// <summary>Normal, with a spread that keeps a gate's argument about 1.</summary>
    private static Tensor Matrix(RandomStream random, Shape shape) => Tensor.From<float>(new TensorType(ElementType.Float32, shape),
        [.. Enumerable.Range(0, shape.Elements).Select(_ => (float)(random.NextNormal() * 1.5 / Math.Sqrt(shape[1])))]);

    private static Tensor Vector(RandomStream random, int count) => Tensor.From<float>(new TensorType(ElementType.Float32, [count]),
        [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextNormal() * 0.5))]);
}
