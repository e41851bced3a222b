using System.Collections.Immutable;
using System.Globalization;
using Mote.Compiler.Prediction;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Passes;
using Mote.Targets;
using Mote.Targets.Boards;

namespace Mote.Workflows.Fitting;

/// <summary>
/// Compares a model with boards: compiles it once for each kind of code, predicts what it executes and takes, and divides by what boards
/// have. docs/boards.md says how good that is.
/// </summary>
public static class FitBoards
{
    /// <exception cref="MoteException">The model needs something the kernels do not have.</exception>
    public static FitReport Run(Graph graph, FitQuestion question, CancellationToken cancellation = default)
    {
        var optimized = Pipelines.Run(Pipelines.ForDevice, graph);
        var programs = new Dictionary<Target, FitProgram>();
        foreach (var target in question.Boards.Select(b => b.Chip.Core.Target).OfType<Target>().Distinct())
        {
            cancellation.ThrowIfCancellationRequested();
            programs.Add(target, Program(optimized, target, question));
        }
        return new FitReport(
            graph.Name, question.Goal.ToString().ToLowerInvariant(), question.EverySeconds, question.Battery.Name,
            question.ReserveFlashBytes, question.ReserveRamBytes, [.. programs.Values.OrderBy(p => p.Target, StringComparer.Ordinal)],
            [.. question.Boards.Select(b => Fitted(b, b.Chip.Core.Target is { } t ? programs[t] : null, question))], Method(question));
    }

    private static FitProgram Program(Graph optimized, Target target, FitQuestion question)
    {
        var cost = CostModel.Of(optimized, PreparedModel.OptionsFor(target.InstructionSet, question.Goal));
        return new FitProgram(
            target.Name, (long)Math.Round(cost.FlashBytes), cost.RamBytes, (long)Math.Round(cost.Instructions),
            cost.Layers.All(l => l.IsFitted));
    }

    private static FittedBoard Fitted(Board board, FitProgram? program, FitQuestion question)
    {
        var chip = board.Chip;
        var (fit, why) = Verdict(board, program, question);
        var made = new FittedBoard(
            board.Name, board.Title, chip.Name, chip.Core.Name, program?.Target, chip.ClockHz / 1e6, fit, why, board.FlashBytes,
            board.Ram[0].Bytes, null, null, null, null, null, null, null, null, null, null, false, []);
        if (program is null || fit is not (Fit.Fits or Fit.NeedsRegions)) return made;
        var cycles = chip.Core.Cycles!;
        double Seconds(double each) => program.Instructions * each / chip.ClockHz;
        var duty = new DutyCycle(chip, Seconds(cycles.Typical), question.EverySeconds);
        return made with
        {
            Milliseconds = duty.BusySeconds * 1e3,
            LeastMilliseconds = Seconds(cycles.Least) * 1e3,
            MostMilliseconds = Seconds(cycles.Most) * 1e3,
            PerSecond = 1 / duty.BusySeconds,
            Microjoules = duty.MicrojoulesOfInference,
            AverageMicroamps = duty.AverageMicroamps,
            BatteryDays = duty.DaysOf(question.Battery),
            LeastBatteryDays = (duty with { BusySeconds = Seconds(cycles.Most) }).DaysOf(question.Battery),
            MostBatteryDays = (duty with { BusySeconds = Seconds(cycles.Least) }).DaysOf(question.Battery),
            KeepsUp = duty.KeepsUp,
            IsTooMuchForBattery = chip.ActiveMilliamps > question.Battery.MostMilliamps,
            NotKnown = [.. NotKnown(chip)],
        };
    }

    private static IEnumerable<string> NotKnown(Chip chip)
    {
        if (chip.ActiveMilliamps is null) yield return "current running";
        if (chip.AsleepMicroamps is null) yield return "current asleep";
        if (chip.WakeUpMicroseconds is null) yield return "time to wake up";
    }

    private static (Fit Fit, string Why) Verdict(Board board, FitProgram? program, FitQuestion question)
    {
        if (program is null) return (Fit.NoTarget, board.Chip.Core.Note);
        var (flash, ram) = (program.FlashBytes + question.ReserveFlashBytes, program.RamBytes + (long)question.ReserveRamBytes);
        if (board.FlashBytes is { } has && flash > has)
            return (Fit.FlashTooSmall, $"{Number(flash)} bytes of flash needed, {Number(has)} there");
        // Programs in RAM take it from the data.
        var left = board.RamBytes - (board.FlashBytes is null ? flash : 0);
        if (ram > left) return (Fit.RamTooSmall, $"{Number(ram)} bytes of RAM needed, {Number(Math.Max(0, left))} there");
        return program.RamBytes > board.Ram[0].Bytes
            ? (Fit.NeedsRegions, $"no memory alone has the arena's {Number(program.RamBytes)} bytes: compile with --region "
                + string.Join(',', board.Ram.Select(m => $"{m.Name.Replace('-', '_')}={m.Bytes.ToString(CultureInfo.InvariantCulture)}")))
            : (Fit.Fits, "");
    }

    private static ImmutableArray<string> Method(FitQuestion question)
    {
        var cores = question.Boards.Select(b => b.Chip.Core).DistinctBy(c => c.Name).Where(c => c.Cycles is not null)
            .OrderBy(c => c.Name, StringComparer.Ordinal);
        return
        [
            "Instructions, flash and RAM are predicted without building: for the models of MLPerf Tiny instructions within 3 % of an "
                + "emulator's count, flash within 10 %, without start-up code and C library, which the reserve is for.",
            .. cores.Select(c =>
                $"{c.Title}: {Cycles(c.Cycles!.Typical)} cycles an instruction ({Cycles(c.Cycles.Least)} to {Cycles(c.Cycles.Most)}). "
                + $"{c.Cycles.Method.TrimEnd('.')}."),
            "Wait states of flash, caches and where code and data lie are the range between least and most.",
            "Currents are the chip's typical ones at 25 degrees by its vendor, without radio, sensors, regulators and lamps of the board.",
        ];
    }

    private static string Cycles(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
