using System.Text.Json;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats;
using Mote.Numerics;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>mote diff: what it finds, and the exit codes that make it a gate.</summary>
public sealed class DiffTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote diff ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Save(string name, Graph graph)
    {
        var path = Path.Combine(_folder, name);
        ModelFile.Write(path, new Model(graph, ModelMetadata.None));
        return path;
    }

    /// <summary>y = x · w in float, with w[0] shifted.</summary>
    private static Graph Matrix(float shift = 0, int inputs = 4)
    {
        var b = new GraphBuilder("matrix");
        var x = b.Input("x", new TensorType(ElementType.Float32, [1, inputs]));
        var weights = Enumerable.Range(0, 2 * inputs).Select(i => 0.25f * i).ToArray();
        weights[0] += shift;
        var w = b.Constant("w", Tensor.From<float>(new TensorType(ElementType.Float32, [2, inputs]), weights));
        return b.Build([b.Add(new FullyConnected(), [x, w, ValueId.None], null, "y", Origin.Of("y"))]);
    }

    [Fact]
    public void Equal_models_are_equal_and_the_exit_code_is_0()
    {
        var result = MoteProcess.Run("diff", Save("a.tflite", Matrix()), Save("b.mote", Matrix()));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("EQUAL in structure, weights, quantization, outputs", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_difference_of_weights_is_found_and_the_tolerance_decides()
    {
        var (a, b) = (Save("a.tflite", Matrix()), Save("b.tflite", Matrix(0.5f)));
        var report = Compare(a, b, DiffOptions.Default);
        Assert.False(report.IsEqual);
        var weights = Assert.Single(report.Weights);
        Assert.Equal(("w", 8L, 1L, 0.5, 1.75), (weights.Tensor, weights.Elements, weights.Differing, weights.MaxDifference, weights.Largest));
        Assert.Empty(report.Nodes);
        Assert.Equal(16, Assert.Single(report.Outputs).Elements);
        // y[0] differs by 0.5 x[0] alone.
        Assert.Equal(8, report.Outputs[0].Differing);
        Assert.True(Compare(a, b, DiffOptions.Default with { Tolerance = 10 }).IsEqual);
        Assert.False(Compare(a, b, DiffOptions.Default with { Tolerance = 0.49 }).IsEqual);
        Assert.Equal(1, MoteProcess.Run("diff", a, b).ExitCode);
        Assert.Equal(0, MoteProcess.Run("diff", a, b, "--only", "structure", "quantization").ExitCode);
        Assert.Equal(0, MoteProcess.Run("diff", a, b, "--only", "weights", "--tolerance", "0.5").ExitCode);
    }

    [Fact]
    public void Given_inputs_are_used_in_both_layouts_and_as_one_file()
    {
        var (a, b) = (Save("a.tflite", Matrix()), Save("b.tflite", Matrix(0.5f)));
        float[] zeros = [0, 1, 2, 3], ones = [1, 1, 2, 3];
        foreach (var (folder, names) in (ReadOnlySpan<(string, string[])>)
            [("whole", ["input_0.bin", "input_1.bin"]), ("split", ["input_0_0.bin", "input_1_0.bin"])])
        {
            var inputs = Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName;
            File.WriteAllBytes(Path.Combine(inputs, names[0]), Bytes(zeros));
            Assert.True(Outputs(inputs).Within, "x[0] is 0 there");
            File.WriteAllBytes(Path.Combine(inputs, names[1]), Bytes(ones));
            Assert.Equal((4L, 1L, 0.5), (Outputs(inputs).Elements, Outputs(inputs).Differing, Outputs(inputs).MaxDifference));
        }
        var file = Path.Combine(_folder, "examples.bin");
        File.WriteAllBytes(file, [.. Bytes(ones), .. Bytes(ones)]);
        Assert.Equal(2, Outputs(file).Differing);

        TensorDifference Outputs(string inputs) =>
            Assert.Single(Compare(a, b, new DiffOptions(0, [DiffAspect.Outputs], inputs)).Outputs);
    }

    [Fact]
    public void A_float_model_is_compared_with_its_quantized_version_as_reals()
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var (real, quantized) = (Golden.File("ad_float", "model.tflite"), Golden.File("ad_int8", "model.tflite"));
        var report = Compare(real, quantized, new DiffOptions(5, [DiffAspect.Outputs], Golden.File("ad_float", "")));
        Assert.True(report.IsEqual);
        Assert.Equal(16, report.Examples);
        var output = Assert.Single(report.Outputs);
        Assert.InRange(output.MaxDifference!.Value, 0.001, 0.2 * output.Largest);
        // Rounded to the nearest multiple of the scale: half a step off at most.
        Assert.Equal(20, report.Weights.Length);
        Assert.All(report.Weights, w => Assert.InRange(w.MaxDifference!.Value, 1e-6, 0.5 / 127 * 1.01 * w.Largest));
        Assert.Equal(10, report.Nodes.Length);
        Assert.All(report.Nodes, n => Assert.Matches(@"^result: f32(\[.*\]) -> i8\1$", Assert.Single(n.Details)));
    }

    [Fact]
    public void Models_with_other_inputs_differ_without_being_run()
    {
        var report = Compare(Save("a.tflite", Matrix()), Save("b.tflite", Matrix(inputs: 5)), DiffOptions.Default);
        Assert.False(report.IsEqual);
        Assert.Equal(0, report.Examples);
        Assert.Equal("input 0 'x': f32[1,4] -> f32[1,5]", Assert.Single(report.Interface));
        Assert.Equal(0, Assert.Single(report.Weights).Elements);
    }

    [Fact]
    public void Numbers_that_are_none_differ_from_numbers_and_json_stays_readable()
    {
        var (a, b) = (Save("a.tflite", Matrix()), Save("b.tflite", Matrix(float.NaN)));
        var result = MoteProcess.Run("diff", a, b, "--json", "--tolerance", "1e9");
        Assert.Equal(1, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["first", "second", "isEqual", "tolerance", "decidedBy", "interface", "nodes", "weights", "equalWeights", "quantization",
                "examples", "outputs"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("weights")[0].GetProperty("maxDifference").ValueKind);
        Assert.True(Compare(b, b, DiffOptions.Default).IsEqual);
    }

    [Theory]
    [InlineData("--tolerance", "-1")]
    [InlineData("--tolerance", "NaN")]
    [InlineData("--only", "names")]
    [InlineData("--inputs", "nowhere")]
    public void Errors_are_exit_code_2(string option, string value)
    {
        var a = Save("a.tflite", Matrix());
        var result = MoteProcess.Run("diff", a, a, option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("mote: error MOTE0", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, MoteProcess.Run("diff", a, Path.Combine(_folder, "missing.tflite")).ExitCode);
    }

    private static DiffReport Compare(string first, string second, DiffOptions options) =>
        Diff.Run(first, second, options, TestContext.Current.CancellationToken);

    private static byte[] Bytes(float[] values) => System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray();
}
