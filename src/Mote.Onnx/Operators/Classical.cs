using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>
/// ai.onnx.ml: linear models, support vectors and what prepares their inputs, from operators that the graph has already. Labels come
/// as integers; labels that are texts, as their places in the list.
/// </summary>
internal static partial class Classical
{
    public static Dictionary<string, OperatorTable.Handler> Handlers { get; } = new()
    {
        ["ai.onnx.ml.Scaler"] = Scaler,
        ["ai.onnx.ml.Normalizer"] = Normalizer,
        ["ai.onnx.ml.LinearRegressor"] = LinearRegressor,
        ["ai.onnx.ml.LinearClassifier"] = LinearClassifier,
        ["ai.onnx.ml.SVMRegressor"] = SupportVectorRegressor,
        ["ai.onnx.ml.SVMClassifier"] = SupportVectorClassifier,
        ["ai.onnx.ml.Binarizer"] = (m, n) => Elementwise.Chain(m, n, x => x.Is(ComparisonKind.Greater, n.Float("threshold", 0))),
        ["ai.onnx.ml.FeatureVectorizer"] = FeatureVectorizer,
    };

    /// <summary>The features as reals, [n,k].</summary>
    public static OnnxValue Features(Importer m, OnnxNode n)
    {
        var x = m.PlainIn(n, 0);
        if (x.Rank == 1) x = Movement.Viewed(m, n, x, [1, x.Dims[0]]);
        if (x.Rank != 2) throw n.Bad($"features are {new Shape(new(x.Dims))}; [n,k] is expected.");
        return x.IsConstant || m.Type(x.Id).IsFloat ? x : new Elementwise.Value(m, n, x).Then(new Cast(ElementType.Float32)).Result;
    }

    private static void Scaler(Importer m, OnnxNode n)
    {
        var x = Features(m, n);
        float[] offset = n.Floats("offset") ?? [0], scale = n.Floats("scale") ?? [1];
        if (offset.Any(o => o != 0)) x = Reductions.Combined(m, n, new Binary(BinaryKind.Sub), x, Vector(n, "offset", offset));
        if (scale.Any(s => s != 1)) x = Reductions.Combined(m, n, new Mul(), x, Vector(n, "scale", scale));
        m.Define(n, x.As(n.Outputs[0], x.Dims, x.Layout));
    }

    private static OnnxValue Vector(OnnxNode n, string name, float[] values) =>
        OnnxValue.OfConstant($"{n.Layer}/{name}", OnnxTensor.Of([values.Length], values));

    private static void Normalizer(Importer m, OnnxNode n)
    {
        var x = Features(m, n);
        var norm = n.Text("norm", "MAX");
        OnnxValue Along(OnnxValue v, Func<EquatableArray<int>, bool, Op> make) => Reductions.Along(m, n, v, [1], true, make, null);
        OnnxValue Each(OnnxValue v, UnaryKind kind) => new Elementwise.Value(m, n, v).Then(new Unary(kind)).Result;
        var size = norm switch
        {
            "MAX" => Along(x, (a, k) => new Reduce(ReduceKind.Max, a, k)),
            "L1" => Along(Each(x, UnaryKind.Abs), (a, k) => new Reduce(ReduceKind.Sum, a, k)),
            "L2" => Each(Along(Each(x, UnaryKind.Square), (a, k) => new Reduce(ReduceKind.Sum, a, k)), UnaryKind.Sqrt),
            _ => throw n.Bad($"the norm {norm} does not exist."),
        };
        m.Define(n, Reductions.Combined(m, n, new Binary(BinaryKind.Div), x, size));
    }

    private static void FeatureVectorizer(Importer m, OnnxNode n)
    {
        var parts = n.Inputs.Select((_, i) => m.PlainIn(n, i)).Select(v =>
            v.Rank == 1 ? Movement.Viewed(m, n, v, [1, v.Dims[0]]) : v).ToArray();
        var ids = parts.Select(p => m.Arrange(n, p)).ToArray();
        var id = ids.Length == 1 ? ids[0] : m.Emit(n, new Concatenation(1), ids);
        int[] dims = [parts[0].Dims[0], parts.Sum(p => p.Dims[1])];
        m.Define(n, Importer.Arranged(n, id, dims, [0, 1]));
    }

    /// <summary>Weights [o,k] and offsets [o], applied to features.</summary>
    private static OnnxValue Linear(Importer m, OnnxNode n, OnnxValue x, int outputs)
    {
        var weights = n.Floats("coefficients") ?? throw n.Bad("the coefficients are missing.");
        var offsets = n.Floats("intercepts");
        if (outputs <= 0 || weights.Length != (long)outputs * x.Dims[1])
            throw n.Bad($"{weights.Length} coefficients for {outputs} outputs of {x.Dims[1]} features.");
        if (offsets is { Length: > 0 } && offsets.Length != outputs) throw n.Bad($"{offsets.Length} intercepts for {outputs} outputs.");
        return Matrices.Product(m, n, x, OnnxTensor.Of([outputs, x.Dims[1]], weights), $"{n.Layer}/coefficients",
            offsets is { Length: > 0 } ? offsets : null);
    }

    private static void LinearRegressor(Importer m, OnnxNode n) =>
        m.Define(n, Transformed(m, n, Linear(m, n, Features(m, n), n.Int("targets", 1)), n.Text("post_transform", "NONE")));

    private static void LinearClassifier(Importer m, OnnxNode n)
    {
        var x = Features(m, n);
        var labels = Labels(n);
        var weights = n.Floats("coefficients")?.Length ?? 0;
        var outputs = x.Dims[1] > 0 ? weights / x.Dims[1] : 0;
        var scores = Linear(m, n, x, outputs);
        // One score speaks for the second of two classes.
        if (outputs == 1 && labels.Length == 2) OneScore(m, n, scores, labels, n.Text("post_transform", "NONE"), 0, complements: true);
        else Classes(m, n, scores, labels, n.Text("post_transform", "NONE"));
    }

    /// <summary>Integers the labels stand for.</summary>
    public static long[] Labels(OnnxNode n)
    {
        if (n.Ints("classlabels_ints") is { Length: > 0 } ints) return [.. ints.Select(i => (long)i)];
        if (n.Ints("classlabels_int64s") is { Length: > 0 } wide) return [.. wide.Select(i => (long)i)];
        var texts = n.Texts("classlabels_strings");
        return texts.Length > 0 ? [.. texts.Select((_, i) => (long)i)] : throw n.Bad("there are no class labels.");
    }

    /// <summary>The label of the greatest score, and the scores, of several classes.</summary>
    public static void Classes(Importer m, OnnxNode n, OnnxValue scores, long[] labels, string transform)
    {
        if (scores.Dims[1] != labels.Length) throw n.Bad($"{labels.Length} labels for {scores.Dims[1]} scores.");
        var place = m.Emit(n, new ArgReduce(ArgKind.Max, 1), [m.Arrange(n, scores)]);
        DefineLabel(m, n, place, labels, scores.Dims[0]);
        DefineScores(m, n, Transformed(m, n, scores, transform));
    }

    /// <summary>
    /// Scores of two classes from that of the second: the first has what is left to 1, or, where scores are no probabilities, the
    /// negation.
    /// </summary>
    public static void OneScore(Importer m, OnnxNode n, OnnxValue score, long[] labels, string transform, float threshold, bool complements)
    {
        if (transform is not ("NONE" or "LOGISTIC")) throw n.Bad($"the transformation {transform} of a single score is not supported.");
        var one = new Elementwise.Value(m, n, score);
        var above = m.Emit(n, new Compare(ComparisonKind.Greater), [score.Id, m.Constant(n, $"{n.Layer}/threshold", threshold)]);
        DefineLabel(m, n, m.Reshaped(n, m.Emit(n, new Cast(ElementType.Int32), [above]), [score.Dims[0]]), labels, score.Dims[0]);
        var second = transform == "LOGISTIC" ? one.Then(new Unary(UnaryKind.Logistic)) : one;
        DefineBoth(m, n, complements ? second.With(new Binary(BinaryKind.Sub), 1, first: true)
            : second.Then(new Unary(UnaryKind.Neg)), second);
    }

    private static void DefineBoth(Importer m, OnnxNode n, Elementwise.Value first, Elementwise.Value second)
    {
        var both = m.Emit(n, new Concatenation(1), [m.Arrange(n, first.Result), m.Arrange(n, second.Result)]);
        DefineScores(m, n, Importer.Arranged(n, both, [first.Result.Dims[0], 2], [0, 1]));
    }

    private static void DefineLabel(Importer m, OnnxNode n, ValueId place, long[] labels, int count)
    {
        var id = place;
        if (!labels.SequenceEqual(Enumerable.Range(0, labels.Length).Select(i => (long)i)))
            id = m.Emit(n, new Gather(0),
                [m.Constant(n, $"{n.Layer}/labels", OnnxTensor.Of([labels.Length], ElementType.Int32, labels), ElementType.Int32,
                    [labels.Length]), place]);
        m.Define(n.Outputs[0], Importer.Arranged(n, id, [count], [0]));
    }

    private static void DefineScores(Importer m, OnnxNode n, OnnxValue scores)
    {
        if (n.Outputs.Length > 1) m.Define(n.Outputs[1], scores.As(n.Outputs[1], scores.Dims, scores.Layout));
    }

    public static OnnxValue Transformed(Importer m, OnnxNode n, OnnxValue scores, string transform) => transform switch
    {
        "NONE" => scores,
        "LOGISTIC" => new Elementwise.Value(m, n, scores).Then(new Unary(UnaryKind.Logistic)).Result,
        "SOFTMAX" => Importer.Arranged(n, m.Emit(n, new Softmax(), [m.Arrange(n, scores)]), scores.Dims, [0, 1]),
        _ => throw n.Bad($"the transformation {transform} is not supported; NONE, LOGISTIC and SOFTMAX are."),
    };
}
