using System.Text.Json;
using Mote.Testing;
using Mote.Training.Metrics;

namespace Mote.Training.Tests;

/// <summary>Against scikit-learn and SciPy: tests/data/metrics/generate.py.</summary>
public class MetricsTests
{
    private const double Tolerance = 1e-9;

    private static readonly JsonElement Vectors = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(Golden.Root, "tests", "data", "metrics", "vectors.json"))).RootElement;

    public static TheoryData<string> Names => [.. Vectors.GetProperty("classifiers").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Accuracy_confusion_and_scores_are_those_of_the_reference(string name)
    {
        var (c, predictions) = Classifier(name);
        var confusion = new ConfusionMatrix(predictions);
        Assert.Equal(c.GetProperty("confusion").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetInt32()).ToArray()),
            confusion.Rows.Select(r => r.ToArray()));
        var accuracy = Interval.Wilson(confusion.Right, confusion.Total);
        Equal([Real(c, "accuracy"), .. Reals(c, "wilson")], [accuracy.Value, accuracy.Low, accuracy.High]);
        var scores = Enumerable.Range(0, predictions.Classes).Select(confusion.Score).ToList();
        Equal(Reals(c, "precision"), scores.Select(s => s.Precision));
        Equal(Reals(c, "recall"), scores.Select(s => s.Recall));
        Equal(Reals(c, "f1"), scores.Select(s => s.F1));
        Equal(Reals(c, "support"), scores.Select(s => (double)s.Support));
        Equal([Real(c, "macroF1"), Real(c, "macroF1OfFirstTwo"), Real(c, "balancedAccuracy")],
            [confusion.MacroF1(), confusion.MacroF1([0, 1]), confusion.BalancedAccuracy]);
        if (c.TryGetProperty("topK", out _)) Equal(Reals(c, "topK"), Enumerable.Range(1, predictions.Classes - 1).Select(predictions.TopK));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Groups_are_those_of_the_reference(string name)
    {
        var (c, predictions) = Classifier(name);
        var groups = GroupAccuracy.Of(predictions)!;
        Equal(Reals(c, "groupAccuracies"), groups.Groups.Select(g => g.Accuracy.Value));
        var mean = Reals(c, "groupMean");
        Equal([mean[0], Math.Max(0, mean[1]), Math.Min(1, mean[2]), Real(c, "groupSpread")],
            [groups.Mean.Value, groups.Mean.Low, groups.Mean.High, groups.Spread]);
        Assert.Equal(predictions.Count, groups.Groups.Sum(g => g.Examples));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Calibration_is_that_of_the_reference(string name)
    {
        var (c, predictions) = Classifier(name);
        var (expected, calibration) = (c.GetProperty("calibration"), Calibration.Of(predictions));
        Equal([Real(expected, "expectedError"), Real(expected, "largestError"), Real(expected, "brier"), Real(expected, "negativeLogLikelihood")],
            [calibration.ExpectedError, calibration.LargestError, calibration.Brier, calibration.NegativeLogLikelihood]);
        Assert.Equal(predictions.Count, calibration.Bins.Sum(b => b.Examples));
        Assert.All(calibration.Bins.Where(b => b.Examples > 0), b => Assert.InRange(b.Confidence, b.Low, b.High));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Curves_are_those_of_the_reference(string name)
    {
        var (c, predictions) = Classifier(name);
        foreach (var (expected, label) in c.GetProperty("curves").EnumerateArray().Select((e, i) => (e, i)))
        {
            var curve = DetectionCurve.Of(predictions, label);
            if (expected.ValueKind == JsonValueKind.Null) Assert.Null(curve);
            else Check(expected, curve!);
        }
    }

    [Fact]
    public void Anomaly_scores_have_the_areas_of_the_reference()
    {
        var anomaly = Vectors.GetProperty("anomaly");
        Check(anomaly.GetProperty("curve"),
            DetectionCurve.Of(Reals(anomaly, "scores"), [.. anomaly.GetProperty("positive").EnumerateArray().Select(p => p.GetBoolean())])!);
    }

    [Fact]
    public void Regression_errors_are_those_of_the_reference()
    {
        var r = Vectors.GetProperty("regression");
        var errors = RegressionErrors.Of([.. Reals(r, "predicted").Select(v => (float)v)], [.. Reals(r, "targets").Select(v => (float)v)]);
        Equal([Real(r, "meanAbsolute"), Real(r, "rootMeanSquare"), Real(r, "largest"), Real(r, "bias"), Real(r, "determination")],
            [errors.MeanAbsolute, errors.RootMeanSquare, errors.Largest, errors.Bias, errors.Determination]);
    }

    [Fact]
    public void Intervals_are_those_of_the_reference()
    {
        foreach (var m in Vectors.GetProperty("means").EnumerateArray())
        {
            var interval = Interval.Mean(Reals(m, "values"));
            Equal([Real(m, "low"), Real(m, "high")], [interval.Low, interval.High]);
        }
        foreach (var s in Vectors.GetProperty("shares").EnumerateArray())
        {
            var interval = Interval.Wilson(s.GetProperty("right").GetInt32(), s.GetProperty("trials").GetInt32());
            Equal([Real(s, "low"), Real(s, "high")], [interval.Low, interval.High]);
        }
        Assert.Equal(new Interval(double.NaN, 0, 1), Interval.Wilson(0, 0));
        Assert.True(double.IsInfinity(Interval.Mean([0.5]).High));
    }

    [Fact]
    public void Normal_deviates_are_those_of_the_reference() => Assert.All(Vectors.GetProperty("normalQuantiles").EnumerateArray(),
        q => Assert.Equal(Real(q, "z"), NormalDeviate.Of(Real(q, "p")), 4.5e-4));

    [Fact]
    public void Of_equal_probabilities_the_first_class_is_meant()
    {
        var predictions = new Predictions(3, [0.4f, 0.4f, 0.2f, 0.2f, 0.4f, 0.4f], [1, 2]);
        Assert.Equal([0, 1], [predictions.Predicted(0), predictions.Predicted(1)]);
        Assert.Equal([1, 1], [predictions.Rank(0), predictions.Rank(1)]);
        Assert.Equal([0, 1, 1], [predictions.TopK(1), predictions.TopK(2), predictions.TopK(3)]);
    }

    [Fact]
    public void Perfect_inverted_and_useless_scores_have_known_areas()
    {
        bool[] positive = [false, false, true, true];
        Assert.Equal((1.0, 0.0), Areas([0.1, 0.2, 0.3, 0.4]));
        Assert.Equal((0.0, 1.0), Areas([0.4, 0.3, 0.2, 0.1]));
        Assert.Equal((0.5, 0.5), Areas([1, 1, 1, 1]));
        Assert.Null(DetectionCurve.Of([1, 2], [true, true]));

        (double, double) Areas(double[] scores)
        {
            var curve = DetectionCurve.Of(scores, positive)!;
            return (curve.Area(), curve.EqualErrorRate());
        }
    }

    [Fact]
    public void Whatever_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Predictions(2, [1, 0, 1], [0, 1]));
        Assert.Throws<ArgumentException>(() => new Predictions(2, [1, 0], [2]));
        Assert.Throws<ArgumentException>(() => new Predictions(2, [1, float.NaN], [0]));
        Assert.Throws<ArgumentException>(() => new Predictions(2, [1, 0], [0], ["a", "b"]));
    }

    [Fact]
    public void An_evaluation_holds_no_figure_that_json_has_not()
    {
        foreach (var name in Names)
        {
            var (c, predictions) = Classifier(name);
            var text = JsonSerializer.Serialize(Evaluation.Of(predictions, [.. Enumerable.Range(0, predictions.Classes).Select(i => $"class {i}")]));
            var accuracy = JsonDocument.Parse(text).RootElement.GetProperty("Accuracy").GetProperty("Value").GetDouble();
            Assert.Equal(Real(c, "accuracy"), accuracy, Tolerance);
        }
        Evaluation.Of(new Predictions(3, [0.1f, 0.2f, 0.7f], [0]), ["a", "b", "c"]);
    }

    private static void Check(JsonElement expected, DetectionCurve curve)
    {
        Equal(Reals(expected, "falseAlarms"), curve.Points.Select(p => p.FalseAlarms));
        Equal(Reals(expected, "hits"), curve.Points.Select(p => p.Hits));
        Equal([Real(expected, "area"), Real(expected, "equalErrorRate")], [curve.Area(), curve.EqualErrorRate()]);
        foreach (var partial in expected.GetProperty("partial").EnumerateArray())
            Equal([Real(partial, "area")], [curve.Area(Real(partial, "most"))]);
        // The reference's DET curve leaves out the ends, where nothing more happens; each of its points must be one of ours.
        foreach (var (alarms, misses) in Reals(expected, "detFalseAlarms").Zip(Reals(expected, "detMisses")))
            Assert.Contains(curve.Points, p => Math.Abs(p.FalseAlarms - alarms) < Tolerance && Math.Abs(p.Misses - misses) < Tolerance);
    }

    private static (JsonElement Case, Predictions Predictions) Classifier(string name)
    {
        var c = Vectors.GetProperty("classifiers").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        return (c, new Predictions(c.GetProperty("classes").GetInt32(), [.. Reals(c, "probabilities").Select(v => (float)v)],
            [.. c.GetProperty("labels").EnumerateArray().Select(v => v.GetInt32())],
            [.. c.GetProperty("groups").EnumerateArray().Select(v => v.GetString()!)]));
    }

    private static double Real(JsonElement of, string name) => of.GetProperty(name).GetDouble();

    private static double[] Reals(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static void Equal(double[] expected, IEnumerable<double> actual)
    {
        var numbers = actual.ToList();
        Assert.Equal(expected.Length, numbers.Count);
        Assert.All(expected.Zip(numbers), p => Assert.Equal(p.First, p.Second, Tolerance));
    }
}
