using Mote.Compiler.Prediction;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Compiler.Tests;

/// <summary>Looking layers up says what compiling them says.</summary>
public class CostModelTests
{
    /// <summary>How far weights change what a network takes: on cores whose kernels group products and round as weights allow; on
    /// others.</summary>
    private const double OfSmallCores = 0.1, OfOthers = 0.01;

    /// <summary>Layers of one shape share a routine if their rescaling has one form, which is a matter of weights.</summary>
    private const double OfFlash = 0.35;

    public static TheoryData<InstructionSet, OptimizeGoal> Targets
    {
        get
        {
            var data = new TheoryData<InstructionSet, OptimizeGoal>();
            foreach (var set in (InstructionSet[])[InstructionSet.ArmDsp, InstructionSet.ArmMve, InstructionSet.ArmV6M, InstructionSet.Rv32Imc])
                foreach (var goal in Enum.GetValues<OptimizeGoal>()) data.Add(set, goal);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Other_weights_cost_about_the_same(InstructionSet set, OptimizeGoal goal)
    {
        var options = new CompileOptions(set, goal);
        var model = new CostModel(options);
        for (ulong seed = 1; seed <= 3; seed++)
        {
            // All but the first come from what has been kept of it; weights are smaller and smaller.
            var graph = Keywords(seed);
            var (looked, compiled) = (model.Predict(graph), CostModel.Of(graph, options));
            var tolerance = set is InstructionSet.ArmV6M or InstructionSet.Rv32Imc ? OfSmallCores : OfOthers;
            Assert.InRange(looked.Instructions, compiled.Instructions * (1 - tolerance), compiled.Instructions * (1 + tolerance));
            Assert.InRange(looked.FlashBytes, compiled.FlashBytes * (1 - OfFlash), compiled.FlashBytes * (1 + OfFlash));
            Assert.InRange(looked.RamBytes, compiled.RamBytes * (1 - OfSmallCores), compiled.RamBytes * (1 + OfSmallCores));
            Assert.All(looked.Layers, l => Assert.True(l.IsFitted, $"layer {l.Node} has no formula"));
        }
    }

    /// <summary>Every operator, in graphs of all kinds: what is kept of one layer never breaks another.</summary>
    [Theory]
    [InlineData(InstructionSet.ArmDsp, OptimizeGoal.Balanced)]
    [InlineData(InstructionSet.ArmMve, OptimizeGoal.Instructions)]
    [InlineData(InstructionSet.Rv32Imc, OptimizeGoal.Size)]
    [InlineData(InstructionSet.Portable, OptimizeGoal.Balanced)]
    public void Every_operator_can_be_looked_up(InstructionSet set, OptimizeGoal goal)
    {
        var options = new CompileOptions(set, goal);
        var model = new CostModel(options);
        var count = 0;
        foreach (var graph in OpSamples.All)
        {
            var (first, again, compiled) = (model.Predict(graph), model.Predict(graph), CostModel.Of(graph, options));
            Assert.Equal(first.Instructions, again.Instructions);
            Assert.Equal(compiled.RamBytes, again.RamBytes);
            Assert.InRange(again.Instructions, compiled.Instructions * 0.9, compiled.Instructions * 1.1);
            count++;
        }
        Assert.True(count > 100, $"{count} samples");
    }

    /// <summary>A small network of separable convolutions.</summary>
    private static Graph Keywords(ulong seed)
    {
        var s = new GraphSketch("keywords", new RandomStream(seed));
        var x = s.Input([1, 25, 10, 1], zeroPoint: -128);
        x = s.Node(new Conv2D(new Steps(2, 2), new Padding(4, 5, 1, 1), Activation.Relu), s.Sums(x, 40, -128), x,
            s.Weights([32, 10, 4, 1], 0), s.Bias(32));
        for (var i = 0; i < 3; i++)
        {
            x = s.Node(new DepthwiseConv2D(Steps.One, new Padding(1, 1, 1, 1), Activation.Relu), s.Sums(x, 9, -128), x,
                s.Weights([1, 3, 3, 32], 3), s.Bias(32));
            x = s.Node(new Conv2D(Steps.One, default, Activation.Relu), s.Sums(x, 32, -128), x, s.Weights([32, 1, 1, 32], 0), s.Bias(32));
        }
        return s.Build(x);
    }
}
