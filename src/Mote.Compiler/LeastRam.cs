using Mote.Compiler.Memory;
using Mote.Compiler.Programs;
using Mote.Core.Machine;

namespace Mote.Compiler;

/// <summary>
/// For the goal of least RAM: fast kernels give way to portable ones, which work without memory of their own and in the order of
/// addresses, where that makes the arena smaller by a tenth. Less would not be worth the several times slower steps.
/// </summary>
internal sealed class LeastRam(CProgram fastest, Func<IReadOnlySet<int>, CProgram> compile)
{
    internal const double LeastGain = 0.1;

    public CProgram Program()
    {
        var (best, portable) = Lowered();
        if (best.Arena.Bytes > (1 - LeastGain) * fastest.Arena.Bytes) return fastest;
        // Whoever need not be portable is fast again.
        foreach (var step in portable.Order().ToArray())
        {
            var without = compile(portable.Where(s => s != step).ToHashSet());
            if (without.Arena.Bytes > best.Arena.Bytes) continue;
            best = without;
            portable.Remove(step);
        }
        return best;
    }

    /// <summary>The steps at the peak and their neighbours portable, then those at the next peak, as long as there are any.</summary>
    private (CProgram Best, HashSet<int> Portable) Lowered()
    {
        var (best, portable, tried, now) = (fastest, new HashSet<int>(), new HashSet<int>(), fastest);
        while (Candidates(now).ToList() is { Count: > 0 } worst)
        {
            tried.UnionWith(worst);
            now = compile(tried);
            if (now.Arena.Bytes < best.Arena.Bytes) (best, portable) = (now, [.. tried]);
        }
        return (best, portable);
    }

    /// <summary>Steps at the peak that have anything but portable kernels, and their neighbours, whose layouts hang on theirs.</summary>
    private static IEnumerable<int> Candidates(CProgram program)
    {
        var live = LiveBytes.Of(program);
        var most = live.DefaultIfEmpty(0).Max();
        return Enumerable.Range(0, live.Length).Where(i => live[i] == most)
            .SelectMany(i => (int[])[i - 1, i, i + 1]).Distinct()
            .Where(i => i >= 0 && i < live.Length && program.Steps[i].AllCalls.Any(c => c.Kernel.Needs != InstructionSet.Portable));
    }
}
