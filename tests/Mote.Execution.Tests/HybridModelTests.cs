using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Formats.TfLite;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Execution.Tests;

/// <summary>
/// Real models with int8 weights and float activations: equal to twins whose weights were turned into floats, and how far from
/// what TensorFlow Lite does, which rounds activations to int8 while it runs.
/// </summary>
public class HybridModelTests
{
    public static TheoryData<string> Models => ["kws_hybrid", "ad_hybrid"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Outputs_are_those_of_a_twin_with_float_weights(string model)
    {
        var graph = Read(model);
        var hybrid = graph.Nodes.Count(n => IsHybrid(graph, n));
        Assert.True(hybrid >= 5, $"{hybrid} layers have int8 weights");
        var (original, twin) = (new Interpreter(graph), new Interpreter(Twin(graph)));
        foreach (var x in Inputs(graph)) Assert.InRange(Difference(Floats(twin.Run(x)), Floats(original.Run(x))), 0, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Written_and_read_again_the_weights_are_int8_as_before(string model)
    {
        var graph = Read(model);
        var read = TfLiteReader.Read(TfLiteWriter.Write(graph), "written", graph.Name);
        Assert.Null(RandomTensors.Difference(graph, read, new RandomStream(3), cases: 2));
        Assert.Equal(Costs.WeightBytes(graph), Costs.WeightBytes(read));
        Assert.Equal(graph.Nodes.Select(n => n.Op), read.Nodes.Select(n => n.Op));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Rounding_activations_as_TensorFlow_Lite_does_changes_outputs_by_some_percent(string model)
    {
        var graph = Read(model);
        var interpreter = new Interpreter(graph);
        var (symmetric, asymmetric) = (0.0, 0.0);
        foreach (var x in Inputs(graph))
        {
            var exact = Floats(interpreter.Run(x));
            symmetric = Math.Max(symmetric, Difference(exact, RunDynamic(graph, x, zeroPoint: false)));
            asymmetric = Math.Max(asymmetric, Difference(exact, RunDynamic(graph, x, zeroPoint: true)));
        }
        TestContext.Current.SendDiagnosticMessage($"{model}: symmetric {symmetric:P2}, asymmetric {asymmetric:P2}");
        // Otherwise the documentation is out of date.
        Assert.InRange(symmetric, 0.005, 0.06);
        Assert.InRange(asymmetric, 0.005, 0.03);
    }

    private static Graph Read(string model)
    {
        var path = Path.Combine(Golden.Root, "..", "shared", "models", model + ".tflite");
        Assert.SkipUnless(File.Exists(path), "../shared/models is not at hand");
        return TfLiteReader.Read(File.ReadAllBytes(path), path, model);
    }

    private static bool IsHybrid(Graph graph, Node node) =>
        node.Inputs.Count > 1 && HybridWeights.Are(graph.Type(node.Inputs[0]), graph.Type(node.Inputs[1]));

    private static IEnumerable<byte[]> Inputs(Graph graph)
    {
        var random = new RandomStream(11);
        for (var i = 0; i < 16; i++)
        {
            var x = new float[graph.Type(graph.Inputs[0]).Elements];
            for (var k = 0; k < x.Length; k++) x[k] = (float)random.NextNormal();
            yield return MemoryMarshal.AsBytes<float>(x).ToArray();
        }
    }

    private static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    /// <summary>The largest difference, relative to the largest value.</summary>
    private static double Difference(float[] expected, float[] actual) =>
        expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max() / expected.Max(Math.Abs);

    /// <summary>The graph with scale · w, in single precision, for each int8 weight.</summary>
    private static Graph Twin(Graph graph)
    {
        var builder = new GraphBuilder(graph.Name);
        var twin = new Dictionary<ValueId, ValueId> { [ValueId.None] = ValueId.None };
        foreach (var input in graph.Inputs) twin[input] = builder.Input(graph[input].Name, graph.Type(input));
        foreach (var value in graph.Values)
            if (value.Data is { } data) twin[value.Id] = builder.Constant(value.Name, data.Type.Element == ElementType.Int8 ? Real(data) : data);
        foreach (var node in graph.Nodes)
            twin[node.Output] = builder.Add(node.Op, [.. node.Inputs.Select(i => twin[i])], null, graph[node.Output].Name, node.Origin);
        return builder.Build([.. graph.Outputs.Select(o => twin[o])]);
    }

    private static Tensor Real(Tensor weights)
    {
        var (axis, scales) = weights.Type.Quantization is Quantization.PerAxis q ? (q.Axis, q.Scales.ToArray()) : (0, [weights.Type.PerTensor.Scale]);
        var stride = weights.Type.Shape.Strides()[axis];
        var reals = new float[weights.Type.Elements];
        for (var i = 0; i < reals.Length; i++)
            reals[i] = weights.Span<sbyte>()[i] * scales[scales.Length == 1 ? 0 : i / stride % scales.Length];
        return Tensor.From<float>(new TensorType(ElementType.Float32, weights.Type.Shape), reals);
    }

    /// <summary>Runs the graph with what each hybrid layer reads rounded to 8 bits, at a scale of its own for each inference.</summary>
    private static float[] RunDynamic(Graph graph, byte[] input, bool zeroPoint)
    {
        var values = new Dictionary<ValueId, byte[]> { [graph.Inputs[0]] = input };
        foreach (var node in graph.Nodes)
        {
            values[node.Output] = Interpreter.Evaluate(graph, node, id => graph[id].Data is { } data ? data.Bytes.ToArray()
                : id == node.Inputs[0] && IsHybrid(graph, node) ? Rounded(values[id], zeroPoint) : values[id])[0];
        }
        return Floats(values[graph.Outputs[0]]);
    }

    private static byte[] Rounded(byte[] bytes, bool zeroPoint)
    {
        var x = Floats(bytes);
        var (low, high) = (Math.Min(0, x.Min()), Math.Max(0, x.Max()));
        if (low == high) return bytes;
        var scale = zeroPoint ? (high - low) / 255 : Math.Max(-low, high) / 127;
        var zero = zeroPoint ? MathF.Round(-128 - low / scale) : 0;
        for (var i = 0; i < x.Length; i++) x[i] = scale * (Math.Clamp(MathF.Round(x[i] / scale) + zero, zeroPoint ? -128 : -127, 127) - zero);
        return MemoryMarshal.AsBytes<float>(x).ToArray();
    }
}
