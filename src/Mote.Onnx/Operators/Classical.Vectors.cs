using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>Support vector machines: a kernel of the features and each support vector, then a linear model of these.</summary>
internal static partial class Classical
{
    /// <summary>k(x, v) for every support vector, [n,s].</summary>
    private static OnnxValue Kernel(Importer m, OnnxNode n, OnnxValue x, float[] vectors, int count)
    {
        var parameters = n.Floats("kernel_params") ?? [0, 0, 0];
        if (parameters.Length != 3) throw n.Bad($"there are {parameters.Length} kernel parameters; gamma, coef0 and degree are expected.");
        var (gamma, offset, degree) = (parameters[0], parameters[1], parameters[2]);
        OnnxValue Products(float scale, float[] bias) => Matrices.Product(m, n, x,
            OnnxTensor.Of([count, x.Dims[1]], Array.ConvertAll(vectors, v => v * scale)), $"{n.Layer}/vectors", bias);
        float[] Same(float value) => [.. Enumerable.Repeat(value, count)];
        switch (n.Text("kernel_type", "LINEAR"))
        {
            case "LINEAR":
                return Products(1, Same(0));
            case "POLY":
                var power = new Elementwise.Value(m, n, Products(gamma, Same(offset)));
                var result = power;
                if (degree is not (1 or 2 or 3 or 4 or 5)) throw n.Bad($"the degree {degree} is not supported; 1 to 5 are.");
                for (var i = 1; i < degree; i++) result = result.By(new Mul(), power);
                return result.Result;
            case "SIGMOID":
                return new Elementwise.Value(m, n, Products(gamma, Same(offset))).Then(new Unary(UnaryKind.Tanh)).Result;
            case "RBF":
                // -g·|x - v|² for all v: differences first, for sums of large squares would cancel.
                int[] rows = [x.Dims[0], 1, x.Dims[1]];
                var table = OnnxValue.OfConstant($"{n.Layer}/vectors", OnnxTensor.Of([1, count, x.Dims[1]], vectors));
                var squares = Reductions.Combined(m, n, new Binary(BinaryKind.SquaredDifference), Movement.Viewed(m, n, x, rows), table);
                var distances = Reductions.Along(m, n, squares, [2], false, (a, k) => new Reduce(ReduceKind.Sum, a, k), null);
                return new Elementwise.Value(m, n, distances).With(new Mul(), -gamma).Then(new Unary(UnaryKind.Exp)).Result;
            case var other:
                throw n.Bad($"the kernel {other} does not exist.");
        }
    }

    private static (float[] Vectors, int Count) Vectors(OnnxNode n, int features)
    {
        var vectors = n.Floats("support_vectors") ?? [];
        return vectors.Length > 0 && vectors.Length % features == 0 ? (vectors, vectors.Length / features)
            : throw n.Bad($"{vectors.Length} numbers are no support vectors of {features} features.");
    }

    private static void SupportVectorRegressor(Importer m, OnnxNode n)
    {
        var x = Features(m, n);
        var (coefficients, rho) = (n.Floats("coefficients") ?? [], n.Floats("rho") ?? []);
        if (rho.Length == 0) throw n.Bad("rho is missing.");
        // Without support vectors the model is linear already.
        var (vectors, count) = n.Int("n_supports", 0) == 0 ? ([], x.Dims[1]) : Vectors(n, x.Dims[1]);
        var kernel = vectors.Length == 0 ? x : Kernel(m, n, x, vectors, count);
        if (coefficients.Length != count) throw n.Bad($"{coefficients.Length} coefficients for {count} support vectors.");
        var y = Matrices.Product(m, n, kernel, OnnxTensor.Of([1, count], coefficients), $"{n.Layer}/coefficients", [rho[0]]);
        if (n.Flag("one_class")) throw n.Bad("models of one class are not supported.");
        m.Define(n, Transformed(m, n, y, n.Text("post_transform", "NONE")));
    }

    /// <summary>
    /// One against one: coefficients [c-1,s], of which the pair (i,j) uses row j-1 for i's vectors and row i for j's. A pair votes
    /// for i where its sum is positive; most votes win. The scores are the pairs' sums.
    /// </summary>
    private static void SupportVectorClassifier(Importer m, OnnxNode n)
    {
        var x = Features(m, n);
        var labels = Labels(n);
        if (n.Floats("prob_a") is { Length: > 0 })
            throw n.Bad("probabilities of support vectors are not supported.", "Fit the classifier with probability=False.");
        var (vectors, count) = Vectors(n, x.Dims[1]);
        var (coefficients, rho, perClass) = (n.Floats("coefficients") ?? [], n.Floats("rho") ?? [], n.Ints("vectors_per_class") ?? []);
        var classes = perClass.Length;
        var pairs = classes * (classes - 1) / 2;
        if (classes < 2 || classes > 64 || perClass.Any(p => p < 0) || perClass.Sum(p => (long)p) != count || labels.Length != classes
            || coefficients.Length != (long)(classes - 1) * count || rho.Length != pairs)
            throw n.Bad($"{count} vectors, {coefficients.Length} coefficients and {rho.Length} offsets do not fit {classes} classes.");
        var first = new int[classes];
        for (var c = 1; c < classes; c++) first[c] = first[c - 1] + perClass[c - 1];
        var (weights, votes) = (new float[pairs * count], new float[classes * pairs]);
        var bias = new float[classes];
        for (int i = 0, p = 0; i < classes; i++)
            for (var j = i + 1; j < classes; j++, p++)
            {
                Array.Copy(coefficients, (j - 1) * count + first[i], weights, p * count + first[i], perClass[i]);
                Array.Copy(coefficients, i * count + first[j], weights, p * count + first[j], perClass[j]);
                // The vote, 1 for i or 0, is a vote for j where it is 0.
                (votes[i * pairs + p], votes[j * pairs + p]) = (1, -1);
                bias[j] += 1;
            }
        var sums = Matrices.Product(m, n, Kernel(m, n, x, vectors, count), OnnxTensor.Of([pairs, count], weights),
            $"{n.Layer}/coefficients", rho);
        if (classes == 2)
        {
            // A positive sum is a vote for the first class, and yet the score of the second.
            if (n.Text("post_transform", "NONE") is var transform and not "NONE")
                throw n.Bad($"the transformation {transform} of two classes is not supported.");
            var score = new Elementwise.Value(m, n, sums);
            var second = m.Emit(n, new Compare(ComparisonKind.LessEqual), [score.Result.Id, m.Constant(n, $"{n.Layer}/0", 0f)]);
            DefineLabel(m, n, m.Reshaped(n, m.Emit(n, new Cast(ElementType.Int32), [second]), [x.Dims[0]]), labels, x.Dims[0]);
            DefineBoth(m, n, score.Then(new Unary(UnaryKind.Neg)), score);
            return;
        }
        var won = new Elementwise.Value(m, n, sums).Is(ComparisonKind.Greater, 0).Result;
        var all = Matrices.Product(m, n, won, OnnxTensor.Of([classes, pairs], votes), $"{n.Layer}/votes", bias);
        var place = m.Emit(n, new ArgReduce(ArgKind.Max, 1), [m.Arrange(n, all)]);
        DefineLabel(m, n, place, labels, x.Dims[0]);
        DefineScores(m, n, Transformed(m, n, sums, n.Text("post_transform", "NONE")));
    }
}
