using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Execution;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>
/// Winograd's form by halves of rows, on the emulated Cortex-M4: where the result takes the operand's place, and where an addition
/// needs the operand afterwards, so that the result's end takes what is transformed.
/// </summary>
public class WinogradHalvesTests
{
    private const int Models = 24;

    [Fact]
    public void Convolutions_equal_the_interpreter()
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var batch = new DeviceBatch(target, OptimizeGoal.Balanced);
        var models = new List<(Graph Graph, byte[][] Inputs)>();
        var (replacing, keeping) = (0, 0);
        for (var i = 0; i < Models; i++)
        {
            var random = new RandomStream(4000 + (ulong)i);
            var keeps = i % 2 == 0;
            var graph = Block($"block {i}", random, keeps);
            byte[][] inputs = [.. Enumerable.Range(0, 3).Select(_ => RandomTensors.Inputs(graph, random))];
            models.Add((graph, inputs));
            batch.Add(graph, optimize: false, inputs, isSequence: false);
            var calls = ModelCompiler.Compile(graph, new CompileOptions(target.InstructionSet)).Calls
                .Count(c => c.Kernel.Family == "winograd_halves_s8_dsp");
            if (keeps) keeping += calls;
            else replacing += calls;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{replacing} in place, {keeping} with an operand that is kept");
        Assert.True(replacing > Models / 8 && keeping > Models / 8, $"only {replacing} and {keeping} are done by halves");
        var wrong = new List<string>();
        foreach (var ((graph, inputs), outputs) in models.Zip(batch.Run(TestContext.Current.CancellationToken)))
        {
            var interpreter = new Interpreter(graph);
            for (var e = 0; e < inputs.Length; e++)
                if (!interpreter.Run(inputs[e]).AsSpan().SequenceEqual(outputs[e]))
                    wrong.Add($"{graph.Name} example {e}: {graph.Type(graph.Inputs[0])}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>A convolution, or a residual block of two, at whose peak everything is alive.</summary>
    private static Graph Block(string name, RandomStream random, bool keeps)
    {
        var s = new GraphSketch(name, random);
        var channels = 4 * random.Next(1, 6);
        var (height, width) = (random.Next(5, 25), 16 * random.Next(1, 3));
        var x = s.Input([1, height, width, channels], zeroPoint: random.Next(-128, 128));
        var y = Convolution(x, keeps || random.Next(0, 2) == 0);
        if (!keeps) return s.Build(y);
        var z = Convolution(y, false);
        return s.Build(s.Node(new Add(Activation.Relu), s.Q(0.103f, -128), x, z));

        ValueId Convolution(ValueId from, bool relu) => s.Node(
            new Conv2D(Steps.One, new Padding(1, 1, 1, 1), relu ? Activation.Relu : Activation.None),
            s.Sums(from, 9 * channels, relu ? -128 : random.Next(-128, 128)), from, s.Weights([channels, 3, 3, channels], 0), s.Bias(channels));
    }
}
