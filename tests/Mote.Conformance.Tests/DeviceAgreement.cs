using Mote.Compiler;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Targets;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>
/// Graphs that an emulated device runs in one program and that the interpreter runs, too: both must give the same bytes. The tests that
/// use it say which kernels the graphs are made for, so that nothing is compared with a portable kernel unseen.
/// </summary>
internal sealed class DeviceAgreement
{
    private readonly Target _target;
    private readonly OptimizeGoal _goal;
    private readonly DeviceBatch _batch;
    private readonly List<(Graph Graph, byte[][] Inputs)> _cases = [];
    private readonly List<CProgram> _programs = [];

    public DeviceAgreement(string device, OptimizeGoal goal)
    {
        (_target, _goal) = (TargetsAtHand.Require(device), goal);
        _batch = new DeviceBatch(_target, goal);
    }

    /// <summary>Kernel calls of all programs that meet a condition.</summary>
    public int Calls(Func<KernelCall, bool> which) => _programs.Sum(p => p.Calls.Count(which));

    /// <summary>Calls of kernels of a family.</summary>
    public int Calls(string family) => Calls(c => c.Kernel.Family == family);

    /// <summary>A graph on random inputs and on inputs at the ends of their type.</summary>
    public void Add(Graph graph, RandomStream random)
    {
        var some = RandomTensors.Inputs(graph, random);
        Add(graph, [some, AtEnds(graph, some), RandomTensors.Inputs(graph, random)]);
    }

    public void Add(Graph graph, byte[][] inputs)
    {
        _batch.Add(graph, optimize: false, inputs, isSequence: false);
        _programs.Add(ModelCompiler.Compile(graph, new CompileOptions(_target.InstructionSet, _goal)));
        _cases.Add((graph, inputs));
    }

    public void Check()
    {
        var wrong = new List<string>();
        foreach (var ((graph, inputs), outputs) in _cases.Zip(_batch.Run(TestContext.Current.CancellationToken)))
        {
            var interpreter = new Interpreter(graph);
            for (var e = 0; e < inputs.Length; e++)
            {
                var expected = interpreter.Run(inputs[e]);
                var at = expected.AsSpan().CommonPrefixLength(outputs[e]);
                if (at == expected.Length) continue;
                var (first, size) = (at / 4 * 4, Math.Min(4, expected.Length - at / 4 * 4));
                wrong.Add($"{Text(graph)}, example {e}, byte {at}: "
                    + $"{Convert.ToHexString(outputs[e], first, size)} for {Convert.ToHexString(expected, first, size)}");
            }
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} differ:\n{string.Join('\n', wrong)}");
    }

    private static string Text(Graph graph) => $"{graph.Name}: "
        + string.Join(" -> ", graph.Nodes.Select(n => $"{graph.Type(n.Inputs[0])} {n.Op} {graph.Type(n.Output)}"));

    /// <summary>Integers at the least or largest of their type, as the sign of what was random is.</summary>
    private static byte[] AtEnds(Graph graph, byte[] inputs)
    {
        if (graph.Inputs.Any(i => graph.Type(i).IsFloat)) return inputs;
        var ends = (byte[])inputs.Clone();
        var at = 0;
        foreach (var type in graph.Inputs.Select(i => graph.Type(i)))
        {
            var size = type.Element.Bytes();
            for (var i = at; i < at + type.Bytes; i++)
            {
                var isLast = (i - at) % size == size - 1;
                var isNegative = inputs[i - (i - at) % size + size - 1] > 127;
                ends[i] = isNegative ? (byte)(isLast ? 0x80 : 0) : (byte)(isLast ? 0x7f : 0xff);
            }
            at += type.Bytes;
        }
        return ends;
    }
}
