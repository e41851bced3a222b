using System.Collections.Frozen;
using System.Globalization;
using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Core.Machine;

namespace Mote.Compiler.Prediction;

/// <summary>
/// What kernels in C execute for each thing they do, by core and level of the C compiler: fitted to what the emulators count
/// (tools/Mote.KernelCosts), kernel-costs.txt. A row is core, level, kernel, and instructions by what is counted.
/// </summary>
internal static class KernelTable
{
    /// <summary>Behind the name of a kernel whose one copy knows its shape, though it is to be small.</summary>
    public const string Alone = " alone";

    private static readonly FrozenDictionary<(InstructionSet Core, CodeLevel Level, string Kernel), Dictionary<string, double>> s_rows =
        Read().ToFrozenDictionary();

    /// <summary>The call with its cost, or with what its C adds to that of its routines.</summary>
    public static KernelCall Costed(KernelCall call, CompileOptions options)
    {
        // The routines' share is known and the rest belongs to it, or nothing is.
        if (call.Cost is not null && !call.IsPartOfCost) return call;
        return KernelWork.Of(call) is { } work && Instructions(work, options.Core, options.Goal) is { } more
            ? call with { Cost = (call.Cost ?? default) + Cost(more, options.Core), IsPartOfCost = false } : call;
    }

    /// <summary>What a portable kernel takes that has a copy for its shape, but is to be small; null where that is not known.</summary>
    public static KernelCost? CostAlone(KernelCall call, InstructionSet core) =>
        call.Kernel.Needs == InstructionSet.Portable && KernelWork.Of(call) is { } work
        && Instructions(work, core, CodeLevel.Small, Alone) is { } instructions ? Cost(instructions, core) : null;

    /// <summary>Null where the table has no row for it.</summary>
    public static double? Instructions(KernelWork work, InstructionSet core, OptimizeGoal goal) =>
        Instructions(work, core, CodeLevels.Of(core, goal), "");

    private static double? Instructions(KernelWork work, InstructionSet core, CodeLevel level, string how)
    {
        if (!s_rows.TryGetValue((core, level, work.Kernel + how), out var row)
            && !s_rows.TryGetValue((core, level, work.Family + how), out row)) return null;
        var sum = 0.0;
        foreach (var (what, count) in work.Counts)
            if (row.TryGetValue(what, out var each)) sum += each * count;
        return Math.Max(0, sum);
    }

    private static KernelCost Cost(double instructions, InstructionSet core) =>
        new(instructions, core == InstructionSet.Rv32Imc ? instructions : CoreCycles.OfInstructionInC * instructions);

    private static Dictionary<(InstructionSet, CodeLevel, string), Dictionary<string, double>> Read()
    {
        using var stream = typeof(KernelTable).Assembly.GetManifestResourceStream("kernel-costs.txt")!;
        using var reader = new StreamReader(stream);
        var rows = new Dictionary<(InstructionSet, CodeLevel, string), Dictionary<string, double>>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var parts = line.Split(':', 2);
            var head = parts[0].Split(' ', 3);
            var level = Enum.GetValues<CodeLevel>().Single(l => l.Flag() == head[1]);
            rows[(Enum.Parse<InstructionSet>(head[0]), level, head[2])] = parts[1].Split(',', StringSplitOptions.TrimEntries)
                .Select(e => e.Split('=')).ToDictionary(e => e[0], e => double.Parse(e[1], CultureInfo.InvariantCulture));
        }
        return rows;
    }
}
