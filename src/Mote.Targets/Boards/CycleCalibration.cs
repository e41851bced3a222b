using System.Globalization;

namespace Mote.Targets.Boards;

/// <summary>
/// Cycles of an instruction from published times: cycles / instructions of software that was timed on the core and counted for its target,
/// or what another core takes, times cycles here / cycles there of software that was timed on both. Geometric means over benchmarks and
/// boards; the range is that of the single ratios, of two steps the root of the sum of squares, in logarithms.
/// </summary>
internal static class CycleCalibration
{
    public static CyclesPerInstruction Of(CoreRow core, CoreRow[] all, PublishedTimes times)
    {
        if (core.Stated is [var typical, var least, var most]) return new CyclesPerInstruction(typical, least, most, core.Why!);
        if (core.TimedAs is { } software)
        {
            var counted = times.Counted.Single(c => c.Software == software && c.Target == core.Target);
            var ratios = times.Timed.Where(t => t.Core == core.Name && t.Software == software)
                .SelectMany(t => t.PerSecond.Keys.Select(b => t.Cycles(b) / counted.Instructions[b])).ToArray();
            var mean = Mean(ratios);
            return new CyclesPerInstruction(mean, ratios.Min(), ratios.Max(),
                $"{software}, timed on the core and counted on the emulator: {Texts(ratios)}");
        }
        var other = Of(all.Single(c => c.Name == core.TimedBeside), all, times);
        var beside = Beside(core, times);
        var factor = Mean(beside);
        return new CyclesPerInstruction(
            other.Typical * factor,
            other.Typical * factor / Spread(other.Typical / other.Least, factor / beside.Min()),
            other.Typical * factor * Spread(other.Most / other.Typical, beside.Max() / factor),
            $"{factor.ToString("F2", CultureInfo.InvariantCulture)} times the cycles of {core.TimedBeside} for the same software, "
                + $"{beside.Length} pairs from {Text(beside.Min())} to {Text(beside.Max())}");
    }

    /// <summary>Cycles on the core / cycles on the other, by software, benchmark and pair of boards.</summary>
    private static double[] Beside(CoreRow core, PublishedTimes times) =>
        [.. from here in times.Timed
            where here.Core == core.Name
            from there in times.Timed
            where there.Core == core.TimedBeside && there.Software == here.Software && there.Round == here.Round
            from benchmark in here.PerSecond.Keys
            select here.Cycles(benchmark) / there.Cycles(benchmark)];

    private static double Mean(double[] ratios) => Math.Exp(ratios.Average(Math.Log));

    private static double Spread(double one, double other) => Math.Exp(Math.Sqrt(Square(Math.Log(one)) + Square(Math.Log(other))));

    private static double Square(double x) => x * x;

    private static string Texts(double[] values) => string.Join(", ", values.Select(Text));

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
