using Mote.Core.Machine;
using Mote.Formats.TfLite;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>Signal front ends as a whole: generated C, and what a file's circular buffers do to the operators after them.</summary>
public class SignalTests
{
    [Fact]
    public void The_c_of_a_front_end_computes_what_the_reference_computes()
    {
        TargetsAtHand.Require("host");
        using var batch = new HostBatch();
        foreach (var goal in Enum.GetValues<OptimizeGoal>())
        {
            var (inputs, frames) = (SignalPipeline.Inputs, SignalPipeline.Frames);
            Assert.Equal(SignalPipeline.Outputs, batch.Add(SignalPipeline.Graph, goal, optimize: true, inputs, frames));
            batch.Add(SignalPipeline.Framed, goal, optimize: true, inputs.AsSpan(0, 15 * 320).ToArray(), 15);
        }
        Assert.Empty(batch.Run());
    }

    [Fact]
    public void The_c_of_models_that_run_in_some_calls_agrees_with_the_interpreter()
    {
        TargetsAtHand.Require("host");
        using var batch = new HostBatch();
        foreach (var cycles in (int[][])[[1], [2], [3, 2], [2, 0, 1]])
        {
            var graph = TfLiteReader.Read(StreamingModel.Write(cycles), "stream", $"stream {string.Join(' ', cycles)}");
            var random = new RandomStream(3);
            byte[] inputs = [.. Enumerable.Range(0, 13).SelectMany(_ => RandomTensors.Inputs(graph, random))];
            batch.Add(graph, OptimizeGoal.Balanced, optimize: true, inputs, 13);
            batch.Add(graph, OptimizeGoal.Ram, optimize: false, inputs, 13);
        }
        Assert.Empty(batch.Run());
    }
}
