using System.Collections.Immutable;
using Mote.Compiler.Memory;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Types;
using Mote.Numerics.Coding;

namespace Mote.Compiler.Coding;

/// <summary>
/// Stores constants coded until a program takes no more flash than asked for, those first that save most for an instruction of decoding.
/// A constant is decoded into the memory of the step that reads it, where the arena has room for it at that step.
/// </summary>
/// <param name="whole">The program with all constants as they are.</param>
/// <param name="budget">Bytes; 0: as few as can be.</param>
internal sealed class FlashFitting(CProgram whole, int budget)
{
    // What is shorter could save nothing.
    private const int LeastBytes = 64;

    // The planner may need more room than the bytes in use say; each time it does, that much less is used.
    private const int MostPlans = 6;

    // By how much decoding may enlarge an arena, or what counts as one at least.
    private const double Growth = 1.75;
    private const int SmallArena = 8192;

    private InstructionSet Core => whole.Options.InstructionSet;

    /// <summary>The bytes of flash that a program is predicted to take.</summary>
    public static double Flash(CProgram program) =>
        ProgramCost.Of(program.Graph, program.Lowered, program.Options.Goal == OptimizeGoal.Size).Flash;

    /// <returns>The fastest found that is within the budget; the smallest if none is.</returns>
    public CProgram Program()
    {
        if (budget > 0 && Flash(whole) <= budget) return whole;
        var arena = whole.Arena.Bytes;
        // Without a budget for memory, none beyond what there is; if that is not enough, what may be had without one being asked for.
        int[] limits = whole.Options.Memory.RamBudget is { } ram ? [Math.Max(ram, arena)]
            : [arena, Math.Max(arena, (int)(Growth * Math.Max(arena, SmallArena)))];
        var best = whole;
        foreach (var limit in limits)
        {
            best = Within(limit, best);
            if (budget > 0 && Flash(best) <= budget) break;
        }
        return best;
    }

    /// <summary>The best program whose arena is within a limit, if it is better than another.</summary>
    private CProgram Within(int limit, CProgram best)
    {
        for (var (plans, room) = (0, limit); plans < MostPlans; plans++)
        {
            var program = WithRoom(room);
            if (program.Arena.Bytes <= limit)
            {
                if (Flash(program) < Flash(best)) best = program;
                break;
            }
            room -= program.Arena.Bytes - limit;
        }
        return best;
    }

    /// <summary>The best program whose steps, by their live bytes, leave room for what they decode.</summary>
    private CProgram WithRoom(int limit)
    {
        var candidates = Candidates(limit);
        var all = Coded(candidates, out var codings);
        if (budget == 0 || Flash(all) > budget) return all;
        var order = candidates.Where(codings.ContainsKey)
            .OrderByDescending(c => Saved(c, codings[c]) / Math.Max(1, Instructions(c, codings[c]))).ToList();
        // The shortest run of the order that is enough.
        var (enough, few, best) = (order.Count, 0, all);
        while (few < enough - 1)
        {
            var middle = (few + enough) / 2;
            var program = Coded([.. order.Take(middle)], out _);
            if (Flash(program) <= budget) (enough, best) = (middle, program);
            else few = middle;
        }
        return best;
    }

    private static int Saved(Tensor constant, CodedConstant coded) => constant.Type.Bytes - coded.Bytes;

    private double Instructions(Tensor constant, CodedConstant coded) =>
        Uses().Count(u => u.Constant.Equals(constant)) * Decoder.Cost(
            coded.Coding, constant.Type.Bytes, constant.Bytes.Length - constant.Bytes.Count((byte)0), Core).Instructions;

    /// <summary>Constants that all steps which read them have room for.</summary>
    private List<Tensor> Candidates(int limit)
    {
        var live = LiveBytes.Of(whole);
        var room = live.Select(l => limit - l).ToArray();
        var fitting = new List<Tensor>();
        foreach (var uses in Uses().GroupBy(u => u.Constant).OrderByDescending(g => g.Key.Type.Bytes))
        {
            var bytes = ArenaLayout.Alignment + Aligned(uses.Key.Type.Bytes);
            if (uses.Key.Type.Bytes < LeastBytes || uses.Any(u => room[u.Step] < bytes)) continue;
            foreach (var use in uses) room[use.Step] -= bytes;
            fitting.Add(uses.Key);
        }
        return fitting;
    }

    private IEnumerable<(Tensor Constant, int Step)> Uses() =>
        whole.Lowered.SelectMany(s => s.Calls.SelectMany(c => c.Arguments).Select(ConstantOf).OfType<Tensor>().Select(t => (t, s.Index)));

    private Tensor? ConstantOf(CArgument argument) => argument switch
    {
        CArgument.Operand a => whole.Graph[a.Value].Data,
        CArgument.Data a => a.Tensor,
        CArgument.Result or CArgument.Scratch or CArgument.Decoded or CArgument.Coded => null,
    };

    private CProgram Coded(IReadOnlyList<Tensor> constants, out IReadOnlyDictionary<Tensor, CodedConstant> codings)
    {
        var chosen = codings = StoragePlan.Of(constants, Core);
        ImmutableArray<Step> lowered =
            [.. whole.Lowered.Select(s => s with { Calls = [.. s.Calls.Select(c => Decoding(c, chosen))] })];
        var (arena, steps) = ArenaPlanner.Plan(whole.Graph, lowered);
        return whole with { Lowered = lowered, Arena = arena, Steps = steps };
    }

    /// <summary>The call with its coded constants behind its own memory.</summary>
    private KernelCall Decoding(KernelCall call, IReadOnlyDictionary<Tensor, CodedConstant> codings)
    {
        var (begin, cost) = (Aligned(call.ScratchBytes), call.DecodeCost);
        var end = begin;
        var arguments = call.Arguments.Select(argument =>
        {
            if (ConstantOf(argument) is not { } tensor || !codings.TryGetValue(tensor, out var coded)) return argument;
            var decoded = new CArgument.Decoded(argument.Name, argument.CType, new StoredConstant(tensor, coded), end);
            cost += Decoder.Cost(coded.Coding, tensor.Type.Bytes, decoded.Constant.Nonzero, Core);
            end += Aligned(tensor.Type.Bytes);
            return decoded;
        }).ToImmutableArray();
        return end == begin ? call
            : call with { Arguments = arguments, ScratchBytes = end, DecodedBytes = end - begin, DecodeCost = cost };
    }

    private static int Aligned(int bytes) => (bytes + ArenaLayout.Alignment - 1) & -ArenaLayout.Alignment;
}
