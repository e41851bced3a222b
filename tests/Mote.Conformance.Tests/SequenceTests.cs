using Mote.Core.Machine;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>Stored sequences: verified without a reset in between, while single examples each begin with one.</summary>
public sealed class SequenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote-sequence-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sequences_are_verified_as_one_and_examples_from_a_reset(bool onHost)
    {
        var graph = StateSamples.All.Single(g => g.Name == "a running sum");
        // Zero is 3: 13 stands for 10 steps of the scale.
        byte[] ten = [.. Enumerable.Repeat((byte)13, 6)], twenty = [.. Enumerable.Repeat((byte)23, 6)];
        foreach (var k in (int[])[0, 1])
        {
            File.WriteAllBytes(Path.Combine(_folder, $"input_{k}.bin"), ten);
            File.WriteAllBytes(Path.Combine(_folder, $"output_{k}.bin"), ten);
        }
        File.WriteAllBytes(Path.Combine(_folder, "seq_input.bin"), [.. ten, .. ten]);
        File.WriteAllBytes(Path.Combine(_folder, "seq_output.bin"), [.. ten, .. twenty]);
        var right = Run();
        Assert.True(right.IsEqual, right.ToString());
        Assert.Equal(4, right.Examples);

        File.WriteAllBytes(Path.Combine(_folder, "seq_output.bin"), [.. ten, .. ten]);
        var wrong = Run();
        Assert.Equal(3, wrong.Agree);
        Assert.Contains("step 1 of the sequence", wrong.First, StringComparison.Ordinal);

        VerifyResult Run()
        {
            var set = VerificationSet.Read(_folder, graph);
            return onHost
                ? Verify.OnTarget(graph, set, TargetsAtHand.Require("host"), OptimizeGoal.Balanced, null, TestContext.Current.CancellationToken)
                : Verify.OnInterpreter(graph, set);
        }
    }
}
