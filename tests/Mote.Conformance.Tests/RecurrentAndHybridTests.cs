using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Execution;
using Mote.Formats.TfLite;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>Gated cells and hybrid models as generated C on the emulated Cortex-M4: the interpreter's bytes.</summary>
public class RecurrentAndHybridTests
{
    private const int Examples = 3;

    /// <summary>Models in one program, so that it fits into the device's memory.</summary>
    private const int AtOnce = 64;

    [Theory]
    [InlineData(OptimizeGoal.Balanced)]
    [InlineData(OptimizeGoal.Size)]
    public void Gated_cells_on_the_device_compute_what_the_interpreter_does(OptimizeGoal goal) =>
        Agree([.. OpSamples.Of(new Gru()), .. OpSamples.Of(new FastGrnn(1, 0))], goal);

    [Fact]
    public void Hybrid_layers_on_the_device_compute_what_the_interpreter_does() =>
        Agree([.. OpSamples.All.Where(g => g.Name.Contains("hybrid ", StringComparison.Ordinal))], OptimizeGoal.Balanced);

    [Theory]
    [InlineData("kws_hybrid")]
    [InlineData("ad_hybrid")]
    public void Hybrid_models_on_the_device_compute_what_the_interpreter_does(string model)
    {
        var path = Path.Combine(Golden.Root, "..", "shared", "models", model + ".tflite");
        Assert.SkipUnless(File.Exists(path), "../shared/models is not at hand");
        Agree([TfLiteReader.Read(File.ReadAllBytes(path), path, model)], OptimizeGoal.Speed);
    }

    private static void Agree(IReadOnlyList<Graph> graphs, OptimizeGoal goal)
    {
        Assert.NotEmpty(graphs);
        var device = TargetsAtHand.Require("cortex-m4");
        var random = new RandomStream(5);
        var wrong = new List<string>();
        foreach (var chunk in graphs.Chunk(AtOnce))
        {
            var batch = new DeviceBatch(device, goal);
            var expected = new List<byte[][]>();
            foreach (var (graph, i) in chunk.Select((g, i) => (g, i)))
            {
                var inputs = Enumerable.Range(0, Examples).Select(_ => RandomTensors.Inputs(graph, random)).ToArray();
                var isSequence = i % 3 != 0;
                batch.Add(graph, optimize: i % 2 == 0, inputs, isSequence);
                var interpreter = new Interpreter(graph);
                expected.Add([.. inputs.Select(x =>
                {
                    if (!isSequence) interpreter.Reset();
                    return interpreter.Run(x);
                })]);
            }
            foreach (var (graph, e, a) in chunk.Zip(expected, batch.Run(TestContext.Current.CancellationToken)))
                for (var k = 0; k < Examples; k++)
                    if (!e[k].AsSpan().SequenceEqual(a[k])) wrong.Add($"{graph.Name}, step {k}");
        }
        Assert.Empty(wrong);
    }
}
