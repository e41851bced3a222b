using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>
/// Matrices and convolutions made for a core with DSP instructions, on the emulated core, against the interpreter: random shapes, windows,
/// zero points, scales and clamps, weights and activations at their ends.
/// </summary>
public class MatrixDspTests
{
    private const string Device = "cortex-m4";

    private static int Count => TestScope.All ? 160 : 24;

    public static TheoryData<OptimizeGoal> Goals => [.. Enum.GetValues<OptimizeGoal>()];

    [Theory]
    [MemberData(nameof(Goals))]
    public void Matrices_agree(OptimizeGoal goal) => Run(goal, 1000, random =>
    {
        var (rows, depth, channels) = (Size(random, 1, 13), Size(random, 1, 70), Size(random, 1, 20));
        if (random.Next(0, 12) == 0) depth += 600;
        return Layer(random, [rows, depth], [channels, depth], a => new FullyConnected { Activation = a }, perChannel: false);
    });

    [Theory]
    [MemberData(nameof(Goals))]
    public void Pointwise_convolutions_agree(OptimizeGoal goal) => Run(goal, 2000, random =>
    {
        var (depth, channels) = (Size(random, 1, 40), Size(random, 1, 40));
        return Layer(random, [random.Next(1, 3), random.Next(1, 6), random.Next(1, 9), depth], [channels, 1, 1, depth],
            a => new Conv2D(new Steps(1, 1), default, a), perChannel: true);
    });

    [Theory]
    [MemberData(nameof(Goals))]
    public void Convolutions_with_windows_agree(OptimizeGoal goal) => Run(goal, 3000, random =>
    {
        var (kernelY, kernelX, depth) = (random.Next(1, 6), random.Next(1, 5), Size(random, 1, 12));
        var padding = random.Next(0, 3) == 0 ? default
            : new Padding(random.Next(0, kernelY), random.Next(0, kernelY), random.Next(0, kernelX), random.Next(0, kernelX));
        return Layer(random,
            [random.Next(0, 8) == 0 ? 2 : 1, random.Next(kernelY, kernelY + 7), random.Next(kernelX, kernelX + 14), depth],
            [Size(random, 1, 20), kernelY, kernelX, depth],
            a => new Conv2D(new Steps(random.Next(1, 4), random.Next(1, 4)), padding, a), perChannel: true);
    });

    /// <summary>Sizes of a few, and often multiples of four, where no words are left over.</summary>
    private static int Size(RandomStream random, int low, int high)
    {
        var size = random.Next(low, high + 1);
        return random.Next(0, 3) == 0 ? (size + 3) / 4 * 4 : size;
    }

    private static void Run(OptimizeGoal goal, int seed, Func<RandomStream, Graph> create)
    {
        var target = TargetsAtHand.Require(Device);
        var batch = new DeviceBatch(target, goal);
        var cases = new List<(Graph Graph, byte[][] Inputs)>();
        var inAssembler = 0;
        for (var i = 0; i < Count; i++)
        {
            var random = new RandomStream((ulong)(seed + 100 * (int)goal + i));
            var graph = create(random);
            byte[][] inputs = [RandomTensors.Inputs(graph, random), RandomTensors.Inputs(graph, random), Ends(graph, random)];
            batch.Add(graph, optimize: false, inputs, isSequence: false);
            cases.Add((graph, inputs));
            var calls = ModelCompiler.Compile(graph, new CompileOptions(target.InstructionSet, goal)).Calls;
            if (calls.All(c => c.Kernel.Needs == InstructionSet.ArmDsp && c.Cost is not null)) inAssembler++;
        }
        // The least flash is that of portable kernels alone; under the goal of least RAM so small a layer may have either.
        if (goal == OptimizeGoal.Size) Assert.Equal(0, inAssembler);
        else if (goal != OptimizeGoal.Ram) Assert.InRange(inAssembler, Count * 3 / 4, Count);
        var outputs = batch.Run(TestContext.Current.CancellationToken);
        for (var i = 0; i < cases.Count; i++)
        {
            var interpreter = new Interpreter(cases[i].Graph);
            for (var e = 0; e < cases[i].Inputs.Length; e++)
                Assert.True(interpreter.Run(cases[i].Inputs[e]).AsSpan().SequenceEqual(outputs[i][e]), $"case {i}, example {e}");
        }
    }

    /// <summary>The least and the largest values only.</summary>
    private static byte[] Ends(Graph graph, RandomStream random) =>
        [.. RandomTensors.Inputs(graph, random).Select(v => v < 128 ? (byte)127 : (byte)128)];

    private static Graph Layer(RandomStream random, Shape x, Shape w, Func<Activation, Op> op, bool perChannel)
    {
        var builder = new GraphBuilder("layer");
        var (channels, depth) = (w[0], w.Elements / w[0]);
        var activation = random.Next(0, 4) switch { 0 => Activation.None, 1 => Activation.Relu6, _ => Activation.Relu };
        // Most clamps begin at the zero point, as quantizers make them.
        var zero = activation == Activation.None || random.Next(0, 4) == 0 ? random.Next(-128, 128) : -128;
        var input = builder.Input("x",
            new TensorType(ElementType.Int8, x, new Quantization.PerTensor(0.05f, random.Next(0, 3) == 0 ? -128 : random.Next(-128, 128))));
        var scales = Enumerable.Range(0, channels).Select(_ => 0.01f * (0.2f + 3 * (float)random.NextDouble())).ToArray();
        Quantization q = perChannel ? new Quantization.PerAxis(0, [.. scales]) : new Quantization.PerTensor(0.01f, 0);
        var most = random.Next(0, 4) == 0 ? 128 : random.Next(1, 128);
        var atEnds = random.Next(0, 4) == 0;
        var weights = Enumerable.Range(0, w.Elements)
            .Select(_ => (sbyte)Math.Max(-127, atEnds ? random.Next(0, 2) * 254 - 127 : random.Next(-most, most))).ToArray();
        var bias = Enumerable.Range(0, channels).Select(_ => random.Next(-20_000, 20_000) << (random.Next(0, 12) == 0 ? 9 : 0)).ToArray();
        var scale = 0.05f * 0.01f * MathF.Sqrt(depth) * 80 * MathF.ScaleB(1 + (float)random.NextDouble(), random.Next(-3, 3));
        var y = builder.Add(op(activation),
            [
                input,
                builder.Constant("w", Tensor.From<sbyte>(new TensorType(ElementType.Int8, w, q), weights)),
                builder.Constant("bias", Tensor.From<int>(new TensorType(ElementType.Int32, [channels]), bias)),
            ], new Quantization.PerTensor(scale, zero), "y", Origin.Of("layer"));
        return builder.Build([y]);
    }
}
