using System.Collections.Immutable;
using Mote.Targets.Boards;

namespace Mote.Workflows.Fitting;

/// <summary>A board as <c>mote boards</c> lists it. What nobody has looked up is null.</summary>
public sealed record BoardReport(
    string Name, string Title, string Vendor, string Chip, string Core, string? Target, string Note, double Megahertz, int? FlashBytes,
    ImmutableArray<BoardMemory> Ram, double? LeastVolts, double? MostVolts, double? ActiveMilliamps, double? AsleepMicroamps,
    double? WakeUpMicroseconds, ImmutableArray<FigureSource> Sources)
{
    public static BoardReport Of(Board b) => new(
        b.Name, b.Title, b.Vendor, b.Chip.Name, b.Chip.Core.Name, b.Chip.Core.Target?.Name, b.Chip.Core.Note, b.Chip.ClockHz / 1e6,
        b.FlashBytes, b.Ram, b.Chip.Supply?.Least, b.Chip.Supply?.Most, b.Chip.ActiveMilliamps, b.Chip.AsleepMicroamps,
        b.Chip.WakeUpMicroseconds, b.Sources);
}
