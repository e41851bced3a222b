using Mote.Core.Machine;
using Mote.Onnx;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>ONNX models as C on this computer, under sanitizers: the interpreter's bytes, which ModelTests hold against onnxruntime.</summary>
public class OnnxHostTests
{
    [Fact]
    public void Every_model_compiles_and_agrees()
    {
        TargetsAtHand.Require("host");
        using var batch = new HostBatch { ResetsBetweenExamples = true };
        var goals = Enum.GetValues<OptimizeGoal>();
        foreach (var (name, i) in OnnxModels.Names.Select((n, i) => (n, i)))
        {
            var model = OnnxModels.Open(name);
            var graph = OnnxReader.Read(model.Path, name);
            byte[] inputs = [.. Enumerable.Range(0, model.Examples).SelectMany(e => model.Input(e, [.. graph.Inputs.Select(graph.Type)]))];
            batch.Add(graph, goals[i % goals.Length], optimize: i % 2 == 0, inputs, model.Examples);
        }
        Assert.Empty(batch.Run());
    }
}
