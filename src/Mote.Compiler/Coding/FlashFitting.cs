using System.Collections.Immutable;
using Mote.Compiler.Memory;
using Mote.Compiler.Prediction;
using Mote.Compiler.Programs;
using Mote.Core.Types;

namespace Mote.Compiler.Coding;

/// <summary>
/// Stores constants coded until a program takes no more flash than asked for, those first that save most for an instruction of decoding.
/// A constant is decoded into the memory of the step that reads it, where the arena has room for it at that step; the weights of a layer
/// that has not, piece by piece by its kernel.
/// </summary>
/// <param name="whole">The program with all constants as they are.</param>
/// <param name="budget">Bytes; 0: as few as can be, give or take two in a hundred.</param>
internal sealed class FlashFitting(CProgram whole, int budget)
{
    // What is shorter could save nothing.
    private const int LeastBytes = 64;

    // The planner may need more room than the bytes in use say; each time it does, that much less is used.
    private const int MostPlans = 8;

    // Bytes that an instruction may be worth: much for the fastest codings, next to nothing for the smallest.
    private static readonly double[] Worths = [0.1, 0.03, 0.01, 0.003, 1e-4, 1e-7];

    // Of the smallest program: what is larger by less counts as small, too, for the last bytes cost most instructions.
    private const double Slack = 1.02;

    // By how much decoding may enlarge an arena, or what counts as one at least, where nobody says what memory there is.
    private const double Growth = 1.75;
    private const int SmallArena = 8192;

    /// <summary>The bytes of flash that a program is predicted to take.</summary>
    public static double Flash(CProgram program) => Cost(program).FlashBytes;

    private static ProgramCost Cost(CProgram program) => ProgramCost.Of(program with { Steps = program.Lowered }, new ProgramParts());

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
            room -= Math.Max(program.Arena.Bytes - limit, ArenaLayout.Alignment);
        }
        return best;
    }

    /// <summary>The best program whose steps, by their live bytes, leave room for what they decode.</summary>
    private CProgram WithRoom(int limit)
    {
        var storage = new StepStorage(whole, limit, LeastBytes);
        var smallest = Stored(storage, storage.Constants, Worths[^1]);
        var most = budget > 0 ? budget : Slack * Flash(smallest);
        if (Flash(smallest) > most) return smallest;
        return Worths.Select(worth => Enough(storage, worth, most)).Where(p => Flash(p) <= most).MinBy(Instructions) ?? smallest;
    }

    /// <summary>With no more constants coded than it takes, where an instruction is worth so many bytes.</summary>
    private CProgram Enough(StepStorage storage, double worth, double most)
    {
        var codings = StoragePlan.Of(storage.Constants, storage.Instructions, worth);
        var order = storage.Constants.Where(codings.ContainsKey)
            .OrderByDescending(c => (c.Type.Bytes - codings[c].Bytes) / Math.Max(1, storage.Instructions(c, codings[c].Coding))).ToList();
        // The shortest run of the order that is enough.
        var (enough, few, best) = (order.Count, 0, Stored(storage, order, worth));
        while (few < enough - 1 && Flash(best) <= most)
        {
            var middle = (few + enough) / 2;
            var program = Stored(storage, order[..middle], worth);
            if (Flash(program) <= most) (enough, best) = (middle, program);
            else few = middle;
        }
        return best;
    }

    private static double Instructions(CProgram program) => Cost(program).Instructions;

    private CProgram Stored(StepStorage storage, IReadOnlyList<Tensor> constants, double worth)
    {
        var codings = StoragePlan.Of(constants, storage.Instructions, worth);
        ImmutableArray<Step> lowered = [.. whole.Lowered.Select(s => storage.Stored(s, codings) with { Cost = null })];
        var (arena, steps) = ArenaPlanner.Plan(whole.Graph, lowered);
        return whole with { Lowered = lowered, Arena = arena, Steps = steps };
    }
}
