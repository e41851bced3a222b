using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Op = Mote.Core.Ops.Op;

namespace Mote.Onnx.Operators;

/// <summary>Functions of each element: one operator where the graph has it, otherwise a few that give the same number.</summary>
internal static class Elementwise
{
    public static Dictionary<string, OperatorTable.Handler> Handlers { get; } = new()
    {
        ["Relu"] = (m, n) => One(m, n, new Relu(Activation.Relu)),
        ["Clip"] = Clip,
        ["LeakyRelu"] = (m, n) => One(m, n, new LeakyRelu(n.Float("alpha", 0.01f))),
        ["Abs"] = (m, n) => One(m, n, new Unary(UnaryKind.Abs)),
        ["Neg"] = (m, n) => One(m, n, new Unary(UnaryKind.Neg)),
        ["Sqrt"] = (m, n) => One(m, n, new Unary(UnaryKind.Sqrt)),
        ["Exp"] = (m, n) => One(m, n, new Unary(UnaryKind.Exp)),
        ["Log"] = (m, n) => One(m, n, new Unary(UnaryKind.Log)),
        ["Sin"] = (m, n) => One(m, n, new Unary(UnaryKind.Sin)),
        ["Cos"] = (m, n) => One(m, n, new Unary(UnaryKind.Cos)),
        ["Ceil"] = (m, n) => One(m, n, new Unary(UnaryKind.Ceil)),
        ["Floor"] = (m, n) => One(m, n, new Unary(UnaryKind.Floor)),
        ["Round"] = (m, n) => One(m, n, new Unary(UnaryKind.Round)),
        ["Sigmoid"] = (m, n) => One(m, n, new Unary(UnaryKind.Logistic)),
        ["Tanh"] = (m, n) => One(m, n, new Unary(UnaryKind.Tanh)),
        ["Not"] = (m, n) => One(m, n, new Unary(UnaryKind.Not)),
        ["HardSwish"] = (m, n) => One(m, n, new Unary(UnaryKind.HardSwish)),
        ["Elu"] = Elu,
        ["Selu"] = Selu,
        ["Celu"] = Celu,
        ["Reciprocal"] = (m, n) => Chain(m, n, x => x.With(new Binary(BinaryKind.Div), 1, first: true)),
        ["Softplus"] = Softplus,
        ["Softsign"] = (m, n) => Chain(m, n, x => x.By(new Binary(BinaryKind.Div), x.Then(new Unary(UnaryKind.Abs)).With(new Add(), 1))),
        ["HardSigmoid"] = HardSigmoid,
        ["ThresholdedRelu"] = ThresholdedRelu,
        ["Mish"] = (m, n) => Chain(m, n, x => x.By(new Mul(), Positive(x).Then(new Unary(UnaryKind.Tanh)))),
        ["Gelu"] = Gelu,
        ["Erf"] = (m, n) => Chain(m, n, x => Erf(x)),
        ["Sign"] = (m, n) => Chain(m, n, x => x.Is(ComparisonKind.Greater, 0).By(new Binary(BinaryKind.Sub), x.Is(ComparisonKind.Less, 0))),
        ["Add"] = (m, n) => Two(m, n, new Add()),
        ["Sub"] = (m, n) => Two(m, n, new Binary(BinaryKind.Sub)),
        ["Mul"] = (m, n) => Scaling(m, n, new Mul()),
        ["Div"] = (m, n) => Scaling(m, n, new Binary(BinaryKind.Div)),
        ["Pow"] = Pow,
        ["Min"] = (m, n) => Many(m, n, new Binary(BinaryKind.Minimum)),
        ["Max"] = (m, n) => Many(m, n, new Binary(BinaryKind.Maximum)),
        ["Sum"] = (m, n) => Many(m, n, new Add()),
        ["Mean"] = Mean,
        ["Mod"] = (m, n) => Two(m, n, n.Flag("fmod") ? throw n.Bad("fmod is not supported.") : new Binary(BinaryKind.FloorMod)),
        ["And"] = (m, n) => Two(m, n, new Binary(BinaryKind.And)),
        ["Or"] = (m, n) => Two(m, n, new Binary(BinaryKind.Or)),
        ["Xor"] = (m, n) => Two(m, n, new Compare(ComparisonKind.NotEqual)),
        ["Equal"] = (m, n) => Two(m, n, new Compare(ComparisonKind.Equal)),
        ["Greater"] = (m, n) => Two(m, n, new Compare(ComparisonKind.Greater)),
        ["GreaterOrEqual"] = (m, n) => Two(m, n, new Compare(ComparisonKind.GreaterEqual)),
        ["Less"] = (m, n) => Two(m, n, new Compare(ComparisonKind.Less)),
        ["LessOrEqual"] = (m, n) => Two(m, n, new Compare(ComparisonKind.LessEqual)),
        ["Where"] = (m, n) =>
        {
            var aligned = m.Align(n, m.PlainIn(n, 0), m.PlainIn(n, 1), m.PlainIn(n, 2));
            m.Define(n, aligned.Result(n, m.Emit(n, new Select(), aligned.Ids)));
        },
        ["PRelu"] = PRelu,
        ["Cast"] = Cast,
        ["CastLike"] = (m, n) => m.Define(n, m.PlainIn(n, 0).As(n.Outputs[0], m.In(n, 0).Dims, m.In(n, 0).Layout)),
    };

    /// <summary>One operator of one operand: between two quantizations in integers, otherwise real.</summary>
    private static void One(Importer m, OnnxNode n, Op op)
    {
        var x = m.In(n, 0);
        var takes = op is Relu or LeakyRelu || op is Unary u && u.Kind is not UnaryKind.Not;
        if (takes && !x.IsConstant && m.IsInt8(x) && m.QuantizedResult(n) is { } target)
        {
            m.DefineQuantized(n, target, x.Of(target.Name, x.Dims, m.Emit(n, op, [x.Id], target.Quantization), x.Layout));
            return;
        }
        Chain(m, n, v => v.Then(op));
    }

    private static void Two(Importer m, OnnxNode n, Op op)
    {
        OnnxValue a = m.In(n, 0), b = m.In(n, 1);
        if (op is Add or Mul or Binary { Kind: BinaryKind.Sub } && m.IsInt8(a) && m.IsInt8(b)
            && m.QuantizedResult(n, clamps: true) is { } target)
        {
            Op fused = op is Add ? new Add(target.Activation) : op is Mul ? new Mul(target.Activation)
                : new Binary(BinaryKind.Sub, target.Activation);
            var both = m.Align(n, a, b);
            m.DefineQuantized(n, target, both.Result(n, m.Emit(n, fused, both.Ids, target.Quantization)));
            return;
        }
        var aligned = m.Align(n, m.Plain(n, a), m.Plain(n, b));
        m.Define(n, aligned.Result(n, m.Emit(n, op, aligned.Ids)));
    }

    private static void Many(Importer m, OnnxNode n, Op op)
    {
        var sum = m.PlainIn(n, 0);
        for (var i = 1; i < n.Inputs.Length; i++)
        {
            var aligned = m.Align(n, sum, m.PlainIn(n, i));
            sum = aligned.Result(n, m.Emit(n, op, aligned.Ids));
        }
        m.Define(n, sum.As(n.Outputs[0], sum.Dims, sum.Layout));
    }

    private static void Mean(Importer m, OnnxNode n)
    {
        Many(m, n, new Add());
        var sum = m[n.Outputs[0]];
        m.Define(n, new Value(m, n, sum).With(new Mul(), 1f / n.Inputs.Length).Result);
    }

    private static void Pow(Importer m, OnnxNode n)
    {
        if (Importer.Reals(m.In(n, 1)) is not { Count: 1 } exponent)
            throw n.Bad("the exponent must be one constant number.", "Write x^y of positive x as Exp(y · Log(x)).");
        var y = exponent.Reals?[0] ?? exponent.Integers![0];
        Chain(m, n, x => y switch
        {
            1 => x,
            2 => x.Then(new Unary(UnaryKind.Square)),
            3 => x.Then(new Unary(UnaryKind.Square)).By(new Mul(), x),
            4 => x.Then(new Unary(UnaryKind.Square)).Then(new Unary(UnaryKind.Square)),
            0.5f => x.Then(new Unary(UnaryKind.Sqrt)),
            -0.5f => x.Then(new Unary(UnaryKind.Rsqrt)),
            -1 => x.With(new Binary(BinaryKind.Div), 1, first: true),
            _ => throw n.Bad($"the exponent {y} is not supported; 1, 2, 3, 4, 0.5, -0.5 and -1 are."),
        });
    }

    private static void Clip(Importer m, OnnxNode n)
    {
        var low = m.Scalar(n, 1, n.Float("min", float.NegativeInfinity), "minimum");
        var high = m.Scalar(n, 2, n.Float("max", float.PositiveInfinity), "maximum");
        if (Importer.Clamp(low, high) is var clamp and not Activation.None) One(m, n, new Relu(clamp));
        else
            Chain(m, n, x =>
            {
                if (low > float.MinValue) x = x.With(new Binary(BinaryKind.Maximum), low);
                return high < float.MaxValue ? x.With(new Binary(BinaryKind.Minimum), high) : x;
            });
    }

    private static void Elu(Importer m, OnnxNode n)
    {
        var alpha = n.Float("alpha", 1);
        if (alpha == 1) One(m, n, new Unary(UnaryKind.Elu));
        else Chain(m, n, x => Exponential(x, alpha, 1));
    }

    private static void Selu(Importer m, OnnxNode n) =>
        Chain(m, n, x => Exponential(x, n.Float("alpha", 1.67326319f), 1).With(new Mul(), n.Float("gamma", 1.05070102f)));

    private static void Celu(Importer m, OnnxNode n) => Chain(m, n, x => Exponential(x, n.Float("alpha", 1), 1 / n.Float("alpha", 1)));

    /// <summary>max(x, 0) + alpha · (e^(rate · min(x, 0)) - 1), with e^x - 1 as the graph's Elu below 0.</summary>
    private static Value Exponential(Value x, float alpha, float rate)
    {
        var below = x.With(new Binary(BinaryKind.Minimum), 0);
        if (rate != 1) below = below.With(new Mul(), rate);
        return x.Then(new Relu(Activation.Relu)).By(new Add(), below.Then(new Unary(UnaryKind.Elu)).With(new Mul(), alpha));
    }

    private static void Softplus(Importer m, OnnxNode n) => Chain(m, n, Positive);

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), which does not overflow.</summary>
    private static Value Positive(Value x)
    {
        var small = x.Then(new Unary(UnaryKind.Abs)).Then(new Unary(UnaryKind.Neg)).Then(new Unary(UnaryKind.Exp));
        return x.Then(new Relu(Activation.Relu)).By(new Add(), small.With(new Add(), 1).Then(new Unary(UnaryKind.Log)));
    }

    private static void HardSigmoid(Importer m, OnnxNode n) =>
        Chain(m, n, x => x.With(new Mul(), n.Float("alpha", 0.2f)).With(new Add(), n.Float("beta", 0.5f))
            .With(new Binary(BinaryKind.Maximum), 0).With(new Binary(BinaryKind.Minimum), 1));

    private static void ThresholdedRelu(Importer m, OnnxNode n) =>
        Chain(m, n, x => x.Choose(x.With(new Compare(ComparisonKind.Greater), n.Float("alpha", 1)), 0));

    private static void Gelu(Importer m, OnnxNode n) =>
        One(m, n, new Unary(n.Text("approximate", "none") == "tanh" ? UnaryKind.GeluTanh : UnaryKind.Gelu));

    private static void Scaling(Importer m, OnnxNode n, Op op)
    {
        if (GeluPattern.At(m, n) is { } gelu) Gelu(m, gelu);
        else Two(m, n, op);
    }

    /// <summary>
    /// The error function by Abramowitz and Stegun 7.1.26, whose error is below 1.5e-7: 1 - (a1·t + ... + a5·t^5)·e^(-x²) with
    /// t = 1 / (1 + p·x) for positive x; odd.
    /// </summary>
    private static Value Erf(Value x)
    {
        var size = x.Then(new Unary(UnaryKind.Abs));
        var t = size.With(new Mul(), 0.3275911f).With(new Add(), 1).With(new Binary(BinaryKind.Div), 1, first: true);
        var sum = t.With(new Mul(), 1.061405429f);
        foreach (var a in (float[])[-1.453152027f, 1.421413741f, -0.284496736f, 0.254829592f])
            sum = sum.With(new Add(), a).By(new Mul(), t);
        var bell = x.Then(new Unary(UnaryKind.Square)).Then(new Unary(UnaryKind.Neg)).Then(new Unary(UnaryKind.Exp));
        var positive = sum.By(new Mul(), bell).With(new Binary(BinaryKind.Sub), 1, first: true);
        return positive.Choose(x.With(new Compare(ComparisonKind.GreaterEqual), 0), positive.Then(new Unary(UnaryKind.Neg)));
    }

    private static void PRelu(Importer m, OnnxNode n)
    {
        var slope = m.PlainIn(n, 1);
        if (slope.Constant is { Count: 1, Reals: { } alpha })
        {
            One(m, n, new LeakyRelu(alpha[0]));
            return;
        }
        var aligned = m.Align(n, m.PlainIn(n, 0), slope);
        m.Define(n, aligned.Result(n, m.Emit(n, new PRelu(), aligned.Ids)));
    }

    private static void Cast(Importer m, OnnxNode n)
    {
        var to = OnnxConstants.Element(n.Int("to", 0)) ?? throw n.Bad($"the ONNX element type number {n.Int("to", 0)} is not supported.");
        var x = m.PlainIn(n, 0);
        var element = Importer.Graphed(to);
        if (!x.IsConstant && m.Type(x.Id).Element == element) m.Define(n, x.As(n.Outputs[0], x.Dims, x.Layout));
        else if (element == ElementType.Bool) Chain(m, n, v => v.With(new Compare(ComparisonKind.NotEqual), 0));
        else Chain(m, n, v => v.Then(new Cast(element)));
    }

    public static void Chain(Importer m, OnnxNode n, Func<Value, Value> steps)
    {
        var result = steps(new Value(m, n, m.PlainIn(n, 0))).Result;
        m.Define(n, result.As(n.Outputs[0], result.Dims, result.Layout));
    }

    /// <summary>A value on which operators follow one another, all with its layout.</summary>
    internal readonly struct Value(Importer m, OnnxNode n, OnnxValue value)
    {
        private readonly Importer _m = m;
        private readonly OnnxNode _n = n;

        public OnnxValue Result { get; } = value.IsConstant
            ? new OnnxValue { Name = value.Name, Dims = value.Dims, Id = m.Arrange(n, value), Layout = Layout.Plain(value.Elements) }
                : value;

        public Value Then(Op op) => Next(_m.Emit(_n, op, [Result.Id]));

        /// <summary>Of this and a value made from it.</summary>
        public Value By(Op op, Value other) => Next(_m.Emit(_n, op, [Result.Id, other.Result.Id]));

        public Value With(Op op, float number, bool first = false)
        {
            var constant = Number(number, _m.Type(Result.Id).Element);
            return Next(_m.Emit(_n, op, first ? [constant, Result.Id] : [Result.Id, constant]));
        }

        /// <summary>This where the condition holds.</summary>
        public Value Choose(Value condition, float otherwise) =>
            Next(_m.Emit(_n, new Select(), [condition.Result.Id, Result.Id, Number(otherwise, _m.Type(Result.Id).Element)]));

        public Value Choose(Value condition, Value otherwise) =>
            Next(_m.Emit(_n, new Select(), [condition.Result.Id, Result.Id, otherwise.Result.Id]));

        /// <summary>1 where the comparison holds, 0 elsewhere.</summary>
        public Value Is(ComparisonKind kind, float number) => With(new Compare(kind), number).Then(new Cast(ElementType.Float32));

        private Value Next(ValueId id) =>
            new(_m, _n, new OnnxValue { Name = _n.Outputs[0], Dims = Result.Dims, Id = id, Layout = Result.Layout });

        private ValueId Number(float number, ElementType element) =>
            element == ElementType.Float32 ? _m.Constant(_n, $"{_n.Layer}/{number}", number)
            : _m.Constant(_n, $"{_n.Layer}/{number}", OnnxTensor.Of([1], element, [(long)number]), element, [1]);
    }
}
