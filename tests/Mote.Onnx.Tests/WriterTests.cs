using System.Runtime.InteropServices;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Onnx.Tests;

/// <summary>What is written and read again computes the same; that onnxruntime reads it too was seen when the writer was made.</summary>
public class WriterTests
{
    public static TheoryData<string> Models => [.. OnnxModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_written_model_computes_the_same(string name)
    {
        var model = OnnxModels.Open(name);
        var graph = OnnxReader.Read(model.Path, name);
        var bytes = OnnxWriter.Write(graph);
        Assert.Equal(bytes, OnnxWriter.Write(graph));
        var again = OnnxReader.Read(bytes, "written.onnx", name);
        Assert.Equal(graph.Inputs.Select(graph.Type), again.Inputs.Select(again.Type));
        Assert.Equal(graph.Outputs.Select(o => graph.Type(o).Shape), again.Outputs.Select(o => again.Type(o).Shape));
        var step = graph.Nodes.Where(n => n.Op is Dequantize).Select(n => graph.Type(n.Inputs[0]).PerTensor.Scale).DefaultIfEmpty(0).Max();
        for (var example = 0; example < model.Examples; example++)
        {
            var input = model.Input(example, [.. graph.Inputs.Select(graph.Type)]);
            byte[] expected = new Interpreter(graph).Run(input), actual = new Interpreter(again).Run(input);
            if (graph.Outputs.Any(o => !graph.Type(o).IsFloat)) continue;
            var e = MemoryMarshal.Cast<byte, float>(expected);
            var a = MemoryMarshal.Cast<byte, float>(actual);
            for (var i = 0; i < e.Length; i++)
                Assert.True(MathF.Abs(e[i] - a[i]) <= Math.Max(step * 1.001f, 1e-4f * Math.Max(1, MathF.Abs(e[i]))), $"element {i}: {e[i]:R} and {a[i]:R}");
        }
    }

    [Fact]
    public void What_has_no_counterpart_is_listed_at_once()
    {
        var b = new GraphBuilder("no");
        var x = b.Input("x", new TensorType(ElementType.Float32, [1, 4, 4, 1]));
        var y = b.Add(new SpaceToBatch([2, 2], [0, 0], [0, 0]), [x], null, "y", Origin.Of("first"));
        var z = b.Add(new BatchToSpace([2, 2], [0, 0], [0, 0]), [y], null, "z", Origin.Of("second"));
        var e = Assert.Throws<MoteException>(() => OnnxWriter.Write(b.Build([z])));
        Assert.Equal(["layer 'first'", "layer 'second'"], e.Diagnostics.Select(d => d.Where));
        Assert.All(e.Diagnostics, d => Assert.Equal("MOTE0136", d.Code));
    }

    /// <summary>Also where no model has them: in every form the samples have, real ones within rounding.</summary>
    [Theory]
    [InlineData(typeof(TransposeConv2D))]
    [InlineData(typeof(L2Pool2D))]
    [InlineData(typeof(BatchMatMul))]
    public void Written_operators_compute_the_same(Type op)
    {
        var written = 0;
        foreach (var graph in OpSamples.All.Where(g => g.Nodes.Any(n => n.Op.GetType() == op) && g.Values.All(v => v.Type.IsFloat)))
        {
            if (graph.Name.Contains("larger than painted", StringComparison.Ordinal))
            {
                Assert.All(Assert.Throws<MoteException>(() => OnnxWriter.Write(graph)).Diagnostics, d => Assert.Equal("MOTE0136", d.Code));
                continue;
            }
            var again = OnnxReader.Read(OnnxWriter.Write(graph), "written.onnx", graph.Name);
            var input = RandomTensors.Inputs(graph, new RandomStream(3));
            var expected = MemoryMarshal.Cast<byte, float>(new Interpreter(graph).Run(input)).ToArray();
            var actual = MemoryMarshal.Cast<byte, float>(new Interpreter(again).Run(input)).ToArray();
            Assert.Equal(expected.Length, actual.Length);
            for (var i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5f * Math.Max(1, Math.Abs(expected[i])), $"{graph.Name}: {expected[i]} {actual[i]}");
            written++;
        }
        Assert.True(written > 2, $"{written} samples");
    }

    [Fact]
    public void Memory_between_inferences_is_refused() => Assert.All(OpSamples.Of(new Gru()).Where(g => g.States.Length > 0),
        g => Assert.All(Assert.Throws<MoteException>(() => OnnxWriter.Write(g)).Diagnostics, d => Assert.Equal("MOTE0136", d.Code)));
}
