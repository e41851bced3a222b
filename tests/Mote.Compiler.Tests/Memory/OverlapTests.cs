using Mote.Compiler.Memory;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Tests.Memory;

/// <summary>Results over what has been read of their operands: how near they may come, and that the checker sees when they come nearer.</summary>
public class OverlapTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Distances_are_the_least_that_a_walk_byte_by_byte_allows(int seed)
    {
        var program = Program(seed);
        var stream = program.Steps[0].Calls[0].Stream!;
        var (operand, result) = (program.Graph.Type(stream.Operand).Bytes, program.Graph.Type(stream.Result).Bytes);
        Assert.Equal(result, stream.Reads.Length * stream.UnitBytes);
        var forward = stream.ForwardDistance;
        var backward = stream.BackwardDistance(operand);
        Assert.True(IsSound(stream, operand, forward, fromEnd: false));
        Assert.False(IsSound(stream, operand, forward - 1, fromEnd: false));
        // The operand's offset beyond the result's, for ends that lie 'backward' apart.
        Assert.True(IsSound(stream, operand, result - operand - backward, fromEnd: true));
        Assert.False(IsSound(stream, operand, result - operand - backward + 1, fromEnd: true));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_checker_accepts_what_is_sound_and_nothing_else(int seed)
    {
        var program = Program(seed);
        var step = program.Steps[0];
        var stream = step.Calls[0].Stream!;
        var (operand, result) = (program.Graph.Type(stream.Operand).Bytes, program.Graph.Type(stream.Result).Bytes);
        Assert.Empty(ArenaCheck.Violations(program.Graph, program.Steps, program.Arena));
        foreach (var isBackward in (bool[])[false, true])
        {
            var call = step.Calls[0] with
            {
                IsBackward = isBackward,
                Parameters = isBackward ? stream.Backward! : Forward(step.Calls[0].Parameters),
            };
            // Offsets are multiples of 4: every relation of the two that the planner could choose.
            for (var shift = -result & ~3; shift <= operand + 3; shift += 4)
            {
                var (from, to) = (Math.Max(0, shift), Math.Max(0, -shift));
                var layout = new ArenaLayout(
                    program.Arena.Offsets.SetItem(stream.Operand.Index, from).SetItem(stream.Result.Index, to),
                    Math.Max(from + operand, to + result) + 8, 0, false);
                var violations = ArenaCheck.Violations(program.Graph, [step with { Calls = [call] }], layout);
                Assert.True(IsSound(stream, operand, shift, isBackward) == (violations.Count == 0),
                    $"shift {shift}, backward {isBackward}: {string.Join("; ", violations)}");
            }
        }
    }

    [Fact]
    public void A_chain_of_equal_layers_takes_little_more_than_one_of_its_tensors()
    {
        var b = new GraphBuilder("chain");
        var x = b.Input("x", Real(1, 16, 16, 8));
        for (var i = 0; i < 6; i++) x = Depthwise(b, x, 8, 3, 3, new Steps(1, 1, 1, 1), new Padding(1, 1, 1, 1), $"d{i}");
        var program = ModelCompiler.Compile(b.Build([x]), new CompileOptions());
        var tensor = 16 * 16 * 8 * 4;
        // A row and two pixels: what a window of three by three still needs of the row above.
        Assert.Equal(tensor + (16 + 2) * 8 * 4, program.Arena.Bytes);
        Assert.Equal([false, true, false, true, false, true], program.Steps.Select(s => s.Calls[0].IsBackward ^ program.Steps[0].Calls[0].IsBackward));
    }

    /// <summary>
    /// Owners of single bytes, unit after unit: a unit reads, is written, and reads again what it read, as kernels write a pixel in parts.
    /// </summary>
    /// <param name="stream">The order.</param>
    /// <param name="operandBytes">The operand's size.</param>
    /// <param name="shift">The operand's offset minus the result's.</param>
    /// <param name="fromEnd">Whether the last unit comes first.</param>
    private static bool IsSound(StreamOrder stream, int operandBytes, int shift, bool fromEnd)
    {
        var (from, to) = (Math.Max(0, shift), Math.Max(0, -shift));
        var owner = new bool[Math.Max(from + operandBytes, to + stream.Reads.Length * stream.UnitBytes)];
        owner.AsSpan(from, operandBytes).Fill(true);
        for (var i = 0; i < stream.Reads.Length; i++)
        {
            var unit = fromEnd ? stream.Reads.Length - 1 - i : i;
            owner.AsSpan(to + unit * stream.UnitBytes, stream.UnitBytes).Clear();
            var (first, end) = stream.Reads[unit];
            if (owner.AsSpan(from + first, end - first).Contains(false)) return false;
        }
        return true;
    }

    private static CParameters Forward(CParameters parameters) =>
        new([.. parameters.Members.Where(m => m.Name != "backward").Select(m =>
            m.Value is CValue.Struct s ? m with { Value = Forward(s.Members) } : m)]);

    /// <summary>One operator with a window or none, of random sizes.</summary>
    private static CProgram Program(int seed)
    {
        var random = new RandomStream((ulong)seed);
        var b = new GraphBuilder("one");
        var (height, width, channels) = (random.Next(1, 9), random.Next(1, 9), random.Next(1, 5));
        var x = b.Input("x", Real(random.Next(1, 3), height, width, channels));
        var (kernelY, kernelX) = (random.Next(1, Math.Min(4, height + 1)), random.Next(1, Math.Min(4, width + 1)));
        var steps = new Steps(random.Next(1, 4), random.Next(1, 4), 1, 1);
        var padding = new Padding(random.Next(0, kernelY), random.Next(0, kernelY), random.Next(0, kernelX), random.Next(0, kernelX));
        var outputs = random.Next(1, 7);
        var y = (seed % 4) switch
        {
            0 => Depthwise(b, x, channels, kernelY, kernelX, steps, padding, "y"),
            1 => b.Add(new MaxPool2D(kernelY, kernelX, steps, padding, Activation.None), [x], null, "y", Origin.Of("pool")),
            2 => b.Add(new Conv2D(steps, padding, Activation.None),
                [x, Weights(b, outputs, kernelY, kernelX, channels)], null, "y", Origin.Of("conv")),
            _ => b.Add(new Conv2D(new Steps(1, 1, 1, 1), new Padding(0, 0, 0, 0), Activation.None),
                [x, Weights(b, outputs, 1, 1, channels)], null, "y", Origin.Of("pointwise")),
        };
        return ModelCompiler.Compile(b.Build([y]), new CompileOptions());
    }

    private static ValueId Depthwise(
        GraphBuilder b, ValueId x, int channels, int kernelY, int kernelX, Steps steps, Padding padding, string name) =>
        b.Add(new DepthwiseConv2D(steps, padding, Activation.None), [x, Weights(b, 1, kernelY, kernelX, channels)], null, name, Origin.Of(name));

    private static ValueId Weights(GraphBuilder b, params int[] shape) =>
        b.Constant("w", Tensor.From(Real(shape), (ReadOnlySpan<float>)new float[shape.Aggregate(1, (p, d) => p * d)]));

    private static TensorType Real(params int[] shape) => new(ElementType.Float32, [.. shape]);
}
