using System.Text.Json;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Text;
using Mote.Core.Types;
using Mote.Formats;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>mote convert, as users start it.</summary>
public sealed class ConvertTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote convert ").FullName;

    private static string Example => Path.Combine(Golden.Root, "examples", "tones", "model.tflite");

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void There_and_back_gives_the_same_model_and_the_same_bytes()
    {
        Assert.Equal(0, MoteProcess.Run("convert", Example, At("tones.mote")).ExitCode);
        Assert.Equal(0, MoteProcess.Run("convert", At("tones.mote"), At("tones.tflite")).ExitCode);
        Assert.Equal(0, MoteProcess.Run("convert", At("tones.tflite"), At("again.tflite")).ExitCode);
        var back = ModelFile.Read(At("tones.tflite"));
        Assert.Equal(GraphText.Print(ModelFile.Read(Example)), GraphText.Print(back));
        Assert.Equal(File.ReadAllBytes(At("tones.tflite")), File.ReadAllBytes(At("again.tflite")));
        Assert.Equal(["again.tflite", "tones.mote", "tones.tflite"],
            Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Passes_make_it_smaller_and_the_report_says_so()
    {
        ModelFile.Write(At("a.tflite"), new Model(WithIdleReshape(), ModelMetadata.None));
        var result = MoteProcess.Run("convert", At("a.tflite"), At("b.tflite"), "--passes", "--json");
        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["model", "from", "to", "passes", "layersBefore", "layers", "bytesBefore", "bytes", "checkedExamples", "notKept"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(3, json.RootElement.GetProperty("layersBefore").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("layers").GetInt32());
        Assert.Single(ModelFile.Read(At("b.tflite")).Nodes);
        Assert.Equal(0, MoteProcess.Run("diff", At("a.tflite"), At("b.tflite"), "--only", "outputs").ExitCode);
        Assert.Equal(1, MoteProcess.Run("diff", At("a.tflite"), At("b.tflite")).ExitCode);
    }

    [Fact]
    public void Passes_use_no_operator_that_files_do_not_know()
    {
        var s = new GraphSketch("chain", new RandomStream(4));
        var clamped = s.Keep(new Relu(Activation.Relu6), s.Input([1, 8]));
        var rescaled = s.Node(new Quantize(ElementType.Int8), s.Q(0.1f, -3), clamped);
        ModelFile.Write(At("a.tflite"), new Model(s.Build(s.Node(new Add(), s.Q(0.1f, 0), rescaled, rescaled)), ModelMetadata.None));
        Assert.Equal(0, MoteProcess.Run("convert", At("a.tflite"), At("b.tflite"), "--passes").ExitCode);
        Assert.Equal(["Relu", "Quantize", "Add"], ModelFile.Read(At("b.tflite")).Nodes.Select(n => n.Op.Name()));
    }

    [Fact]
    public void What_the_format_cannot_hold_is_said()
    {
        var labels = new MetadataEntry("labels", new EquatableArray<byte>("yes"u8.ToArray()));
        ModelFile.Write(At("a.tflite"), new Model(WithIdleReshape(), ModelMetadata.None with { Entries = [labels] }));
        Assert.Contains("LOST     metadata 'labels'", MoteProcess.Run("convert", At("a.tflite"), At("a.mote")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("LOST", MoteProcess.Run("convert", At("a.tflite"), At("b.tflite")).Output, StringComparison.Ordinal);
        Assert.Equal([labels], ModelFile.ReadModel(At("b.tflite")).Metadata.Entries);
    }

    [Theory]
    [InlineData("out.tfl", "MOTE0006")]
    [InlineData("no/such/folder/out.tflite", "MOTE0004")]
    public void What_cannot_be_written_is_refused_with_exit_code_2(string to, string code)
    {
        var result = MoteProcess.Run("convert", Example, At(to));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"mote: error {code}: ", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private static Graph WithIdleReshape()
    {
        var s = new GraphSketch("idle", new RandomStream(4));
        var x = s.Keep(new Reshape([1, 2, 4]), s.Input([1, 8]));
        return s.Build(s.Node(new FullyConnected(), s.Sums(x, 8, 0), s.Keep(new Reshape([1, 8]), x), s.Weights([3, 8]), s.Bias(3)));
    }
}
