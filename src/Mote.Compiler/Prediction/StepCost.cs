using System.Collections.Immutable;
using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Prediction;

/// <summary>How often kernels are there.</summary>
internal enum KernelCopies
{
    /// <summary>One for each shape.</summary>
    OfShape,

    /// <summary>Likewise, short rather than fast.</summary>
    OfShapeCold,

    /// <summary>One that all layers share, each with its parameters.</summary>
    Shared,
}

/// <summary>What a step is predicted to take: instructions call by call, and parts of the program, some shared with others.</summary>
/// <param name="Calls">What they execute, in their order, those of subprograms (once each) behind the step's own.</param>
/// <param name="IsFitted">Whether all of them have a formula, and none is estimated by its products alone.</param>
/// <param name="OwnBytes">Flash that it shares with no other step.</param>
/// <param name="ConstantBytes">Weights and tables among what it needs.</param>
internal sealed record StepCost(KernelCost[] Calls, bool IsFitted, double OwnBytes, long ConstantBytes)
{
    // Portable C: per multiply-accumulate, and per element of what does not multiply, where nobody has measured.
    private const double PortableMac = 8, PortableElement = 24;

    // The call of a step.
    private const double CallBytes = 14;

    // Parameters of a kernel that layers share.
    private const double ParameterBytes = 60;

    private int[] _ofShape = [], _ofShapeCold = [], _shared = [];

    /// <summary>Constants that are stored coded.</summary>
    public ImmutableArray<CArgument> Coded { get; private init; } = [];

    public KernelCost Total => Calls.Aggregate(default(KernelCost), (sum, c) => sum + c);

    /// <summary>What it needs of what other steps may need, too: numbers in the table of parts.</summary>
    public int[] Parts(KernelCopies copies) => copies switch
    {
        KernelCopies.OfShape => _ofShape,
        KernelCopies.OfShapeCold => _ofShapeCold,
        KernelCopies.Shared => _shared,
    };

    /// <param name="graph">The graph.</param>
    /// <param name="step">One of its steps.</param>
    /// <param name="parts">Of the programs that are compared.</param>
    /// <param name="sharesConstants">Whether equal constants are one part, as in a program, or each counts: where a layer stands for
    /// others with other weights.</param>
    public static StepCost Of(Graph graph, Step step, ProgramParts parts, bool sharesConstants = true)
    {
        if (step.Cost is { } known) return known;
        var calls = new List<KernelCost>();
        var (all, shape, cold, shared) = (new List<int>(), new List<int>(), new List<int>(), new List<int>());
        var (isFitted, own, constants) = (true, 0.0, 0L);
        var coded = ImmutableArray.CreateBuilder<CArgument>();
        foreach (var (at, inner) in WithSubprograms(graph, step))
        {
            own += CallBytes;
            foreach (var call in inner.Calls)
            {
                calls.Add(Of(at, inner.Node, call));
                coded.AddRange(call.Arguments.Where(a => a is CArgument.Decoded or CArgument.Coded));
                isFitted &= call.Cost is not null;
                foreach (var tensor in Constants(at, call))
                {
                    constants += tensor.Type.Bytes;
                    if (sharesConstants) all.Add(parts.Of(tensor, tensor.Type.Bytes));
                    else own += tensor.Type.Bytes;
                }
                foreach (var routine in call.Parameters.Routines) all.Add(parts.Of(routine, routine.Bytes));
                var instance = (call.Kernel.Function, call.Parameters);
                shape.Add(parts.Of(instance, Glue(call, isCold: false)));
                cold.Add(parts.Of((instance, "cold"), Glue(call, isCold: true)));
                shared.Add(parts.Of((call.Kernel.Function, "shared"), Glue(call, inner.IsCold) - ParameterBytes));
                shared.Add(parts.Of((instance, "parameters"), ParameterBytes));
            }
        }
        return new StepCost([.. calls], isFitted, own, constants)
        {
            _ofShape = [.. all.Concat(shape).Distinct()],
            _ofShapeCold = [.. all.Concat(cold).Distinct()],
            _shared = [.. all.Concat(shared).Distinct()],
            Coded = coded.ToImmutable(),
        };
    }

    /// <summary>Also what branches and loops are made of, which count once.</summary>
    private static IEnumerable<(Graph Graph, Step Step)> WithSubprograms(Graph graph, Step step) =>
        step.Subprograms.SelectMany(p => p.Steps.SelectMany(s => WithSubprograms(p.Graph, s))).Prepend((graph, step));

    /// <summary>Of a call, decoding of its constants included.</summary>
    public static KernelCost Of(Graph graph, Node node, KernelCall call) => (call.Cost ?? Estimate(graph, node)) + call.DecodeCost;

    private static KernelCost Estimate(Graph graph, Node node)
    {
        var instructions = (PortableMac * Costs.Macs(graph, node))
            + (PortableElement * node.Outputs.Sum(o => (double)graph.Type(o).Shape.Elements));
        return new KernelCost(instructions, CoreCycles.OfInstructionInC * instructions);
    }

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
            "winograd_halves_s8_dsp" => 700,
            "conv2d_s8_dsp" => 220,
            "matrix_s8_dsp" => 70,
            // All in C.
            "conv2d_s8_pairs" => 1500,
            "depthwise_s8_plane" => 900,
            "matrix_s8_eight" => 1130,
            _ => 26,
        };
}
