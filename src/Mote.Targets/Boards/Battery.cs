using System.Collections.Immutable;
using System.Text.Json;
using Mote.Core.Diagnostics;

namespace Mote.Targets.Boards;

/// <summary>What boards live on.</summary>
/// <param name="Volts">Of the whole battery.</param>
/// <param name="MilliampHours">At the small currents of a device that mostly sleeps.</param>
/// <param name="MostMilliamps">In pulses; null where nothing of what boards take matters.</param>
/// <param name="ShelfYears">After which it is empty or unreliable, whatever it is used for.</param>
public sealed record Battery(
    string Name, string Title, double Volts, double MilliampHours, double? MostMilliamps, double ShelfYears, FigureSource Source);

/// <summary>The batteries there are: batteries.json.</summary>
public static class BatteryTable
{
    private static readonly Lazy<ImmutableArray<Battery>> s_all = new(() =>
        [.. JsonSerializer.Deserialize(BoardTable.Resource("batteries.json"), BoardContext.Default.BatteryArray)!]);

    public static ImmutableArray<Battery> All => s_all.Value;

    /// <exception cref="MoteException">MOTE0422: there is no such battery.</exception>
    public static Battery Find(string name) => All.FirstOrDefault(b => b.Name == name)
        ?? throw new MoteException("MOTE0422", $"battery '{name}'", "there is no such battery.",
            $"The batteries are {string.Join(", ", All.Select(b => b.Name))}.");
}
