using System.Collections.Immutable;
using Mote.Compiler.Kernels;
using Mote.Compiler.Lowering;
using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics.Coding;

namespace Mote.Compiler.Coding;

/// <summary>
/// A layer whose kernel decodes its weights itself: a few output channels at a time into a small buffer, or, where zeros are left out
/// and there is one vector only, from one weight that is not zero to the next. The result lies apart from the operand.
/// </summary>
/// <param name="Portable">The layer's call of a portable kernel.</param>
/// <param name="Weights">What it would read.</param>
internal sealed record PiecewiseForm(KernelCall Portable, Tensor Weights)
{
    // Of weights: larger pieces spare next to nothing.
    private const int PieceBytes = 512;

    // Instructions, measured for Cortex-M4: a multiplication, its share of loops; one of a weight that is not zero; an output.
    private const double Multiply = 8, SparseMultiply = 6, Output = 60;

    // Of reading a gap and a value that are bytes.
    private const double BytePair = 9;

    /// <summary>Bytes of the buffer.</summary>
    public int Buffer => Channels * RowBytes;

    private bool IsMatrix => Portable.Kernel.Family == "fully_connected_s8";

    private int Outputs => IsMatrix ? Int(Portable.Parameters, "outputs") : Int(Window, "out_c");

    private CParameters Window => ((CValue.Struct)Portable.Parameters.Members.Single(m => m.Name == "window").Value).Members;

    private int RowBytes => Weights.Type.Bytes / Outputs;

    private int Channels => Math.Clamp(PieceBytes / RowBytes, 1, Outputs);

    /// <returns>Null where a layer has no such form: its values do not lie in rows, or it is of another kind.</returns>
    public static PiecewiseForm? Of(CProgram program, Step step)
    {
        if (step.Calls.Length != 1 || step.Node.Inputs.Any(i => !i.IsNone && program.LayoutOf(i) is not ValueLayout.Rows)
            || program.LayoutOf(step.Node.Output) is not ValueLayout.Rows) return null;
        var options = program.Options with { InstructionSet = InstructionSet.Portable, Memory = MemoryLimits.None };
        var portable = Lower.Node(program.Graph, step.Node, step.Index, program.Layouts, options);
        if (portable.Calls is not [{ Kernel.Family: "fully_connected_s8" or "conv2d_s8" } call]) return null;
        return call.Arguments.Single(a => a.Name == "w") switch
        {
            CArgument.Data w => new PiecewiseForm(call, w.Tensor),
            CArgument.Operand w => program.Graph[w.Value].Data is { } data ? new PiecewiseForm(call, data) : null,
            CArgument.Result or CArgument.Scratch or CArgument.Decoded or CArgument.Coded => null,
        };
    }

    /// <summary>The call, with weights that are stored so.</summary>
    public KernelCall With(CodedConstant coded, Graph graph, Node node, InstructionSet core)
    {
        var stored = new StoredConstant(Weights, coded);
        var isSparse = IsSparse(coded);
        ImmutableArray<CArgument> arguments =
        [
            .. Portable.Arguments.Select(a => a.Name == "w" ? new CArgument.Coded("w", stored) : a),
            .. isSparse ? ImmutableArray<CArgument>.Empty : [new CArgument.Scratch("buffer", "int8_t")],
        ];
        var parameters = isSparse ? CParameters.Of(("matrix", Sparse)) : Pieces(stored.Decoder.Name);
        var family = !isSparse ? Portable.Kernel.Family + "_coded" : $"fully_connected_s8_{stored.Decoder.Name}";
        return new KernelCall(KernelCatalog.Select(family, parameters, InstructionSet.Portable), parameters, arguments)
        {
            ScratchBytes = isSparse ? 0 : Buffer,
            Cost = Own(stored, isSparse, graph, node),
            DecodeCost = isSparse && coded.Coding == ConstantCoding.Sparse
                ? new KernelCost(BytePair * stored.Nonzero, 1.5 * BytePair * stored.Nonzero)
                : Decoder.Cost(coded.Coding, isSparse ? 0 : Weights.Type.Bytes, stored.Nonzero, core),
        };
    }

    private bool IsSparse(CodedConstant coded) => coded.Coding.IsSparse() && IsMatrix
        && Int(Portable.Parameters, "rows") == 1 && Int(Portable.Parameters, "weight_offset") == 0;

    private CParameters Sparse => Members(
        Portable.Parameters, ["columns", "outputs", "input_offset", "per_channel", "output_offset", "low", "high"]);

    private CParameters Pieces(string decoder)
    {
        var own = IsMatrix ? Members(Portable.Parameters, ["rows", "columns", "outputs"])
            : Members(Portable.Parameters, ["window", "groups"]);
        var rest = Members(Portable.Parameters,
            IsMatrix ? ["input_offset", "weight_offset", "per_channel", "output_offset", "low", "high"]
                : ["input_offset", "output_offset", "low", "high"]);
        var coder = CParameters.Of(
            ("begin", new CValue.Symbol($"mote_{decoder}_begin")), ("next", new CValue.Symbol($"mote_{decoder}_next")),
            ("end", new CValue.Symbol($"mote_{decoder}_end")));
        return new CParameters(
            [.. own.Members, new CMember("piece", Channels), .. rest.Members, new CMember("coder", coder)]);
    }

    private static KernelCost Own(StoredConstant stored, bool isSparse, Graph graph, Node node)
    {
        var outputs = Output * node.Outputs.Sum(o => (double)graph.Type(o).Elements);
        var instructions = outputs + (isSparse ? SparseMultiply * stored.Nonzero : Multiply * Costs.Macs(graph, node));
        return new KernelCost(instructions, 1.3 * instructions);
    }

    private static CParameters Members(CParameters of, string[] names) =>
        new([.. names.Select(name => of.Members.Single(m => m.Name == name))]);

    private static int Int(CParameters parameters, string name) =>
        ((CValue.Int)parameters.Members.Single(m => m.Name == name).Value).Value;
}
