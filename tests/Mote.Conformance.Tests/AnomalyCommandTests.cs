using System.Globalization;
using System.Text.Json;
using Mote.Numerics;

namespace Mote.Conformance.Tests;

/// <summary>Anomalies and cross-validation, as users run them.</summary>
public sealed class AnomalyCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote-anomalies-").FullName;

    public AnomalyCommandTests()
    {
        // Machines of different speed; worn ones have a third harmonic and a rattle.
        var random = new RandomStream(4);
        for (var machine = 0; machine < 10; machine++)
        foreach (var kind in (string[])["healthy", "worn"])
        {
            Directory.CreateDirectory(At($"in/{kind}"));
            var speed = 0.2 + 0.01 * machine;
            File.WriteAllLines(At($"in/{kind}/m{machine}.csv"), Enumerable.Range(0, 640).Select(t => string.Join(',',
                new[] { Math.Sin(speed * t), Math.Cos(speed * t) + (kind == "worn" ? 0.8 * Math.Sin(3 * speed * t) : 0) }
                    .Select(v => (v + 0.1 * random.NextNormal()).ToString("F4", CultureInfo.InvariantCulture)))));
        }
        var import = MoteProcess.Run("data", "import", At("in"), "-o", At("set"), "--labels", "folder", "--group-pattern", "(m[0-9])", "--no-header",
            "--test-groups", "m[37]", "--validation-groups", "m5", "--rate", "50", "--window", "32", "--step", "16");
        Assert.Equal((0, ""), (import.ExitCode, import.Error));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void What_is_not_normal_is_found_in_float_and_in_integers()
    {
        var train = MoteProcess.Run("train", "--data", At("set"), "--model", "autoencoder", "--normal", "healthy", "--epochs", "40",
            "--rounding-epochs", "4", "--batch", "32", "-o", At("anomalies.mote"), "--json");
        Assert.Equal((0, ""), (train.ExitCode, train.Error));
        using var report = JsonDocument.Parse(train.Output);
        Assert.Equal("auc", report.RootElement.GetProperty("measure").GetString());
        foreach (var model in (string[])["anomalies.mote", "anomalies.float.mote"])
        {
            var evaluate = MoteProcess.Run("evaluate", At(model), "--data", At("set"), "--normal", "healthy", "--json");
            Assert.Equal((0, ""), (evaluate.ExitCode, evaluate.Error));
            using var found = JsonDocument.Parse(evaluate.Output);
            var area = found.RootElement.GetProperty("area").GetDouble();
            Assert.True(area > 0.9, evaluate.Output);
            Assert.Equal(report.RootElement.GetProperty(model.Contains("float", StringComparison.Ordinal) ? "floatTest" : "integerTest").GetDouble(), area);
        }
        var table = MoteProcess.Run("evaluate", At("anomalies.mote"), "--data", At("set"), "--normal", "healthy");
        Assert.Contains("healthy (normal)", table.Output, StringComparison.Ordinal);
        Assert.Contains("AUC", table.Output, StringComparison.Ordinal);
        var run = MoteProcess.Run("run", At("anomalies.mote"), "--data", At("set"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("worn: mean squared error", run.Output, StringComparison.Ordinal);
        // Quantized after training, it finds them, too.
        var quantize = MoteProcess.Run("quantize", At("anomalies.float.mote"), "--data", At("set"), "-o", At("after.mote"));
        Assert.Equal((0, ""), (quantize.ExitCode, quantize.Error));
        using var after = JsonDocument.Parse(MoteProcess.Run("evaluate", At("after.mote"), "--data", At("set"), "--normal", "healthy", "--json").Output);
        Assert.True(after.RootElement.GetProperty("area").GetDouble() > 0.9);
    }

    [Theory]
    [InlineData("MOTE0610", "nobody said", "train", "--model", "autoencoder", "-o", "m.mote")]
    [InlineData("MOTE0610", "no such class", "train", "--model", "autoencoder", "--normal", "healthyy", "-o", "m.mote")]
    [InlineData("MOTE0611", "at most 10", "train", "--model", "cnn-1d", "--folds", "11")]
    [InlineData("MOTE0611", "at least 3", "train", "--model", "cnn-1d", "--folds", "2", "--keep-best")]
    [InlineData("MOTE0005", "--resume", "train", "--model", "cnn-1d", "--folds", "3", "--resume")]
    [InlineData("MOTE0005", "--output", "train", "--model", "cnn-1d")]
    [InlineData("MOTE0005", "learned-steps", "train", "--model", "cnn-1d", "--rounding", "lsq", "-o", "m.mote")]
    public void What_cannot_be_is_said(string code, string help, params string[] arguments)
    {
        var result = MoteProcess.Run([.. arguments.Select(a => a == "m.mote" ? At(a) : a), "--data", At("set")]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(code, result.Error, StringComparison.Ordinal);
        Assert.Contains(help, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("m.mote")));
    }

    [Fact]
    public void Folds_judge_every_example_once_and_write_models_only_when_asked()
    {
        string[] train = ["train", "--data", At("set"), "--model", "cnn-1d", "--folds", "3", "--epochs", "4", "--rounding-epochs", "1", "--batch", "32"];
        var folds = MoteProcess.Run([.. train, "--json"]);
        Assert.Equal((0, ""), (folds.ExitCode, folds.Error));
        using var report = JsonDocument.Parse(folds.Output);
        var each = report.RootElement.GetProperty("folds").EnumerateArray().ToArray();
        Assert.Equal([4, 3, 3], each.Select(f => f.GetProperty("groups").GetInt32()));
        var pooled = report.RootElement.GetProperty("pooled");
        Assert.Equal(each.Sum(f => f.GetProperty("testExamples").GetInt32()), pooled.GetProperty("examples").GetInt32());
        var figures = each.Select(f => f.GetProperty("integer").GetDouble()).ToArray();
        Assert.Equal(figures.Average(), report.RootElement.GetProperty("integer").GetProperty("mean").GetDouble(), 1e-12);
        var right = each.Sum(f => f.GetProperty("integer").GetDouble() * f.GetProperty("testExamples").GetInt32());
        Assert.Equal(right / pooled.GetProperty("examples").GetInt32(), pooled.GetProperty("accuracy").GetProperty("value").GetDouble(), 1e-9);
        Assert.Empty(Directory.GetFiles(_folder, "*.mote"));

        var written = MoteProcess.Run([.. train, "-o", At("swing.mote")]);
        Assert.Equal(0, written.ExitCode);
        Assert.Contains("all folds together", written.Output, StringComparison.Ordinal);
        Assert.Equal(["swing.fold1.float.mote", "swing.fold1.mote", "swing.fold2.float.mote", "swing.fold2.mote", "swing.fold3.float.mote", "swing.fold3.mote"],
            Directory.GetFiles(_folder, "*.mote").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
