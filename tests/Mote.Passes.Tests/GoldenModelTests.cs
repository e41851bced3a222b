using Mote.Core.Graphs;
using Mote.Core.Rules;
using Mote.Execution;
using Mote.Testing;

namespace Mote.Passes.Tests;

/// <summary>The device pipeline on real models: the outputs stay to the bit, the work shrinks.</summary>
public class GoldenModelTests
{
    public static TheoryData<string> Models => [.. Golden.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void Outputs_stay(string model)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var graph = Golden.Read(model);
        var optimized = Pipelines.Run(Pipelines.ForDevice, graph);
        var before = new Interpreter(graph);
        var after = new Interpreter(optimized);
        foreach (var (_, input, _) in Golden.Examples(model)) Assert.Equal(before.Run(input), after.Run(input));
        Assert.True(Costs.Macs(optimized) <= Costs.Macs(graph));
        TestContext.Current.SendDiagnosticMessage($"{model}: {Costs.Macs(graph)} -> {Costs.Macs(optimized)}");
    }

    [Fact]
    public void Dead_channels_of_visual_wake_words_go()
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var graph = Golden.Read("vww_int8");
        var optimized = Pipelines.Run(Pipelines.ForDevice, graph);
        Assert.Equal(7_489_664, Costs.Macs(graph));
        Assert.Equal(3_733_073, Costs.Macs(optimized));
    }
}
