using System.Runtime.InteropServices;
using System.Text.Json;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Formats;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>mote quantize, as users start it.</summary>
public sealed class QuantizeCommandTests : IDisposable
{
    private const int Examples = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("mote quantize ").FullName;

    public QuantizeCommandTests()
    {
        var sketch = new GraphSketch("small", new RandomStream(11), isFloat: true);
        var x = sketch.Input([1, 6, 6, 2]);
        var y = sketch.Node(new Conv2D(Steps.One, new Padding(1, 1, 1, 1), Activation.Relu), null, x,
            sketch.Constant(sketch.WeightData([8, 3, 3, 2], 0)), sketch.Bias(8));
        y = sketch.Node(new FullyConnected(), null, y, sketch.Constant(sketch.WeightData([4, 288], 0)), sketch.Bias(4));
        var graph = sketch.Build(sketch.Node(new Softmax(), null, y));
        ModelFile.Write(At("small.mote"), new Model(graph, ModelMetadata.None));
        var random = new RandomStream(12);
        byte[][] inputs = [.. Enumerable.Range(0, Examples).Select(_ => RandomTensors.Inputs(graph, random))];
        File.WriteAllBytes(At("inputs.bin"), [.. inputs.SelectMany(i => i)]);
        var interpreter = new Interpreter(graph);
        File.WriteAllLines(At("labels.txt"), inputs.Select(i =>
        {
            var p = MemoryMarshal.Cast<byte, float>(interpreter.Run(i)).ToArray();
            return $"{p.IndexOf(p.Max())}";
        }));
    }

    private string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("out.mote", "int8")]
    [InlineData("out.tflite", "int8")]
    [InlineData("out.tflite", "int16x8")]
    [InlineData("out.mote", "int4")]
    public void A_float_model_becomes_an_integer_file(string file, string format)
    {
        var result = MoteProcess.Run("quantize", At("small.mote"), "--calibration", At("inputs.bin"), "--labels", At("labels.txt"),
            "--format", format, "--equalise", "--correct-biases", "-o", At(file), "--json");
        Assert.Equal(("", 0), (result.Error, result.ExitCode));
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["model", "to", "format", "method", "examples", "weightBytesBefore", "weightBytes", "floatAccuracy", "accuracy", "labelled",
                "outputDecibels", "layers", "repairs", "warnings"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(1, json.RootElement.GetProperty("floatAccuracy").GetDouble());
        Assert.True(json.RootElement.GetProperty("accuracy").GetDouble() > 0.7);
        Assert.Equal(3, json.RootElement.GetProperty("layers").GetArrayLength());
        var graph = ModelFile.Read(At(file));
        var element = format == "int16x8" ? ElementType.Int16 : ElementType.Int8;
        Assert.All(graph.Inputs.Concat(graph.Outputs), v => Assert.Equal(element, graph.Type(v).Element));
        Assert.Equal(0, MoteProcess.Run("compile", At(file), "--target", "host", "--output", At("c")).ExitCode);
    }

    [Fact]
    public void The_table_names_layers_and_accuracy()
    {
        var result = MoteProcess.Run("quantize", At("small.mote"), "--calibration", At("inputs.bin"), "--labels", At("labels.txt"),
            "--method", "mse", "--layer", "Conv2D_3=int16x8", "-o", At("out.mote"));
        Assert.Equal(("", 0), (result.Error, result.ExitCode));
        foreach (var text in (string[])["small -> ", "int8, ranges by mse over 40 examples", "Conv2D_3", "int16x8", "own dB", "accuracy  100.0 %"])
            Assert.Contains(text, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Integer_examples_become_the_type_of_the_input()
    {
        // Bytes that stand for reals of -6.4 to 6.35.
        File.WriteAllBytes(At("bytes.bin"), [.. Enumerable.Range(0, 72 * 4).Select(i => (byte)(i * 37))]);
        Assert.Equal(0, MoteProcess.Run("quantize", At("small.mote"), "--calibration", At("bytes.bin"), "--input-type", "i8:0.05:0", "-o",
            At("out.mote")).ExitCode);
        var graph = ModelFile.Read(At("out.mote"));
        Assert.Equal(new TensorType(ElementType.Int8, [1, 6, 6, 2], new Quantization.PerTensor(0.05f, 0)), graph.Type(graph.Inputs[0]));
    }

    [Fact]
    public void An_accuracy_that_does_not_hold_leaves_nothing_behind()
    {
        File.WriteAllLines(At("wrong.txt"), Enumerable.Repeat("7", Examples));
        var result = MoteProcess.Run("quantize", At("small.mote"), "--calibration", At("inputs.bin"), "--labels", At("wrong.txt"),
            "--min-accuracy", "50", "-o", At("out.mote"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("MOTE0705", result.Error, StringComparison.Ordinal);
        Assert.Contains("equalised channels", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("out.mote")));
        var held = MoteProcess.Run("quantize", At("small.mote"), "--calibration", At("inputs.bin"), "--labels", At("labels.txt"),
            "--min-accuracy", "80", "--format", "int4", "-o", At("out.mote"), "--json");
        Assert.Equal(0, held.ExitCode);
        using var json = JsonDocument.Parse(held.Output);
        Assert.Equal("plain", json.RootElement.GetProperty("repairs")[0].GetProperty("name").GetString());
        Assert.True(json.RootElement.GetProperty("accuracy").GetDouble() >= 0.8);
    }

    [Theory]
    [InlineData("MOTE0005", "--min-accuracy", "90")]
    [InlineData("MOTE0005", "--layer", "Conv2D_3")]
    [InlineData("MOTE0005", "--input-type", "u8:1:0")]
    [InlineData("MOTE0703", "--layer", "nowhere=int8")]
    [InlineData("MOTE0003", "--evaluation", "labels.txt")]
    public void What_makes_no_sense_is_refused(string code, string option, string value)
    {
        var result = MoteProcess.Run("quantize", At("small.mote"), "--calibration", At("inputs.bin"), option,
            option == "--evaluation" ? At(value) : value, "-o", At("out.mote"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(code, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("out.mote")));
    }
}
