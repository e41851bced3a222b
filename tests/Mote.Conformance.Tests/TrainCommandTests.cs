using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Mote.Formats;
using Mote.Numerics;
using Mote.Training;
using Mote.Training.Networks;

namespace Mote.Conformance.Tests;

/// <summary>mote train, as users run it: from files to a model that is run on an emulated device.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private readonly SwingSet _set = new();

    public void Dispose() => _set.Dispose();

    private string At(string name) => _set.At(name);

    private string[] Train(string output, int epochs, params string[] more) =>
    [
        "train", "--data", At("set"), "--model", "cnn-1d", "--features", "motion", "--feature", "normalise=mean", "--augment", "rotation:5",
        "--epochs", $"{epochs}", "--rounding-epochs", "2", "--batch", "32", "--average", "0.9", "-o", At(output), .. more,
    ];

    [Fact]
    public void Recordings_become_a_model_that_a_device_runs()
    {
        var train = MoteProcess.Run(Train("swing.mote", 6, "--json", "--logs", At("logs")));
        Assert.Equal((0, ""), (train.ExitCode, train.Error));
        using var report = JsonDocument.Parse(train.Output);
        Assert.True(report.RootElement.GetProperty("integerTest").GetDouble() > 0.9, train.Output);
        Assert.True(File.Exists(At("swing.float.mote")));
        Assert.Empty(Directory.GetFiles(At(""), "*.ckpt"));
        Assert.NotEmpty(Directory.GetFiles(At("logs"), "*", SearchOption.AllDirectories));

        var host = MoteProcess.Run("run", At("swing.mote"), "--data", At("set"));
        Assert.Equal(0, host.ExitCode);
        Assert.Contains(" right (", host.Output, StringComparison.Ordinal);
        TargetsAtHand.Require("cortex-m4");
        Assert.Equal(host.Output, MoteProcess.Run("run", At("swing.mote"), "--data", At("set"), "--target", "cortex-m4").Output);
    }

    [Fact]
    public void The_same_training_gives_the_same_bytes_also_after_an_interruption_and_with_other_threads()
    {
        // Long enough that it is not over when the signal comes.
        const int Epochs = 60;
        Assert.Equal(0, MoteProcess.Run(Train("whole.mote", Epochs, "--threads", "1")).ExitCode);
        using (var process = Process.Start(MoteProcess.Start(Train("resumed.mote", Epochs, "--threads", "2")))!)
        {
            // Once the first checkpoint is there.
            while (!File.Exists(At("resumed.mote.train.ckpt")) && !process.HasExited) Thread.Sleep(5);
            if (!process.HasExited) Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(130, process.ExitCode);
        }
        Assert.True(File.Exists(At("resumed.mote.train.ckpt")));
        Assert.False(File.Exists(At("resumed.mote")));
        var resumed = MoteProcess.Run(Train("resumed.mote", Epochs, "--threads", "3", "--resume"));
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(File.ReadAllBytes(At("whole.mote")), File.ReadAllBytes(At("resumed.mote")));
        Assert.Equal(File.ReadAllBytes(At("whole.float.mote")), File.ReadAllBytes(At("resumed.float.mote")));
    }

    [Theory]
    [InlineData("--model", "cnn-1dd", "MOTE0607", "cnn-1d")]
    [InlineData("--augment", "rotatoin:5", "MOTE0608", "rotation")]
    [InlineData("--features", "motoin", "MOTE0650", "motion")]
    [InlineData("--optimizer", "adm", "MOTE0005", "adamw")]
    [InlineData("--epochs", "0", "MOTE0005", "at least 1")]
    [InlineData("--arithmetic", "fixed8", "MOTE0005", "fixed16")]
    [InlineData("--arithmetic", "fixed16", "MOTE0620", "--optimizer sgd")]
    [InlineData("--fraction-bits", "9", "MOTE0005", "--arithmetic fixed16")]
    [InlineData("--chunk", "64", "MOTE0005", "--arithmetic fp8")]
    [InlineData("--rounding", "nearest", "MOTE0005", "--arithmetic fixed16")]
    public void What_is_not_understood_is_said(string option, string value, string code, string help)
    {
        string[] arguments = ["train", "--data", At("set"), "-o", At("m.mote"), option, value];
        if (option != "--model") arguments = [.. arguments, "--model", "cnn-1d"];
        var train = MoteProcess.Run(arguments);
        Assert.Equal(2, train.ExitCode);
        Assert.Contains(code, train.Error, StringComparison.Ordinal);
        Assert.Contains(help, train.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("m.mote")));
    }

    [Theory]
    [InlineData("fixed16", "--fraction-bits", "12")]
    [InlineData("fp8", "--chunk", "16")]
    [InlineData("fp8-e4m3", "--rounding", "nearest")]
    public void Narrow_numbers_are_trained_in_and_counted(string arithmetic, string option, string value)
    {
        string[] arguments = ["train", "--data", At("set"), "--model", "cnn-1d", "--features", "motion", "--feature", "normalise=mean", "--epochs", "8",
            "--batch", "32", "--optimizer", "sgd", "--rate", "0.05", "-o", At("narrow.mote"), "--arithmetic", arithmetic, option, value, "--json"];
        var train = MoteProcess.Run(arguments);
        Assert.Equal((0, ""), (train.ExitCode, train.Error));
        using var report = JsonDocument.Parse(train.Output);
        Assert.True(report.RootElement.GetProperty("floatTest").GetDouble() > 0.9, train.Output);
        var roles = report.RootElement.GetProperty("roundings").EnumerateArray().Select(r => r.GetProperty("role").GetString()).ToArray();
        Assert.Equal(arithmetic == "fixed16" ? ["activations", "errors", "gradients", "momenta", "updates"]
            : ["activations", "weights", "errors", "gradients", "momenta", "updates"], roles);
        Assert.Contains("rounding epochs", MoteProcess.Run([.. arguments, "--rounding-epochs", "2"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_float_model_is_trained_further()
    {
        var network = Zoo.Build("cnn-1d", [1, 64, 3], 2, seed: 5);
        var graph = GraphExport.ToGraph(network, v => [.. network.Values[v].Initial], "swing").Graph;
        ModelFile.Write(At("swing.tflite"), new Model(graph, ModelMetadata.None));
        var train = MoteProcess.Run("train", "--data", At("set"), "--from", At("swing.tflite"), "--epochs", "6", "--rounding-epochs", "2", "--batch",
            "32", "-o", At("further.tflite"), "--json");
        Assert.Equal((0, ""), (train.ExitCode, train.Error));
        using var report = JsonDocument.Parse(train.Output);
        Assert.True(report.RootElement.GetProperty("integerTest").GetDouble() > 0.9, train.Output);
        Assert.Equal(0, MoteProcess.Run("inspect", At("further.tflite")).ExitCode);
    }
}
