using System.Diagnostics;
using System.Text.Json;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>The tool as users meet it: as a process.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote test ").FullName;

    private static string Example => Path.Combine(Golden.Root, "examples", "tones", "model.tflite");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Compile_writes_the_same_bytes_twice_and_on_another_path()
    {
        var copy = Path.Combine(_folder, "other place");
        Directory.CreateDirectory(copy);
        File.Copy(Example, Path.Combine(copy, "model.tflite"));
        File.Move(Path.Combine(copy, "model.tflite"), Path.Combine(copy, "tones.tflite"));
        var (a, b) = (Path.Combine(_folder, "a"), Path.Combine(_folder, "b"));
        Assert.Equal(0, Mote("compile", Example, "--target", "cortex-m4", "--output", a).ExitCode);
        Assert.Equal(0, Mote("compile", Path.Combine(copy, "tones.tflite"), "--target", "cortex-m4", "--output", b).ExitCode);
        var files = Directory.GetFiles(a).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(files, Directory.GetFiles(b).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.Contains("model.c", files);
        Assert.Contains("model.h", files);
        Assert.Contains("README.md", files);
        Assert.Contains("report.json", files);
        foreach (var file in files) Assert.Equal(File.ReadAllBytes(Path.Combine(a, file)), File.ReadAllBytes(Path.Combine(b, file)));
    }

    [Fact]
    public void Measure_prints_the_documented_names()
    {
        TargetsAtHand.Require("cortex-m4");
        var result = Mote("measure", Example, "--target", "cortex-m4", "--json");
        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["model", "target", "optimize", "macs", "instructions", "flashBytes", "weightBytes", "ramBytes", "arenaBytes", "arenaLowerBoundBytes", "stackBytes", "examples", "exact", "cycles"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("tones", json.RootElement.GetProperty("model").GetString());
        Assert.Equal(json.RootElement.GetProperty("examples").GetInt32(), json.RootElement.GetProperty("exact").GetInt32());
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("missing")]
    public void Bad_models_get_one_paragraph_exit_code_2_and_no_files(string kind)
    {
        var model = Path.Combine(_folder, "bad.tflite");
        var good = File.ReadAllBytes(Example);
        if (kind == "truncated") File.WriteAllBytes(model, good[..(good.Length / 2)]);
        if (kind == "empty") File.WriteAllBytes(model, []);
        if (kind == "text") File.WriteAllText(model, "this is no model, but it is long enough to be looked at");
        var output = Path.Combine(_folder, "out");
        foreach (var arguments in (string[][])[["inspect", model], ["compile", model, "--target", "host", "--output", output]])
        {
            var result = Mote(arguments);
            Assert.Equal(2, result.ExitCode);
            Assert.Empty(result.Output);
            Assert.StartsWith("mote: error MOTE", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            Assert.InRange(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 3);
        }
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void Models_with_unsupported_operators_are_refused_with_all_of_them()
    {
        var model = Path.Combine(_folder, "future.tflite");
        File.WriteAllBytes(model, UnsupportedModel.Create());
        var result = Mote("inspect", model);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("BIDIRECTIONAL_SEQUENCE_RNN", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n'), l => l.Contains("error MOTE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("measure", "cortexm55", "cortex-m55")]
    [InlineData("verify", "hots", "host")]
    public void Mistyped_targets_get_the_nearest_spelling(string command, string typed, string meant)
    {
        string[] more = command == "verify" ? ["--against", _folder] : [];
        var result = Mote([command, Example, "--target", typed, .. more]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"'{meant}'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_options_are_explained()
    {
        var result = Mote("inspect", Example, "--jsno");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--jsno", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_on_the_interpreter_and_on_this_computer_gives_the_same_bytes()
    {
        TargetsAtHand.Require("host");
        var inputs = Path.Combine(Golden.Root, "examples", "tones", "test_inputs.bin");
        var (a, b) = (Path.Combine(_folder, "a.bin"), Path.Combine(_folder, "b.bin"));
        Assert.Equal(0, Mote("run", Example, "--input", inputs, "--output", a).ExitCode);
        Assert.Equal(0, Mote("run", Example, "--input", inputs, "--output", b, "--target", "host").ExitCode);
        Assert.Equal(File.ReadAllBytes(a), File.ReadAllBytes(b));
    }

    [Fact]
    public async Task An_interruption_ends_the_emulators_and_says_so()
    {
        TargetsAtHand.Require("cortex-m4");
        using var process = Process.Start(Start("measure", Example, "--target", "cortex-m4", "--examples", "2000000"))!;
        var children = "";
        for (var i = 0; i < 600 && children.Length == 0 && !process.HasExited; i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            children = Shell($"pgrep -P {process.Id} qemu-system-arm");
        }
        Assert.NotEmpty(children);
        // Not INT, though it is handled alike: a job in the background is started with INT ignored.
        Shell($"kill -TERM {process.Id}");
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("interrupted", error, StringComparison.Ordinal);
        foreach (var child in children.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.False(Directory.Exists("/proc/" + child), $"emulator {child} is still there");
    }

    private static string Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }

    private static ProcessStartInfo Start(params string[] arguments) => MoteProcess.Start(arguments);

    private static (int ExitCode, string Output, string Error) Mote(params string[] arguments) => MoteProcess.Run(arguments);
}
