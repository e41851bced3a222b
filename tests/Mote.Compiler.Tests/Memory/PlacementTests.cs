using Mote.Compiler.Memory;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Compiler.Tests.Memory;

/// <summary>Operands of concatenations in their places, slices of rows where their operands lie; and what must be copied all the same.</summary>
public class PlacementTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 80)];

    [Fact]
    public void Operands_are_made_in_their_places()
    {
        var s = new GraphSketch("join", new RandomStream(1));
        var x = s.Input([1, 4, 4, 8]);
        var (a, b) = (s.Keep(new Relu(Activation.Relu), x), s.Keep(new Relu(Activation.Relu6), x));
        var program = Compile(s.Build(s.Keep(new Concatenation(1), a, b)));
        Assert.Empty(program.Steps[2].Calls);
        Assert.Equal(2, program.Steps[2].Placed.Length);
        Assert.Equal(128, program.Arena.OffsetOf(b) - program.Arena.OffsetOf(a));
        // One of the two replaces the operand.
        Assert.Equal(2 * 128, program.Arena.Bytes);
    }

    [Fact]
    public void Slices_of_rows_are_where_their_operand_is_and_let_the_rest_of_it_go()
    {
        var s = new GraphSketch("slices", new RandomStream(1));
        var x = s.Input([1, 8, 4, 8]);
        var wide = s.Node(new Conv2D(Steps.One, default), s.Sums(x, 8, 0), x, s.Weights([16, 1, 1, 8], 0), s.Bias(16));
        var parts = Enumerable.Range(0, 4).Select(i => s.Keep(new StridedSlice([0, 2 * i, 0, 0], [1, 2, 4, 16], [1, 1, 1, 1], [1, 2, 4, 16]), wide)).ToArray();
        var narrow = parts.Select(p => s.Node(new Conv2D(Steps.One, default), s.Sums(p, 16, 0), p, s.Weights([16, 1, 1, 16], 0), s.Bias(16))).ToArray();
        var program = Compile(s.Build(s.Node(new Concatenation(1), s.Builder.Type(narrow[0]).Quantization, narrow.Select((n, i) => i == 0 ? n : s.Node(new Quantize(ElementType.Int8), s.Builder.Type(narrow[0]).Quantization, n)).ToArray())));
        Assert.DoesNotContain(program.Calls, c => c.Kernel.Family.StartsWith("copy", StringComparison.Ordinal));
        Assert.Equal(4, program.Steps.Count(t => t.Node.Op is StridedSlice && t.IsView));
        // The whole image once, and what one part's convolution needs beside its operand.
        Assert.True(program.Arena.Bytes <= 512 + 2 * 128, $"{program.Arena.Bytes} bytes");
    }

    [Theory]
    [InlineData("twice")]
    [InlineData("constant")]
    [InlineData("unaligned")]
    [InlineData("columns")]
    public void What_cannot_lie_in_its_place_is_copied(string why)
    {
        var s = new GraphSketch("copies", new RandomStream(1));
        var x = s.Input(why == "unaligned" ? [1, 3, 3, 3] : [1, 4, 4, 4]);
        var a = s.Keep(new Relu(Activation.Relu), x);
        var b = why == "twice" ? a : why == "constant" ? s.Constant(new TensorType(ElementType.Int8, [1, 4, 4, 4], s.Builder.Type(x).Quantization), 10)
            : s.Keep(new Relu(Activation.Relu6), x);
        var program = Compile(s.Build(s.Keep(new Concatenation(why == "columns" ? 2 : 1), a, b)));
        Assert.Equal(why == "columns" ? 2 : 1, program.Steps[^1].Calls.Length);
        Assert.Empty(ArenaCheck.Violations(program.Graph, program.Steps, program.Arena));
    }

    [Fact]
    public void A_value_in_two_concatenations_lies_in_one_of_them()
    {
        var s = new GraphSketch("two", new RandomStream(1));
        var x = s.Input([1, 4, 4, 8]);
        var parts = new[] { Activation.Relu, Activation.Relu6, Activation.ReluN1To1 }.Select(a => s.Keep(new Relu(a), x)).ToArray();
        var program = Compile(s.Build(s.Keep(new Concatenation(1), parts[0], parts[1]), s.Keep(new Concatenation(1), parts[0], parts[2])));
        Assert.Equal([2, 1], program.Steps.Where(t => t.Node.Op is Concatenation).Select(t => t.Placed.Length));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_wrong_place_is_seen(int seed)
    {
        var program = Compile(RandomGraph((ulong)seed));
        Assert.Empty(ArenaCheck.Violations(program.Graph, program.Steps, program.Arena));
        var views = program.Steps.SelectMany(t => t.Placed).ToList();
        foreach (var view in views)
            foreach (var moved in (int[])[view.Part.Index, view.Whole.Index])
                for (var shift = -8; shift <= 8; shift += 4)
                {
                    if (shift == 0) continue;
                    var wrong = program.Arena with { Offsets = program.Arena.Offsets.SetItem(moved, program.Arena.Offsets[moved] + shift) };
                    Assert.NotEmpty(ArenaCheck.Violations(program.Graph, program.Steps, wrong));
                }
        // A part that is not what it is taken for: one row further.
        foreach (var step in program.Steps.Where(t => !t.Placed.IsEmpty))
        {
            var other = step with { Placed = [.. step.Placed.Select(v => v with { Offset = v.Offset + 4 })] };
            Assert.NotEmpty(ArenaCheck.Violations(program.Graph, program.Steps.SetItem(step.Index, other), program.Arena));
        }
    }

    [Fact]
    public void What_writes_over_a_part_that_is_still_needed_is_seen()
    {
        var (seen, tried) = (0, 0);
        for (var seed = 0UL; seed < 80; seed++)
        {
            var program = Compile(RandomGraph(seed));
            // Each result in turn where another value lies: either both are never needed together, or the checker says so.
            foreach (var view in program.Steps.SelectMany(t => t.Placed))
                foreach (var step in program.Steps.Where(t => !t.IsView))
                {
                    var output = step.Node.Output;
                    if (program.Arena.OffsetOf(output) == program.Arena.OffsetOf(view.Part) || !IsNeededAt(program, view.Part, step.Index)) continue;
                    tried++;
                    var wrong = program.Arena with
                    {
                        Offsets = program.Arena.Offsets.SetItem(output.Index, program.Arena.OffsetOf(view.Part)), Bytes = program.Arena.Bytes + 4096,
                    };
                    if (ArenaCheck.Violations(program.Graph, program.Steps, wrong).Count > 0) seen++;
                }
        }
        Assert.True(tried > 100, $"only {tried} were tried");
        Assert.Equal(tried, seen);
    }

    /// <summary>Whether a value has been made before a step and is read after it.</summary>
    private static bool IsNeededAt(CProgram program, ValueId value, int step) =>
        (program.Graph.Inputs.Contains(value) || program.Steps.Any(t => t.Index < step && t.Node.Outputs.Contains(value)))
        && program.Steps.Any(t => t.Index > step && t.Node.Inputs.Contains(value));

    private static CProgram Compile(Graph graph) => ModelCompiler.Compile(graph, new CompileOptions(InstructionSet.Portable));

    /// <summary>Rows and channels sliced, worked on, split and joined in many ways.</summary>
    internal static Graph RandomGraph(ulong seed)
    {
        var random = new RandomStream(seed);
        var s = new GraphSketch($"placed {seed}", random);
        var values = new List<ValueId> { s.Input([1, random.Next(2, 7), random.Next(1, 4), 4]) };
        for (var made = 0; made < random.Next(4, 14); made++)
        {
            var x = values[random.Next(0, 3) == 0 ? random.Next(0, values.Count) : values.Count - 1];
            var shape = s.Builder.Type(x).Shape;
            var (first, count) = (random.Next(0, shape[1]), 0);
            count = random.Next(1, shape[1] - first + 1);
            var same = values.Where(v => s.Builder.Type(v).Shape[2] == shape[2] && s.Builder.Type(v).Shape[1] < 24).ToList();
            switch (random.Next(0, 5))
            {
                case 0:
                    values.Add(s.Keep(new StridedSlice([0, first, 0, 0], [1, count, shape[2], 4], [1, 1, 1, 1], [1, count, shape[2], 4]), x));
                    break;
                case 1 when shape[1] > 1:
                    var split = s.Builder.Add(new Split(1, [1, shape[1] - 1]), [x], [s.Builder.Type(x).Quantization, s.Builder.Type(x).Quantization],
                        [$"left {made}", $"right {made}"], Origin.Of($"split {made}"));
                    values.AddRange(split);
                    break;
                case 2:
                    values.Add(s.Keep(new Reshape([1, shape[1], shape[2], 4]), x));
                    break;
                case 3 when shape[1] < 24:
                    values.Add(s.Keep(new Concatenation(1), [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => same[random.Next(0, same.Count)])]));
                    break;
                default:
                    values.Add(s.Keep(new Relu(random.Next(0, 2) == 0 ? Activation.Relu : Activation.ReluN1To1), x));
                    break;
            }
        }
        return s.Build(values[^1], values[random.Next(1, values.Count)]);
    }
}
