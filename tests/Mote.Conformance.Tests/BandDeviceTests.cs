using Mote.Compiler;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Passes;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>Networks in bands of rows, and values within others, on the emulated Cortex-M4: the interpreter's bits in less memory.</summary>
public class BandDeviceTests
{
    [Theory]
    [InlineData(OptimizeGoal.Balanced)]
    [InlineData(OptimizeGoal.Size)]
    public void Banded_networks_equal_the_interpreter(OptimizeGoal goal)
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var batch = new DeviceBatch(target, goal);
        var models = new List<(Graph Graph, byte[][] Inputs)>();
        var (banded, views) = (0, 0);
        for (var seed = 0UL; seed < 24; seed++)
        {
            var graph = BandGraphs.Create(seed + 500);
            var random = new RandomStream(seed);
            var whole = ModelCompiler.Compile(Pipelines.Run(Pipelines.ForDevice, graph), new CompileOptions(target.InstructionSet, goal));
            byte[][] inputs = [RandomTensors.Inputs(graph, random), RandomTensors.Inputs(graph, random)];
            models.Add((graph, inputs));
            var program = batch.Add(graph, optimize: true, inputs, isSequence: false, new MemoryLimits(whole.Arena.Bytes * 3 / 4));
            if (program.Bands is not null) banded++;
            Assert.True(program.Arena.Bytes <= whole.Arena.Bytes);
            views += program.Steps.Count(s => s.Node.Op is StridedSlice or Concatenation && s.IsView);
        }
        Assert.True(banded > 10, $"only {banded} were split");
        Assert.True(views > 3 * banded, $"only {views} slices and concatenations are views");
        var wrong = models.Zip(batch.Run(TestContext.Current.CancellationToken)).Where(m =>
        {
            var interpreter = new Interpreter(m.First.Graph);
            return m.First.Inputs.Zip(m.Second).Any(e => !interpreter.Run(e.First).AsSpan().SequenceEqual(e.Second));
        }).Select(m => m.First.Graph.Name).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void A_network_for_persons_runs_in_half_of_its_memory()
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var graph = Persons();
        var whole = PreparedModel.Of(graph, PreparedModel.OptionsFor(target.InstructionSet, OptimizeGoal.Balanced)).Program;
        var budget = whole.Arena.Bytes / 2;
        var report = Measure.Run(graph, target, OptimizeGoal.Balanced, new MemoryLimits(budget), null, 2, null, TestContext.Current.CancellationToken);
        Assert.Equal(2, report.Exact);
        Assert.True(report.ArenaBytes <= budget, $"{report.ArenaBytes} bytes, not {budget}; {whole.Arena.Bytes} without bands");
    }

    [Fact]
    public void What_no_split_reaches_is_refused_with_the_least_that_one_does()
    {
        var graph = Persons();
        var memory = new MemoryLimits(9_000);
        var program = PreparedModel.Of(graph, PreparedModel.OptionsFor(InstructionSet.Portable, OptimizeGoal.Balanced, memory: memory)).Program;
        var refused = Assert.Throws<MoteException>(() => RamBudget.Check(program, 9_000));
        Assert.Equal("MOTE0311", refused.Diagnostics[0].Code);
        Assert.Contains("the least that any split into bands was found to reach", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(32_000)]
    [InlineData(30_000)]
    public void Visual_wake_words_fit_below_what_whole_images_take(int budget)
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var report = Measure.Run(
            Golden.Read("vww_int8"), target, OptimizeGoal.Ram, new MemoryLimits(budget), null, 2, null, TestContext.Current.CancellationToken);
        Assert.Equal(2, report.Exact);
        Assert.True(report.ArenaBytes <= budget, $"{report.ArenaBytes} bytes");
    }

    /// <summary>The beginning of MobileNet at a quarter of its width, on a grey image: what person detection runs.</summary>
    private static Graph Persons()
    {
        var s = new GraphSketch("persons", new RandomStream(7));
        var x = s.Input([1, 96, 96, 1], zeroPoint: -1);
        x = Layer(new Conv2D(new Steps(2, 2), new Padding(0, 1, 0, 1), Activation.Relu), 9, [8, 3, 3, 1], 8);
        foreach (var (stride, channels) in ((int, int)[])[(1, 16), (2, 32), (1, 32), (2, 64), (1, 64)])
        {
            var depth = s.Builder.Type(x).Shape[3];
            x = Layer(new DepthwiseConv2D(new Steps(stride, stride), stride == 1 ? new Padding(1, 1, 1, 1) : new Padding(0, 1, 0, 1),
                Activation.Relu), 9, [1, 3, 3, depth], depth);
            x = Layer(new Conv2D(Steps.One, default, Activation.Relu), depth, [channels, 1, 1, depth], channels);
        }
        return s.Build(s.Node(new Mean([1, 2], true), s.Q(0.05f, 0), x));

        ValueId Layer(Op op, int taps, Shape weights, int channels) =>
            s.Node(op, s.Sums(x, taps, -128), x, s.Weights(weights, op is Conv2D ? 0 : 3), s.Bias(channels));
    }
}
