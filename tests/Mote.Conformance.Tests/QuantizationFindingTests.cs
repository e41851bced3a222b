using System.Text.Json;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats;
using Mote.Numerics;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>mote inspect finds float operators hidden in int8 models, and conversions in a row.</summary>
public class QuantizationFindingTests
{
    private static readonly Quantization Small = new Quantization.PerTensor(1f / 256, -128), Wide = new Quantization.PerTensor(0.3f, 4);

    private static GraphSketch Sketch() => new("mixed", new RandomStream(9));

    private static ValueId Matrix(GraphSketch s, ValueId x) => s.Node(new FullyConnected(), s.Sums(x, 8, 2), x, s.Weights([8, 8]), s.Bias(8));

    /// <summary>int8 matrix, then softmax and a clamp in float, then int8 again.</summary>
    private static Graph WithIsland()
    {
        var s = Sketch();
        var real = s.Node(new Dequantize(), null, Matrix(s, s.Input([1, 8])));
        var soft = s.Node(new Relu(Activation.Relu6), null, s.Node(new Softmax(), null, real));
        return s.Build(Matrix(s, s.Node(new Quantize(ElementType.Int8), Small, soft)));
    }

    [Fact]
    public void An_island_is_found_with_its_shores_and_its_cost()
    {
        var finding = Assert.Single(Inspect.Run(WithIsland()).Findings);
        Assert.Equal("floatIsland", finding.Kind);
        Assert.Equal([1, 2, 3, 4], finding.Layers);
        Assert.Equal(["Dequantize", "Softmax", "Relu", "Quantize"], finding.Operators);
        Assert.Equal(2, finding.Conversions);
        Assert.Equal(16, finding.ConvertedElements);
        Assert.Equal(3 * 8 * 4, finding.Bytes);
        Assert.Contains("Make Softmax, Relu integer", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_islands_are_two_findings_and_an_island_at_the_end_is_one()
    {
        var s = Sketch();
        var x = Matrix(s, s.Input([1, 8]));
        var first = s.Node(new Quantize(ElementType.Int8), Small, s.Node(new Softmax(), null, s.Node(new Dequantize(), null, x)));
        var last = s.Node(new Softmax(), null, s.Node(new Dequantize(), null, Matrix(s, first)));
        var findings = Inspect.Run(s.Build(last)).Findings;
        Assert.Equal(["floatIsland", "floatIsland"], findings.Select(f => f.Kind));
        Assert.Equal([[1, 2, 3], [5, 6]], findings.Select(f => f.Layers.ToArray()));
        Assert.Contains("ends the model", findings[1].Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Float_weights_count_and_float_multiplications_too()
    {
        var s = Sketch();
        var real = s.Node(new Dequantize(), null, Matrix(s, s.Input([1, 8])));
        var w = s.Constant(new TensorType(ElementType.Float32, [8, 8]));
        var y = s.Node(new FullyConnected(), null, real, w, ValueId.None);
        var finding = Assert.Single(Inspect.Run(s.Build(s.Node(new Quantize(ElementType.Int8), Wide, y))).Findings);
        Assert.Equal(64, finding.FloatMacs);
        Assert.Equal(2 * 8 * 4 + 64 * 4, finding.Bytes);
    }

    [Fact]
    public void Requantizing_twice_in_a_row_is_found_once_and_once_is_fine()
    {
        var s = Sketch();
        var x = Matrix(s, s.Input([1, 8]));
        var once = s.Node(new Quantize(ElementType.Int8), Wide, x);
        Assert.Empty(Inspect.Run(s.Build(Matrix(s, once))).Findings);
        var thrice = s.Node(new Quantize(ElementType.Int8), Wide, s.Node(new Quantize(ElementType.Int8), Small, once));
        var finding = Assert.Single(Inspect.Run(s.Build(thrice)).Findings);
        Assert.Equal("requantizationTwice", finding.Kind);
        Assert.Equal(3, finding.Conversions);
        Assert.Equal(16, finding.Bytes);
        Assert.Contains("3 times", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void To_float_and_back_is_found()
    {
        var s = Sketch();
        var real = s.Node(new Dequantize(), null, Matrix(s, s.Input([1, 8])));
        var finding = Assert.Single(Inspect.Run(s.Build(Matrix(s, s.Node(new Quantize(ElementType.Int8), Wide, real)))).Findings);
        Assert.Equal("dequantizeQuantize", finding.Kind);
        Assert.Equal(32, finding.Bytes);
    }

    [Fact]
    public void Simulated_quantization_in_a_float_model_is_found()
    {
        var s = new GraphSketch("simulated", new RandomStream(9), isFloat: true);
        var rounded = s.Builder.Add(new Quantize(ElementType.Int8), [s.Input([1, 8])], Wide, "rounded", Origin.Of("rounded"));
        var finding = Assert.Single(Inspect.Run(s.Build(s.Node(new Softmax(), null, s.Node(new Dequantize(), null, rounded)))).Findings);
        Assert.Equal("quantizeDequantize", finding.Kind);
        Assert.Equal(8, finding.Bytes);
    }

    [Fact]
    public void Float_at_the_ends_alone_is_no_island()
    {
        var s = Sketch();
        var x = s.Node(new Quantize(ElementType.Int8), Wide, s.Input(new TensorType(ElementType.Float32, [1, 8])));
        Assert.Empty(Inspect.Run(s.Build(s.Node(new Dequantize(), null, Matrix(s, x)))).Findings);
    }

    public static TheoryData<string> Models => [.. Golden.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void Good_models_have_no_findings(string model)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        Assert.Empty(QuantizationFindings.Of(Golden.Read(model)));
    }

    [Fact]
    public void Inspect_prints_them_with_names_cost_and_advice()
    {
        var folder = Directory.CreateTempSubdirectory("mote island ").FullName;
        try
        {
            var path = Path.Combine(folder, "mixed.tflite");
            ModelFile.Write(path, new Model(WithIsland(), ModelMetadata.None));
            var text = MoteProcess.Run("inspect", path).Output;
            Assert.Contains("! Float operators inside a quantized model", text, StringComparison.Ordinal);
            Assert.Contains("layer 2  Softmax", text, StringComparison.Ordinal);
            Assert.Contains("cost  2 conversions of 16 elements, 96 bytes", text, StringComparison.Ordinal);
            using var json = JsonDocument.Parse(MoteProcess.Run("inspect", path, "--json").Output);
            Assert.Equal("floatIsland", json.RootElement.GetProperty("findings")[0].GetProperty("kind").GetString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
