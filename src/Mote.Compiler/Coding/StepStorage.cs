using System.Collections.Immutable;
using Mote.Compiler.Memory;
using Mote.Compiler.Prediction;
using Mote.Compiler.Programs;
using Mote.Core.Types;
using Mote.Numerics.Coding;

namespace Mote.Compiler.Coding;

/// <summary>Which constants of a program may be stored coded, and what becomes of the steps that read them.</summary>
internal sealed class StepStorage
{
    private readonly CProgram _program;
    private readonly Dictionary<int, HashSet<Tensor>> _whole = [];
    private readonly Dictionary<int, PiecewiseForm> _pieces = [];
    private readonly List<Tensor> _constants = [];
    private readonly Dictionary<(Tensor, ConstantCoding), double> _instructions = [];

    /// <param name="program">With all constants as they are.</param>
    /// <param name="limit">Bytes that the arena may take.</param>
    /// <param name="leastBytes">Of a constant.</param>
    public StepStorage(CProgram program, int limit, int leastBytes)
    {
        _program = program;
        var live = LiveBytes.Of(program);
        var apart = LiveApart();
        var uses = new Dictionary<Tensor, List<(int Step, bool IsCoded)>>();
        foreach (var step in program.Lowered)
        {
            var room = limit - live[step.Index];
            foreach (var constant in step.Calls.SelectMany(c => c.Arguments).Select(ConstantOf).OfType<Tensor>()
                .Where(t => t.Type.Bytes >= leastBytes).Distinct().OrderByDescending(t => t.Type.Bytes))
            {
                var bytes = Aligned(constant.Type.Bytes) + ArenaLayout.Alignment;
                var fits = bytes <= room;
                if (fits)
                {
                    room -= bytes;
                    Whole(step.Index).Add(constant);
                }
                Use(constant, step.Index, fits);
            }
            // What has no room as a whole may have it in pieces; what has none either way stays as it is.
            if (PiecewiseForm.Of(program, step) is not { } form || form.Weights.Type.Bytes < leastBytes
                || Whole(step.Index).Any(t => t.Type.Bytes >= form.Weights.Type.Bytes && !t.Equals(form.Weights))
                || apart[step.Index] + Aligned(form.Buffer) > limit) continue;
            _pieces[step.Index] = form;
            Use(form.Weights, step.Index, true);
        }
        foreach (var (constant, at) in uses)
            if (at.GroupBy(u => u.Step).All(g => g.Any(u => u.IsCoded))) _constants.Add(constant);

        void Use(Tensor constant, int step, bool isCoded)
        {
            if (!uses.TryGetValue(constant, out var steps)) uses[constant] = steps = [];
            steps.Add((step, isCoded));
        }

        HashSet<Tensor> Whole(int step) => _whole.TryGetValue(step, out var set) ? set : _whole[step] = [];
    }

    /// <summary>Those that every step which reads them has memory to decode.</summary>
    public IReadOnlyList<Tensor> Constants => _constants;

    /// <summary>What an inference takes more if a constant is stored so.</summary>
    public double Instructions(Tensor constant, ConstantCoding coding)
    {
        if (_instructions.TryGetValue((constant, coding), out var known)) return known;
        // What it costs is a matter of its length and zeros alone.
        var coded = new CodedConstant(coding, constant.Type.Bytes, 0, [], [], 0);
        var alone = new Dictionary<Tensor, CodedConstant> { [constant] = coded };
        return _instructions[(constant, coding)] = _program.Lowered.Sum(step => Executed(Stored(step, alone)) - Executed(step));
    }

    /// <summary>The step with those of its constants coded that are.</summary>
    public Step Stored(Step step, IReadOnlyDictionary<Tensor, CodedConstant> codings)
    {
        var core = _program.Options.InstructionSet;
        var inPieces = _pieces.TryGetValue(step.Index, out var form) && codings.TryGetValue(form.Weights, out var weights)
            ? form.With(weights, _program.Graph, step.Node, core) : null;
        var whole = step with { Calls = [.. step.Calls.Select(c => Decoding(c, step, codings))] };
        if (inPieces is null) return whole;
        var pieces = step with { Calls = [Decoding(inPieces, step, codings)] };
        // Where there is a choice, what executes less: mostly where zeros are skipped instead of written and multiplied.
        return Fits(step, form!.Weights) && Executed(whole) <= Executed(pieces) ? whole : pieces;
    }

    private bool Fits(Step step, Tensor constant) => _whole.TryGetValue(step.Index, out var fitting) && fitting.Contains(constant);

    /// <summary>The call with its coded constants behind its own memory.</summary>
    private KernelCall Decoding(KernelCall call, Step step, IReadOnlyDictionary<Tensor, CodedConstant> codings)
    {
        var (begin, cost) = (Aligned(call.ScratchBytes), call.DecodeCost);
        var end = begin;
        var arguments = call.Arguments.Select(argument =>
        {
            if (ConstantOf(argument) is not { } tensor || !codings.TryGetValue(tensor, out var coded) || !Fits(step, tensor))
                return argument;
            var decoded = new CArgument.Decoded(argument.Name, argument.CType, new StoredConstant(tensor, coded), end);
            cost += Decoder.Cost(coded.Coding, tensor.Type.Bytes, decoded.Constant.Nonzero, _program.Options.InstructionSet);
            end += Aligned(tensor.Type.Bytes);
            return decoded;
        }).ToImmutableArray();
        return end == begin ? call
            : call with { Arguments = arguments, ScratchBytes = end, DecodedBytes = end - begin, DecodeCost = cost };
    }

    private double Executed(Step step) => step.Calls.Sum(c => StepCost.Of(_program.Graph, step.Node, c).Instructions);

    private Tensor? ConstantOf(CArgument argument) => argument switch
    {
        CArgument.Operand a => _program.Graph[a.Value].Data,
        CArgument.Data a => a.Tensor,
        CArgument.Result or CArgument.Scratch or CArgument.Decoded or CArgument.Coded => null,
    };

    /// <summary>Bytes of all values alive at each step, none of which lies upon another.</summary>
    private int[] LiveApart()
    {
        var graph = _program.Graph;
        var (first, last) = (new int[graph.Values.Length], new int[graph.Values.Length]);
        Array.Fill(last, -1);
        foreach (var step in _program.Lowered)
        {
            foreach (var output in step.Node.Outputs) first[output.Index] = last[output.Index] = step.Index;
            foreach (var input in step.Node.Inputs)
                if (!input.IsNone) last[input.Index] = step.Index;
        }
        foreach (var kept in graph.Outputs.Concat(graph.States.SelectMany(s => new[] { s.Before, s.After })))
            last[kept.Index] = int.MaxValue;
        return [.. _program.Lowered.Select(step => graph.Values
            .Where(v => !v.IsConstant && first[v.Id.Index] <= step.Index && last[v.Id.Index] >= step.Index).Sum(v => v.Type.Bytes))];
    }

    private static int Aligned(int bytes) => (bytes + ArenaLayout.Alignment - 1) & -ArenaLayout.Alignment;
}
