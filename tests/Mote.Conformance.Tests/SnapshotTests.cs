using Mote.Core.Machine;
using Mote.Core.Text;
using Mote.Formats;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>The C that people read, and the optimised graph, as stored: a change shows as a diff to be reviewed.</summary>
public class SnapshotTests
{
    [Theory]
    [InlineData(OptimizeGoal.Balanced, "model.h")]
    [InlineData(OptimizeGoal.Balanced, "model.c")]
    [InlineData(OptimizeGoal.Size, "model.c")]
    public void The_example_is_emitted_as_stored(OptimizeGoal goal, string file)
    {
        var model = PreparedModel.Of(Example(), PreparedModel.OptionsFor(InstructionSet.Portable, goal));
        var emitted = model.Emitted.Files.Single(f => f.Path == file).Text;
        Assert.Null(Snapshot.Difference($"Mote.Conformance.Tests/snapshots/tones-{goal.ToString().ToLowerInvariant()}-{file}", emitted));
    }

    [Fact]
    public void The_optimised_example_is_as_stored() =>
        Assert.Null(Snapshot.Difference(
            "Mote.Conformance.Tests/snapshots/tones-optimised.txt",
            GraphText.Outline(PreparedModel.Of(Example(), PreparedModel.OptionsFor(InstructionSet.Portable, OptimizeGoal.Balanced)).Optimized)));

    private static Core.Graphs.Graph Example() => ModelFile.Read(Path.Combine(Golden.Root, "examples", "tones", "model.tflite"));
}
