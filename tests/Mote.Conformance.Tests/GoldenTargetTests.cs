using Mote.Core.Machine;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>The reference models on every target: outputs and every layer's output equal the reference's.</summary>
public class GoldenTargetTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var model in Golden.Models)
                foreach (var target in (string[])["host", "cortex-m4", "cortex-m0plus", "cortex-m55"])
                    data.Add(model, target);
            // They have the kernels of Cortex-M4 and M55.
            foreach (var model in Golden.Models)
                foreach (var target in (string[])["cortex-m7", "cortex-m33", "cortex-m85"])
                    data.Add(model, target);
            return data;
        }
    }

    private static readonly string[] s_mlPerf = ["kws_int8", "vww_int8", "resnet_int8", "ad_int8"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_and_layers_equal_the_reference(string model, string target)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        // Float without a floating-point unit takes a thousand million instructions.
        Assert.SkipWhen(target == "cortex-m0plus" && model.EndsWith("_float", StringComparison.Ordinal) && !TestScope.All, TestScope.OnlyInAll);
        Assert.SkipWhen(target is "cortex-m7" or "cortex-m33" or "cortex-m85" && !s_mlPerf.Contains(model) && !TestScope.All,
            TestScope.OnlyInAll);
        var graph = Golden.Read(model);
        var set = VerificationSet.Read(Path.Combine(Golden.Directory, model), graph);
        var result = Verify.OnTarget(graph, set, TargetsAtHand.Require(target), OptimizeGoal.Balanced, null, TestContext.Current.CancellationToken);
        Assert.True(result.IsEqual, $"{model} on {target}: {result}");
        Assert.Equal(16, result.Examples);
        Assert.Equal(2 * graph.Nodes.Length, result.Layers);
    }

    [Fact]
    public void The_keyword_model_classifies_449_of_500_on_the_emulated_device()
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var graph = Golden.Read("kws_int8");
        using var program = DeviceProgram.Build(
            graph, TargetsAtHand.Require("cortex-m4"), OptimizeGoal.Speed, cancellation: TestContext.Current.CancellationToken);
        var outputs = program.Run(Golden.Bytes("kws_int8", "kws01_inputs.bin"), 500, null, TestContext.Current.CancellationToken).Outputs;
        Assert.Equal(Golden.Bytes("kws_int8", "kws01_outputs.bin"), outputs);
        var labels = Labels.Read(Golden.File("kws_int8", "kws01_labels.txt"));
        Assert.Equal(new LabelScore(449, 500), Labels.Score(graph, outputs, labels));
    }
}
