using Mote.Testing;

namespace Mote.Execution.Tests;

/// <summary>The interpreter against outputs of TensorFlow Lite Micro's reference kernels, model outputs and every layer.</summary>
public class GoldenTests
{
    public static TheoryData<string> Models => [.. Golden.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void Outputs_equal_the_reference(string model)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var graph = Golden.Read(model);
        var interpreter = new Interpreter(graph);
        var element = graph.Type(graph.Outputs[0]).Element;
        foreach (var (index, input, output) in Golden.Examples(model))
        {
            interpreter.Reset();
            Assert.True(Agreement.Difference(element, output, interpreter.Run(input)) is var d && d is null, $"{model}, example {index}: {d}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_layer_equals_the_reference(string model)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var graph = Golden.Read(model);
        var interpreter = new Interpreter(graph);
        foreach (var example in (int[])[0, 8])
        {
            var layers = Golden.Layers(model, example);
            var seen = 0;
            interpreter.Reset();
            interpreter.Run(Golden.Bytes(model, $"input_{example}.bin"), (node, output, data) =>
            {
                if (output != 0) return;
                var d = Agreement.Difference(graph.Type(graph.Nodes[node].Output).Element, layers[node], data);
                Assert.True(d is null, $"{model}, example {example}, layer {graph.Nodes[node].Origin}: {d}");
                seen++;
            });
            Assert.Equal(layers.Count, seen);
        }
    }
}
