using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Mote.Conformance.Tests;

/// <summary>mote compress with budgets in place of a recipe, as users run it.</summary>
public sealed class CompressForBudgetTests(CompressForBudgetTests.TrainedSwings swings) : IClassFixture<CompressForBudgetTests.TrainedSwings>
{
    private static readonly string[] Features = ["--features", "motion", "--feature", "normalise=mean"];

    private string At(string name) => swings.At(name);

    private string[] Compress(string output, params string[] more) =>
        ["compress", At("big.mote"), "--data", At("set"), .. Features, "--batch", "32", "--epochs", "8", "-o", At(output), .. more];

    private long Measured(string model, string figure, params string[] more)
    {
        TargetsAtHand.Require("cortex-m4");
        var run = MoteProcess.Run(["measure", At(model), "--target", "cortex-m4", "--examples", "1", "--json", .. more]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output).RootElement.GetProperty(figure).GetInt64();
    }

    [Fact]
    public void A_plan_that_fits_is_found_and_its_recipe_makes_the_same_model_again()
    {
        var flash = (int)(0.75 * Measured("big.mote", "flashBytes", "--optimize", "size"));
        var budget = flash.ToString(CultureInfo.InvariantCulture);
        var run = MoteProcess.Run(Compress("fits.mote", "--flash", budget, "--min-accuracy", "0.8", "--report", At("page.html"), "--json"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.True(report.GetProperty("met").GetBoolean());
        var best = report.GetProperty("best");
        Assert.True(best.GetProperty("validation").GetDouble() >= 0.8);
        var figures = best.GetProperty("figures");
        Assert.True(figures.GetProperty("exact").GetBoolean());
        Assert.InRange(figures.GetProperty("flashBytes").GetInt64(), 1, flash);
        Assert.Equal(figures.GetProperty("flashBytes").GetInt64(),
            Measured("fits.mote", "flashBytes", figures.GetProperty("options").GetString()!.Split(' ')));

        var again = MoteProcess.Run("compress", At("big.mote"), "--data", At("set"), Features[0], Features[1], Features[2], Features[3],
            "--batch", "32", "--recipe", At("fits.recipe.yaml"), "-o", At("again.mote"));
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(File.ReadAllBytes(At("fits.mote")), File.ReadAllBytes(At("again.mote")));

        var page = File.ReadAllText(At("page.html"));
        foreach (var point in report.GetProperty("points").EnumerateArray())
            Assert.Contains($"<td class=\"n\">{point.GetProperty("name").GetString()}</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(At(""), "*.ckpt"));
    }

    [Fact]
    public void Where_only_accuracy_is_bounded_the_model_becomes_as_small_as_that_allows()
    {
        TargetsAtHand.Require("cortex-m4");
        var run = MoteProcess.Run(Compress("gate.mote", "--min-accuracy", "0.7", "--json"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var report = JsonDocument.Parse(run.Output).RootElement;
        var first = report.GetProperty("points")[0].GetProperty("figures").GetProperty("flashBytes").GetInt64();
        Assert.True(report.GetProperty("best").GetProperty("figures").GetProperty("flashBytes").GetInt64() < 0.8 * first, run.Output);
    }

    [Fact]
    public void A_budget_of_memory_and_instructions_narrows_the_network()
    {
        var (ram, instructions) = (Measured("big.mote", "ramBytes"), Measured("big.mote", "instructions"));
        var run = MoteProcess.Run(Compress("narrow.mote", "--instructions", $"{instructions / 10 * 8}", "--ram", $"{ram}", "--json"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var best = JsonDocument.Parse(run.Output).RootElement.GetProperty("best");
        Assert.InRange(best.GetProperty("figures").GetProperty("instructions").GetInt64(), 1, instructions / 10 * 8);
    }

    [Fact]
    public void An_interrupted_search_goes_on_to_the_same_bytes()
    {
        var budget = $"{(int)(0.75 * Measured("big.mote", "flashBytes", "--optimize", "size"))}";
        Assert.Equal(0, MoteProcess.Run(Compress("whole.mote", "--flash", budget, "--threads", "1")).ExitCode);
        using (var process = Process.Start(MoteProcess.Start(Compress("resumed.mote", "--flash", budget)))!)
        {
            while (Directory.GetFiles(At(""), "resumed.mote.trial-2.*.ckpt").Length == 0 && !process.HasExited) Thread.Sleep(5);
            if (!process.HasExited) Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(130, process.ExitCode);
        }
        Assert.False(File.Exists(At("resumed.mote")));
        Assert.Equal(0, MoteProcess.Run(Compress("resumed.mote", "--flash", budget, "--resume")).ExitCode);
        Assert.Equal(File.ReadAllBytes(At("whole.mote")), File.ReadAllBytes(At("resumed.mote")));
    }

    [Fact]
    public void A_gate_that_is_missed_is_said_and_the_best_is_kept()
    {
        var budget = $"{(int)(0.75 * Measured("big.mote", "flashBytes", "--optimize", "size"))}";
        var run = MoteProcess.Run(Compress("missed.mote", "--flash", budget, "--min-accuracy", "1", "--seed", "3", "--json"));
        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(report.GetProperty("met").GetBoolean() ? 0 : 1, run.ExitCode);
        Assert.Equal(report.GetProperty("best").GetProperty("fits").GetBoolean() && report.GetProperty("best").GetProperty("validation").GetDouble() >= 1,
            report.GetProperty("met").GetBoolean());
        Assert.True(File.Exists(At("missed.mote")));
    }

    [Theory]
    [InlineData("MOTE0616", "takes", "--flash", "2k")]
    [InlineData("MOTE0616", "memory", "--ram", "100")]
    [InlineData("MOTE0005", "--flash")]
    [InlineData("MOTE0005", "share", "--min-accuracy", "90")]
    [InlineData("MOTE0005", "recipe", "--flash", "20k", "--recipe", "recipe.yaml")]
    [InlineData("MOTE0401", "cortex-m4", "--flash", "20k", "--target", "cortex-m44")]
    public void What_makes_no_sense_is_refused(string code, string hint, params string[] options)
    {
        TargetsAtHand.Require("cortex-m4");
        var run = MoteProcess.Run(Compress("refused.mote", options));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("refused.mote")));
    }

    /// <summary>A trained model and its recordings.</summary>
    public sealed class TrainedSwings : IDisposable
    {
        private readonly SwingSet _set = new();

        public TrainedSwings()
        {
            var train = MoteProcess.Run(
                ["train", "--data", At("set"), "--model", "cnn-1d", .. Features, "--epochs", "6", "--rounding-epochs", "1", "--batch", "32", "-o", At("big.mote")]);
            Assert.Equal((0, ""), (train.ExitCode, train.Error));
        }

        public void Dispose() => _set.Dispose();

        public string At(string name) => _set.At(name);
    }
}
