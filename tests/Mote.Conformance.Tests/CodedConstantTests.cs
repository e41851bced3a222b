using Mote.Compiler;
using Mote.Compiler.Memory;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>Programs whose constants are stored coded: the same bits, in less flash.</summary>
public class CodedConstantTests
{
    private static readonly MemoryLimits Smallest = MemoryLimits.None with { FlashBudget = 0 };

    [Theory]
    [InlineData("host", OptimizeGoal.Size)]
    [InlineData("cortex-m4", OptimizeGoal.Size)]
    [InlineData("cortex-m4", OptimizeGoal.Balanced)]
    [InlineData("cortex-m0plus", OptimizeGoal.Balanced)]
    [InlineData("cortex-m55", OptimizeGoal.Balanced)]
    [InlineData("rv32imc", OptimizeGoal.Balanced)]
    public void The_keyword_model_pruned_and_shared_equals_the_interpreter_layer_by_layer(string name, OptimizeGoal goal)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var target = TargetsAtHand.Require(name);
        var cancellation = TestContext.Current.CancellationToken;
        foreach (var graph in (Graph[])[SimplerWeights.Shared(Golden.Read("kws_int8"), 16), SimplerWeights.Pruned(Golden.Read("kws_int8"), 0.15, 8)])
        {
            var inputs = RandomInputs.Of(graph, 2);
            var model = PreparedModel.Of(graph, PreparedModel.OptionsFor(target.InstructionSet, goal, memory: Smallest));
            Assert.True(model.Program.HasCodedConstants);
            using (var program = DeviceProgram.Build(model, target, cancellation: cancellation))
                Assert.Equal(InterpreterRun.Outputs(graph, inputs, 2, cancellation), program.Run(inputs, 2, null, cancellation).Outputs);

            using var traced = DeviceProgram.Build(model, target, trace: true, cancellation);
            var layers = new Dictionary<(int, int), byte[]>();
            for (var e = 0; e < 2; e++)
                new Interpreter(model.Optimized).Run(
                    inputs.AsMemory(e * inputs.Length / 2, inputs.Length / 2).ToArray(),
                    (node, o, data) => { if (o == 0) layers[(e, node)] = data.ToArray(); });
            foreach (var record in traced.Run(inputs, 2, null, cancellation).Trace)
                Assert.True(layers[(record.Example, record.Step)].AsSpan().SequenceEqual(record.Data.Span), $"step {record.Step}");
        }
    }

    [Fact]
    public void Random_graphs_agree_under_sanitizers()
    {
        TargetsAtHand.Require("host");
        using var batch = new HostBatch();
        var goals = Enum.GetValues<OptimizeGoal>();
        for (var i = 0; i < (TestScope.All ? 300 : 40); i++)
        {
            var graph = SimplerWeights.Mixed(GraphGenerator.Create((ulong)(470_000 + i)), (ulong)i);
            var random = new RandomStream((ulong)i);
            try
            {
                batch.Add(graph, goals[i % goals.Length], optimize: i % 3 != 0,
                    [.. Enumerable.Range(0, 3).SelectMany(_ => RandomTensors.Inputs(graph, random))], 3, Smallest);
            }
            catch (MoteException e) when (e.Diagnostics[0].Code == "MOTE0303")
            {
                // Five nested loops are for the interpreter alone.
            }
        }
        foreach (var kind in Layers()) batch.Add(kind, OptimizeGoal.Size, optimize: true, RandomInputs.Of(kind, 3), 3, Smallest);
        Assert.Empty(batch.Run());
        Assert.InRange(batch.WithCodedConstants, 5, int.MaxValue);
    }

    [Fact]
    public void A_budget_is_met_with_as_little_decoding_as_it_takes()
    {
        var graph = SimplerWeights.Shared(DenseNetwork(0, 32), 8);
        var plain = Compiled(graph, null);
        Assert.False(plain.HasCodedConstants);
        var smallest = Compiled(graph, 0);
        Assert.InRange(smallest.PredictedFlashBytes, 0, plain.PredictedFlashBytes * 7 / 10);
        var before = -1.0;
        for (var budget = plain.PredictedFlashBytes; budget > smallest.PredictedFlashBytes; budget -= (plain.PredictedFlashBytes - smallest.PredictedFlashBytes) / 4 + 1)
        {
            var program = Compiled(graph, budget);
            Assert.InRange(program.PredictedFlashBytes, smallest.PredictedFlashBytes, budget);
            var decoding = program.Calls.Sum(c => c.DecodeCost.Instructions);
            Assert.InRange(decoding, before, double.MaxValue);
            before = decoding;
        }
        var refused = Assert.Throws<MoteException>(() => PreparedModel.Of(
            graph, PreparedModel.OptionsFor(InstructionSet.Portable, OptimizeGoal.Size, memory: MemoryLimits.None with { FlashBudget = 1000 })));
        Assert.Equal("MOTE0315", refused.Diagnostics[0].Code);
    }

    [Fact]
    public void Zeros_that_are_skipped_spare_instructions_and_flash()
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var graph = DenseNetwork(0.92, 32);
        var cancellation = TestContext.Current.CancellationToken;
        var dense = Measure.Run(graph, target, OptimizeGoal.Size, null, 2, null, cancellation);
        var sparse = Measure.Run(graph, target, OptimizeGoal.Size, Smallest, null, 2, null, cancellation);
        Assert.Equal((2, 2), (dense.Exact, sparse.Exact));
        Assert.InRange(sparse.FlashBytes, 0, dense.FlashBytes / 6);
        Assert.InRange(sparse.Instructions!.Value, 0, dense.Instructions!.Value);
        TestContext.Current.SendDiagnosticMessage($"dense {dense}; sparse {sparse}");
    }

    [Fact]
    public void Few_enough_weights_are_faster_than_the_best_kernel_for_all_of_them()
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var (graph, cancellation) = (DenseNetwork(0.96, 32), TestContext.Current.CancellationToken);
        var dense = Measure.Run(graph, target, OptimizeGoal.Instructions, null, 2, null, cancellation);
        var sparse = Measure.Run(
            graph, target, OptimizeGoal.Instructions, MemoryLimits.None with { FlashBudget = 60 << 10 }, null, 2, null, cancellation);
        Assert.Equal((2, 2), (dense.Exact, sparse.Exact));
        Assert.InRange(sparse.FlashBytes, 0, dense.FlashBytes / 5);
        Assert.InRange(sparse.Instructions!.Value, 0, dense.Instructions!.Value * 8 / 10);
    }

    [Fact]
    public void A_constant_that_is_decoded_over_something_else_is_found()
    {
        var program = ModelCompiler.Compile(
            SimplerWeights.Shared(DenseNetwork(0, 32), 16),
            new CompileOptions(Goal: OptimizeGoal.Size) { Memory = Smallest with { RamBudget = 400_000 } });
        Assert.Empty(ArenaCheck.Violations(program.Graph, program.Steps, program.Arena));
        foreach (var step in program.Steps.Where(s => s.Calls.Any(c => c.DecodedBytes > 0)))
            foreach (var by in (int[])[-8, 4, 8])
            {
                var moved = step with { Calls = [.. step.Calls.Select(c => c with { Arguments = [.. c.Arguments.Select(a => Moved(a, by))] })] };
                Assert.NotEmpty(ArenaCheck.Violations(program.Graph, program.Steps.SetItem(step.Index, moved), program.Arena));
                var scratch = program.Arena.Scratch.SetItem(step.Index, program.Arena.OffsetOf(step.Node.Inputs[0]) & -8);
                Assert.NotEmpty(ArenaCheck.Violations(program.Graph, program.Steps, program.Arena with { Scratch = scratch }));
            }

        static CArgument Moved(CArgument argument, int by) =>
            argument is CArgument.Decoded d ? d with { Offset = d.Offset + by } : argument;
    }

    [Fact]
    public void Budgets_of_memory_hold_while_constants_are_decoded()
    {
        var graph = SimplerWeights.Shared(DenseNetwork(0, 32), 16);
        foreach (var ram in (int[])[1200, 4000, 40_000, 400_000])
        {
            var memory = MemoryLimits.None with { FlashBudget = 0, RamBudget = ram };
            var program = ModelCompiler.Compile(graph, new CompileOptions(Goal: OptimizeGoal.Size) { Memory = memory });
            Assert.InRange(program.Arena.Bytes, 0, Math.Max(ram, Compiled(graph, null).Arena.Bytes));
            Assert.True(program.HasCodedConstants);
        }
    }

    private static CProgram Compiled(Graph graph, int? budget) => ModelCompiler.Compile(
        graph, new CompileOptions(Goal: OptimizeGoal.Size) { Memory = MemoryLimits.None with { FlashBudget = budget } });

    /// <summary>Layers of 784, 300, 100 and 10, as LeNet-300-100 has them.</summary>
    private static Graph DenseNetwork(double zeros, int distinct)
    {
        var random = new RandomStream(30);
        var builder = new GraphBuilder("dense");
        var x = builder.Input("x", new TensorType(ElementType.Int8, [1, 784], new Quantization.PerTensor(0.02f, -3)));
        int[] sizes = [784, 300, 100, 10];
        for (var i = 1; i < sizes.Length; i++)
        {
            var weights = Enumerable.Range(0, sizes[i] * sizes[i - 1])
                .Select(_ => random.NextDouble() < zeros ? (sbyte)0 : (sbyte)((random.Next(0, distinct) - distinct / 2) * 4 + 2)).ToArray();
            var bias = Enumerable.Range(0, sizes[i]).Select(_ => random.Next(-1000, 1000)).ToArray();
            var w = builder.Constant($"w{i}", Tensor.From<sbyte>(
                new TensorType(ElementType.Int8, [sizes[i], sizes[i - 1]], new Quantization.PerTensor(0.01f, 0)), weights));
            var b = builder.Constant($"b{i}", Tensor.From<int>(new TensorType(ElementType.Int32, [sizes[i]], null), bias));
            x = builder.Add(new FullyConnected(i < 3 ? Activation.Relu : Activation.None), [x, w, b],
                new Quantization.PerTensor(0.1f * i, 5), $"y{i}", Origin.Of($"dense{i}"));
        }
        return builder.Build([x]);
    }

    /// <summary>A layer of 4-bit weights.</summary>
    private static Graph FourBits()
    {
        var random = new RandomStream(44);
        var builder = new GraphBuilder("int4");
        var x = builder.Input("x", new TensorType(ElementType.Int8, [1, 128], new Quantization.PerTensor(0.02f, -3)));
        var weights = Enumerable.Range(0, 128 * 64).Select(_ => (sbyte)random.Next(-7, 8)).ToArray();
        var w = builder.Constant("w", Tensor.FromBytes(
            new TensorType(ElementType.Int4, [64, 128], new Quantization.PerTensor(0.01f, 0)), PackedInt4.Pack(weights)));
        return builder.Build([builder.Add(
            new FullyConnected(Activation.Relu), [x, w, ValueId.None], new Quantization.PerTensor(0.1f, 5), "y", Origin.Of("dense"))]);
    }

    [Theory]
    [InlineData("cortex-m4")]
    [InlineData("cortex-m0plus")]
    public void Four_bit_weights_take_four_bits_of_flash(string name)
    {
        var target = TargetsAtHand.Require(name);
        var cancellation = TestContext.Current.CancellationToken;
        var plain = Measure.Run(FourBits(), target, OptimizeGoal.Size, null, 2, null, cancellation);
        var packed = Measure.Run(FourBits(), target, OptimizeGoal.Size, Smallest, null, 2, null, cancellation);
        Assert.Equal((2, 2), (plain.Exact, packed.Exact));
        Assert.InRange(packed.FlashBytes, 0, plain.FlashBytes - 3400);
    }

    [Fact]
    public void A_changed_byte_of_a_model_s_flash_is_found_while_it_runs()
    {
        TargetsAtHand.Require("host");
        var graph = DenseNetwork(0.9, 32);
        var model = PreparedModel.Of(graph, PreparedModel.OptionsFor(InstructionSet.Portable, OptimizeGoal.Size, memory: Smallest));
        using var batch = new HostBatch();
        Assert.Equal(["0", "0", "1", "1", "1", "1"], batch.Statuses(model, changes: 4));
    }

    /// <summary>Layers of all kinds that may decode their weights themselves.</summary>
    private static IEnumerable<Graph> Layers()
    {
        yield return DenseNetwork(0.9, 32);
        yield return DenseNetwork(0, 4);
        yield return FourBits();
        for (var i = 0; i < 8; i++)
        {
            var random = new RandomStream((ulong)i + 900);
            var builder = new GraphBuilder($"layers{i}");
            var x = builder.Input("x", new TensorType(ElementType.Int8, [1, 7, 6, 16], new Quantization.PerTensor(0.02f, -3)));
            var (kernel, channels) = (1 + 2 * (i % 3), 40);
            var zeros = i % 2 * 0.8;
            var weights = Enumerable.Range(0, channels * kernel * kernel * 16)
                .Select(_ => random.NextDouble() < zeros ? (sbyte)0 : (sbyte)(random.Next(-3, 4) * 20)).ToArray();
            var w = builder.Constant("w", Tensor.From<sbyte>(new TensorType(
                ElementType.Int8, [channels, kernel, kernel, 16], new Quantization.PerTensor(0.01f, 0)), weights));
            var pad = kernel / 2;
            var y = builder.Add(
                new Conv2D(new Steps(1 + i % 2, 1, 1, 1), new Padding(pad, pad, pad, pad), Activation.Relu), [x, w, ValueId.None],
                new Quantization.PerTensor(0.3f, 5), "y", Origin.Of("conv"));
            yield return builder.Build([y]);
        }
    }
}
