using System.Diagnostics;
using System.Text.Json;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats;

namespace Mote.Conformance.Tests;

/// <summary>mote compress and mote distil, as users run them.</summary>
public sealed class CompressCommandTests : IDisposable
{
    private static readonly string[] Features = ["--features", "motion", "--feature", "normalise=mean"];

    private readonly SwingSet _set = new();

    public CompressCommandTests()
    {
        var train = MoteProcess.Run(
            ["train", "--data", At("set"), "--model", "cnn-1d", .. Features, "--epochs", "6", "--rounding-epochs", "1", "--batch", "32", "-o", At("big.mote")]);
        Assert.Equal((0, ""), (train.ExitCode, train.Error));
    }

    public void Dispose() => _set.Dispose();

    private string At(string name) => _set.At(name);

    private string[] Compress(string model, string recipe, string output, params string[] more)
    {
        File.WriteAllText(At("recipe.yaml"), recipe);
        return ["compress", At(model), "--data", At("set"), .. Features, "--batch", "32", "--recipe", At("recipe.yaml"), "-o", At(output), .. more];
    }

    [Theory]
    [InlineData("neurons: {keep: 0.5, rounds: 2, epochs: 4}\nrounding: {epochs: 2}\nteaching: {share: 0.5}", 0.0, 256)]
    [InlineData("connections: {sparsity: 0.8, epochs: 6}\nrounding: {bits: 4, epochs: 2}", 0.8, 15)]
    [InlineData("connections: {sparsity: 0.5, epochs: 8, by: movement, rewind: 2}\nrounding: {epochs: 1}", 0.5, 256)]
    [InlineData("connections: {blocks: 2 of 4, epochs: 4, by: magnitude}\nsharing: {bits: 3, epochs: 2}\nrounding: {epochs: 2}", 0.5, 8)]
    public void A_recipe_is_followed_and_the_model_goes_on_working(string recipe, double zeros, int values)
    {
        var run = MoteProcess.Run(Compress("big.mote", recipe, "small.mote", "--json"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var report = JsonDocument.Parse(run.Output);
        double Of(string name) => report.RootElement.GetProperty(name).GetDouble();
        Assert.True(Of("test") > 0.85, run.Output);
        Assert.True(Of("zeros") >= (zeros - 0.01) * Of("weights"), run.Output);
        Assert.Equal(recipe.Contains("keep", StringComparison.Ordinal), Of("weights") < 0.75 * Of("weightsBefore"));
        var graph = ModelFile.Read(At("small.mote"));
        foreach (var node in graph.Nodes.Where(n => n.Op is Conv2D or FullyConnected))
            Assert.InRange(graph[node.Inputs[1]].Data!.Int8().ToArray().Distinct().Count(), 2, values);
        Assert.Empty(Directory.GetFiles(At(""), "*.ckpt"));
        TargetsAtHand.Require("cortex-m4");
        Assert.Equal(MoteProcess.Run("run", At("small.mote"), "--data", At("set")).Output,
            MoteProcess.Run("run", At("small.mote"), "--data", At("set"), "--target", "cortex-m4").Output);
    }

    [Fact]
    public void An_interrupted_compression_goes_on_to_the_same_bytes()
    {
        const string Recipe = "neurons: {keep: 0.7, rounds: 2, epochs: 20}\nconnections: {sparsity: 0.6, epochs: 30}\nrounding: {epochs: 20}";
        Assert.Equal(0, MoteProcess.Run(Compress("big.mote", Recipe, "whole.mote", "--threads", "1")).ExitCode);
        using (var process = Process.Start(MoteProcess.Start(Compress("big.mote", Recipe, "resumed.mote")))!)
        {
            while (!File.Exists(At("resumed.mote.connections.ckpt")) && !process.HasExited) Thread.Sleep(5);
            if (!process.HasExited) Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(130, process.ExitCode);
        }
        Assert.False(File.Exists(At("resumed.mote")));
        Assert.Equal(0, MoteProcess.Run(Compress("big.mote", Recipe, "resumed.mote", "--resume")).ExitCode);
        Assert.Equal(File.ReadAllBytes(At("whole.mote")), File.ReadAllBytes(At("resumed.mote")));
    }

    [Theory]
    [InlineData("connections: {sparsity: 1.2}", "MOTE0615", "share")]
    [InlineData("conections: {sparsity: 0.2}", "MOTE0615", "conections")]
    [InlineData("connections: {sparsity: [1", "MOTE0615", "line")]
    [InlineData("connections: {layers: {nothing: 0.5}}", "MOTE0612", "nothing")]
    [InlineData("neurons: {by: luck}", "MOTE0615", "taylor")]
    [InlineData("rounding: {bits: 9}", "MOTE0615", "1 to 8")]
    public void Recipes_that_make_no_sense_are_refused(string recipe, string code, string hint)
    {
        var run = MoteProcess.Run(Compress("big.mote", recipe, "small.mote"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("small.mote")));
    }

    [Fact]
    public void A_student_learns_from_a_teacher()
    {
        string[] distil = ["distil", "--data", At("set"), .. Features, "--student", "cnn-1d", "--widths", "6", "12", "--epochs", "12", "--batch", "32", "-o", At("student.mote")];
        var alone = MoteProcess.Run(distil);
        Assert.Equal(2, alone.ExitCode);
        Assert.Contains("--teacher", alone.Error, StringComparison.Ordinal);
        var run = MoteProcess.Run([.. distil, "--teacher", At("big.float.mote"), "--temperature", "3", "--alpha", "0.9", "--json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var report = JsonDocument.Parse(run.Output);
        Assert.True(report.RootElement.GetProperty("integerTest").GetDouble() > 0.8, run.Output);
    }
}
