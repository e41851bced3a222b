namespace Mote.Targets.Boards;

/// <summary>mlperf-tiny.json: what MLPerf Tiny publishes, and instructions of the same software.</summary>
/// <param name="Source">Where the times are published.</param>
/// <param name="Timed">On boards.</param>
/// <param name="Counted">On emulators of Mote's targets.</param>
internal sealed record PublishedTimes(FigureSource Source, PublishedTime[] Timed, CountedSoftware[] Counted);

/// <param name="Round">Of MLPerf Tiny.</param>
/// <param name="PerSecond">Median inferences a second by benchmark: kws, vww, ic, ad.</param>
internal sealed record PublishedTime(
    string Round, string Submitter, string Software, string Board, string Core, double ClockHz, Dictionary<string, double> PerSecond)
{
    public double Cycles(string benchmark) => ClockHz / PerSecond[benchmark];
}

/// <param name="Instructions">Of an inference, by benchmark.</param>
internal sealed record CountedSoftware(string Software, string Target, Dictionary<string, double> Instructions);
