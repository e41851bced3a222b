using Mote.Targets.Boards;

namespace Mote.Workflows.Fitting;

/// <summary>A device that wakes up, infers and sleeps on, again and again.</summary>
/// <param name="Chip">Whose currents count; those of radio, sensors, regulators and lamps on the board do not.</param>
/// <param name="BusySeconds">Of an inference.</param>
/// <param name="EverySeconds">From one inference to the next.</param>
public sealed record DutyCycle(Chip Chip, double BusySeconds, double EverySeconds)
{
    private const double DaysOfYear = 365.25;

    /// <summary>Waking up counts as running; where its time is not known, as nothing.</summary>
    public double AwakeSeconds => BusySeconds + ((Chip.WakeUpMicroseconds ?? 0) / 1e6);

    public bool KeepsUp => AwakeSeconds <= EverySeconds;

    /// <summary>uJ = V * mA * ms; null where the current is not known.</summary>
    public double? MicrojoulesOfInference => Chip.ActiveMilliamps is { } active ? Chip.EnergyVolts * active * BusySeconds * 1e3 : null;

    /// <summary>(running * awake + asleep * rest) / interval; null where a current is not known or it does not keep up.</summary>
    public double? AverageMicroamps => KeepsUp && Chip is { ActiveMilliamps: { } active, AsleepMicroamps: { } asleep }
        ? ((active * 1e3 * AwakeSeconds) + (asleep * (EverySeconds - AwakeSeconds))) / EverySeconds : null;

    /// <summary>Capacity / average current, at most the shelf life.</summary>
    public double? DaysOf(Battery battery) => AverageMicroamps is { } average
        ? Math.Min(battery.MilliampHours * 1e3 / average / 24, battery.ShelfYears * DaysOfYear) : null;
}
