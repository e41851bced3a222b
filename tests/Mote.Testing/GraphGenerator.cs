using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Testing;

/// <summary>
/// Random graphs of 3 to 15 nodes that look like what exact passes must survive: chains and branches of int8 operators, many
/// weights of zero, channels that are constant, padding of the right and of the wrong value, clamps that rescale and clamps that
/// do not. A seed gives the same graph for ever.
/// </summary>
public sealed partial class GraphGenerator
{
    private static readonly Activation[] Clamps = [Activation.Relu, Activation.Relu6, Activation.ReluN1To1];

    private readonly RandomStream _random;
    private readonly GraphSketch _sketch;
    private readonly List<ValueId> _values = [];
    private readonly HashSet<ValueId> _read = [];

    private GraphGenerator(ulong seed)
    {
        _random = new RandomStream(seed);
        _sketch = new GraphSketch($"random {seed}", _random, isFloat: _random.Next(0, 10) == 0);
    }

    private delegate ValueId? Step(ValueId x);

    public static Graph Create(ulong seed) => new GraphGenerator(seed).Run();

    private Graph Run()
    {
        _values.Add(_sketch.Input([1, _random.Next(2, 8), _random.Next(2, 8), _random.Next(1, 7)], 0.05f, ZeroPoint()));
        if (Chance(15)) _values.Add(_sketch.Input(_sketch.Builder.Type(_values[0])));
        var nodes = _random.Next(3, 16);
        for (var made = 0; made < nodes;)
            if (Make(Pick()) is { } y)
            {
                _values.Add(y);
                made++;
                // The pair that fusion is about, more often than chance has it.
                if (Chance(15) && Clamp(y) is { } clamped)
                {
                    _read.Add(y);
                    _values.Add(clamped);
                    made++;
                }
            }
        // What nobody reads is an output now and then, and dead code otherwise.
        var outputs = new List<ValueId> { _values[^1] };
        foreach (var value in _values)
            if (!_read.Contains(value) && !outputs.Contains(value) && Chance(60)) outputs.Add(value);
        if (Chance(10)) outputs.Add(Pick());
        return _sketch.Build([.. outputs]);
    }

    private bool Chance(int percent) => _random.Next(0, 100) < percent;

    private T One<T>(params ReadOnlySpan<T> of) => of[_random.Next(0, of.Length)];

    private int ZeroPoint() => One(-128, -128, 0, 127, _random.Next(-128, 128));

    private float Scale() => 0.01f * (1 + _random.Next(0, 12));

    private Quantization? NewQuantization() => _sketch.Q(Scale(), ZeroPoint());

    private TensorType Type(ValueId id) => _sketch.Builder.Type(id);

    /// <summary>Mostly the newest value, so that chains grow; sometimes any, so that they branch.</summary>
    private ValueId Pick()
    {
        var picked = Chance(75) ? _values[^1] : _values[_random.Next(0, _values.Count)];
        _read.Add(picked);
        return picked;
    }

    private ValueId? Make(ValueId x)
    {
        var rank = Type(x).Shape.Rank;
        // Float parts of an int8 graph run through few operators, then back.
        if (Type(x).IsFloat && !_sketch.IsFloat) return Chance(70) ? Requantize(x) : _sketch.Node(new Relu(One(Clamps)), null, x);
        Step[] image = [Convolve, Convolve, Convolve, ConvolveDepthwise, ConvolveDepthwise, PadAndConvolve, PadAndConvolve, Widen, Pool, Silence];
        Step[] any = [Clamp, Clamp, Requantize, Combine, Combine, Combine, Flatten, Average, Connect, Look, Chain, Join, Constants];
        return One(rank == 4 && Chance(65) ? image : any)(x);
    }

    private ValueId? Pool(ValueId x)
    {
        var shape = Type(x).Shape;
        var (ky, kx) = (_random.Next(1, Math.Min(4, shape[1] + 1)), _random.Next(1, Math.Min(4, shape[2] + 1)));
        var padding = new Padding(_random.Next(0, ky), _random.Next(0, ky), _random.Next(0, kx), _random.Next(0, kx));
        var steps = new Steps(_random.Next(1, 3), _random.Next(1, 3));
        var activation = Chance(20) ? One(Clamps) : Activation.None;
        Op op = Chance(50) ? new AveragePool2D(ky, kx, steps, padding, activation) : new MaxPool2D(ky, kx, steps, padding, activation);
        return _sketch.Keep(op, x);
    }

    private ValueId? Clamp(ValueId x) => Chance(60)
        ? _sketch.Keep(new Relu(One(Clamps)), x)
        : _sketch.Node(new Relu(One(Clamps)), NewQuantization(), x);

    private ValueId? Requantize(ValueId x)
    {
        if (_sketch.IsFloat) return Clamp(x);
        if (Chance(20) && !Type(x).IsFloat) return _sketch.Keep(new Quantize(ElementType.Int8), x);
        return _sketch.Node(new Quantize(ElementType.Int8), NewQuantization(), x);
    }

    /// <summary>Through float and back, or a few rescalings in a row: what tables are made of.</summary>
    private ValueId? Chain(ValueId x)
    {
        if (_sketch.IsFloat) return Clamp(x);
        var y = _sketch.Node(new Dequantize(), null, x);
        if (Chance(50)) y = _sketch.Node(new Relu(One(Clamps)), null, y);
        if (Chance(30)) _values.Add(y);
        y = _sketch.Node(new Quantize(ElementType.Int8), Chance(40) ? Type(x).Quantization : NewQuantization(), y);
        return Chance(50) ? Clamp(y) : y;
    }

    private ValueId? Look(ValueId x)
    {
        if (_sketch.IsFloat) return Clamp(x);
        var table = new sbyte[256];
        for (var i = 0; i < table.Length; i++) table[i] = (sbyte)Math.Clamp(i / 2 - 70 + _random.Next(-3, 4), -128, 127);
        var data = Tensor.From<sbyte>(new TensorType(ElementType.Int8, [256]), table);
        return _sketch.Node(new Lookup(), NewQuantization(), x, _sketch.Constant(data));
    }

    /// <summary>A sum or product with another value of the same shape (a residual), with channels, with pixels, or with constants.</summary>
    private ValueId? Combine(ValueId x)
    {
        var shape = Type(x).Shape;
        var partners = _values.Where(v => v != x && Type(v).Shape == shape && Type(v).Element == Type(x).Element).ToArray();
        ValueId other;
        if (partners.Length > 0 && Chance(75)) _read.Add(other = One<ValueId>(partners));
        else if (Chance(15)) other = x;
        else if (shape.Rank == 4 && Chance(40))
            _read.Add(other = _sketch.Node(new Mean([1, 2], true), NewQuantization(), x));
        else other = _sketch.Constant(shape.Rank == 0 ? [] : One<Shape>([], [1], [shape[-1]], shape), Scale(), ZeroPoint());
        Op op = Chance(75) ? new Add(Chance(30) ? One(Clamps) : Activation.None) : new Mul(Chance(30) ? One(Clamps) : Activation.None);
        return Chance(50) ? _sketch.Node(op, NewQuantization(), x, other) : _sketch.Node(op, NewQuantization(), other, x);
    }

    private ValueId? Flatten(ValueId x)
    {
        var shape = Type(x).Shape;
        var elements = shape.Elements;
        var to = shape.Rank == 4 ? One<Shape>([1, elements], [shape[0], shape[1] * shape[2], shape[3]], [shape[1], shape[0], shape[2], shape[3]], shape)
            : One<Shape>([1, 1, 1, elements], [elements], shape, [1, elements, 1, 1]);
        var y = _sketch.Keep(new Reshape(to), x);
        return Chance(30) ? Flatten(y) : y;
    }

    private ValueId? Average(ValueId x)
    {
        var rank = Type(x).Shape.Rank;
        if (rank == 0) return null;
        int[] axes = rank == 4 && Chance(70) ? [1, 2] : [.. Enumerable.Range(0, rank).Where(_ => Chance(40))];
        return _sketch.Node(new Mean(new(axes), Chance(50)), Chance(50) ? Type(x).Quantization : NewQuantization(), x);
    }

    private ValueId? Join(ValueId x)
    {
        var shape = Type(x).Shape;
        if (shape.Rank == 0 || shape.Elements > 600) return null;
        var axis = _random.Next(0, shape.Rank);
        var partners = _values.Where(v => Type(v).Shape.Rank == shape.Rank && Type(v) with { Shape = Type(v).Shape.With(axis, 1) } == Type(x) with { Shape = shape.With(axis, 1) }).ToArray();
        var other = One<ValueId>(partners);
        _read.Add(other);
        return _sketch.Keep(new Concatenation(axis), x, other);
    }

    /// <summary>Nodes on constants alone, to be folded; their result joins in later.</summary>
    private ValueId? Constants(ValueId x)
    {
        var like = Type(x).Shape;
        if (like.Rank == 0) return null;
        var constant = _sketch.Constant(Chance(50) ? like : [like[-1]], Scale(), ZeroPoint());
        _values.Add(Chance(50) ? Clamp(constant)!.Value : _sketch.Keep(new Reshape(Type(constant).Shape), constant));
        return Combine(x);
    }
}
