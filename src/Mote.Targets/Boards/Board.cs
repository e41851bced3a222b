using System.Collections.Immutable;

namespace Mote.Targets.Boards;

/// <summary>A board that people own, or one core of it.</summary>
/// <param name="Name">What the user calls it: small letters, digits and dashes.</param>
/// <param name="Title">What its maker calls it.</param>
/// <param name="Vendor">Who makes it.</param>
/// <param name="Chip">What runs programs.</param>
/// <param name="FlashBytes">What a program may take, without boot loaders; null where programs lie in RAM.</param>
/// <param name="Ram">Memories without gaps, the largest first.</param>
/// <param name="Sources">Where the figures are from, those of the chip included.</param>
public sealed record Board(
    string Name, string Title, string Vendor, Chip Chip, int? FlashBytes, ImmutableArray<BoardMemory> Ram,
    ImmutableArray<FigureSource> Sources)
{
    public long RamBytes => Ram.Sum(m => (long)m.Bytes);

    public override string ToString() => Name;
}

/// <summary>A microcontroller. What nobody has looked up is null.</summary>
/// <param name="Name">The vendor's name.</param>
/// <param name="Core">A row of <see cref="CoreTable"/>.</param>
/// <param name="ClockHz">The highest, or the one at which the current is given.</param>
/// <param name="Supply">Volts at which it works.</param>
/// <param name="Volts">At which the currents are given.</param>
/// <param name="ActiveMilliamps">Running a program at the clock, radio and peripherals off; typical, 25 °C.</param>
/// <param name="AsleepMicroamps">With the RAM kept and something that wakes it; likewise.</param>
/// <param name="WakeUpMicroseconds">Until it executes again.</param>
public sealed record Chip(
    string Name, BoardCore Core, long ClockHz, SupplyRange? Supply, double? Volts, double? ActiveMilliamps, double? AsleepMicroamps,
    double? WakeUpMicroseconds)
{
    private const double UsualVolts = 3.3;

    /// <summary>What energies are computed with: the volts of the currents, else 3.3 V or the nearest that it takes.</summary>
    public double EnergyVolts => Volts ?? (Supply is { } s ? Math.Clamp(UsualVolts, s.Least, s.Most) : UsualVolts);
}

/// <summary>A memory in one piece.</summary>
public sealed record BoardMemory(string Name, int Bytes);

/// <param name="Least">Volts.</param>
/// <param name="Most">Volts.</param>
public sealed record SupplyRange(double Least, double Most);

/// <summary>Where figures are from.</summary>
/// <param name="Of">Which: core, clock, memory, supply, active, asleep, wakeUp.</param>
/// <param name="Title">The document.</param>
/// <param name="Where">Table or section, and under which conditions it holds.</param>
/// <param name="Url">Where its publisher has it.</param>
public sealed record FigureSource(ImmutableArray<string> Of, string Title, string Where, string Url);
