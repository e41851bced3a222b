using Mote.Core.Machine;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>What the steps are said to execute is what the whole executes.</summary>
public class ExplainTests
{
    /// <summary>A step's report is a call with constants, of which the profile takes off what an empty step finds.</summary>
    private const int InstructionsPerReport = 20;

    [Theory]
    [InlineData("kws_int8", OptimizeGoal.Instructions)]
    [InlineData("kws_int8", OptimizeGoal.Size)]
    [InlineData("ad_int8", OptimizeGoal.Balanced)]
    public void Steps_add_up_to_the_inference(string model, OptimizeGoal goal)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var report = Explain.Run(Golden.Read(model), TargetsAtHand.Require("cortex-m4"), goal, TestContext.Current.CancellationToken);
        var off = Math.Abs(report.Steps.Sum(s => s.Instructions!.Value) - report.Instructions!.Value);
        Assert.True(off <= InstructionsPerReport * report.Steps.Length, $"{off} instructions off");
    }
}
