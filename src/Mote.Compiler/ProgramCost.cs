using Mote.Compiler.Coding;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler;

/// <summary>What a program is predicted to take, without building or placing it.</summary>
/// <param name="Instructions">An inference.</param>
/// <param name="Flash">Constants, routines, and the C around them.</param>
/// <param name="Ram">The most that values and scratch memory of a step take together.</param>
internal readonly record struct ProgramCost(double Instructions, double Flash, double Ram)
{
    // Portable C: per multiply-accumulate, and per element of what does not multiply. All forms of a program have the same of it.
    private const double PortableMac = 8, PortableElement = 24;

    // The call of a step, and the program around.
    private const double CallBytes = 14, ProgramBytes = 300;

    // Parameters of a kernel that layers share.
    private const double ParameterBytes = 60;

    /// <param name="graph">The graph.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="sharesKernels">Whether a kernel is there once, instead of once for each shape.</param>
    public static ProgramCost Of(Graph graph, IReadOnlyList<Step> steps, bool sharesKernels = false)
    {
        var (instructions, flash) = (0.0, ProgramBytes);
        var constants = new HashSet<Tensor>();
        var routines = new HashSet<string>();
        var instances = new HashSet<(string, CParameters)>();
        var kernels = new HashSet<string>();
        var stored = new StoredBytes();
        foreach (var (at, step) in WithSubprograms(graph, steps))
        {
            flash += CallBytes;
            foreach (var call in step.Calls)
            {
                instructions += InstructionsOf(at, step.Node, call);
                foreach (var argument in call.Arguments) stored.Add(argument);
                foreach (var tensor in Constants(at, call))
                    if (constants.Add(tensor)) flash += tensor.Type.Bytes;
                if (instances.Add((call.Kernel.Function, call.Parameters)))
                    flash += sharesKernels && !kernels.Add(call.Kernel.Function) ? ParameterBytes : Glue(call, step.IsCold);
                foreach (var routine in call.Parameters.Routines)
                    if (routines.Add(routine.Name)) flash += routine.Bytes;
            }
        }
        return new ProgramCost(instructions, flash + stored.Bytes, Live(graph, steps));
    }

    /// <summary>Also what branches and loops are made of, which count once.</summary>
    private static IEnumerable<(Graph Graph, Step Step)> WithSubprograms(Graph graph, IReadOnlyList<Step> steps) =>
        steps.SelectMany(s => s.Subprograms.SelectMany(p => WithSubprograms(p.Graph, p.Steps)).Prepend((graph, s)));

    /// <summary>Of a call, decoding of its constants included.</summary>
    public static double InstructionsOf(Graph graph, Node node, KernelCall call) =>
        (call.Cost?.Instructions ?? Portable(graph, node)) + call.DecodeCost.Instructions;

    private static double Portable(Graph graph, Node node) =>
        (PortableMac * Costs.Macs(graph, node)) + (PortableElement * node.Outputs.Sum(o => (double)graph.Type(o).Shape.Elements));

    private static IEnumerable<Tensor> Constants(Graph graph, KernelCall call) => call.Arguments
        .Select(a => a switch
        {
            CArgument.Data d => d.Tensor,
            CArgument.Operand o => graph[o.Value].Data,
            CArgument.Result or CArgument.Scratch or CArgument.Decoded or CArgument.Coded => null,
        })
        .OfType<Tensor>();

    /// <summary>Bytes of a kernel's instance in C, about: measured.</summary>
    private static double Glue(KernelCall call, bool isCold) => call.Kernel.Needs == InstructionSet.Portable ? isCold ? 300 : 500
        : call.Kernel.Family switch
        {
            "winograd_s8_dsp" => 430,
            "conv2d_s8_dsp" => 220,
            "matrix_s8_dsp" => 70,
            _ => 26,
        };

    /// <summary>Values that live during a step; a result over an operand that is not needed any more counts only as far as it is
    /// larger.</summary>
    private static double Live(Graph graph, IReadOnlyList<Step> steps)
    {
        var last = new int[graph.Values.Length];
        var live = new HashSet<ValueId>(graph.Inputs.Concat(graph.States.Select(s => s.Before)));
        for (var i = 0; i < steps.Count; i++)
            foreach (var input in steps[i].Node.Inputs)
                if (!input.IsNone) last[input.Index] = i;
        foreach (var kept in graph.Outputs.Concat(graph.States.SelectMany(s => new[] { s.Before, s.After })))
            last[kept.Index] = steps.Count;
        var most = 0.0;
        for (var i = 0; i < steps.Count; i++)
        {
            var (node, calls) = (steps[i].Node, steps[i].Calls);
            double bytes = live.Sum(v => (long)graph.Type(v).Bytes) + node.Outputs.Sum(o => (long)graph.Type(o).Bytes)
                + steps[i].ScratchBytes;
            var replaced = calls is [var call] ? call.InPlace ?? call.Stream?.Operand : null;
            if (steps[i].IsView) replaced = node.Inputs[0];
            if (replaced is { } operand && live.Contains(operand) && last[operand.Index] == i)
                bytes -= Math.Min(graph.Type(operand).Bytes, graph.Type(node.Output).Bytes);
            most = Math.Max(most, bytes);
            live.UnionWith(node.Outputs.Where(o => last[o.Index] > i));
            live.RemoveWhere(v => last[v.Index] <= i);
        }
        return most;
    }
}
