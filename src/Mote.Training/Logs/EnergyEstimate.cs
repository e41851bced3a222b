using System.Globalization;

namespace Mote.Training.Logs;

/// <summary>What an estimate of energy assumes.</summary>
/// <param name="WattsPerCore">Of a busy core, where nothing is measured. 12 W is what Green Algorithms (Lannelongue and others 2021) take
/// for a processor they do not know.</param>
/// <param name="GramsPerKilowattHour">CO2 equivalents of the grid's electricity: 475 is the world's mean (IEA 2019).</param>
public sealed record EnergyAssumptions(double WattsPerCore = 12, double GramsPerKilowattHour = 475);

/// <summary>
/// Energy and CO2 of a training run: the processor's, without screen and losses of the supply, and without memory unless it has a counter.
/// </summary>
/// <param name="Joules">Of the processor.</param>
/// <param name="Cpu">Time that the process's threads were running, all cores together.</param>
/// <param name="Wall">By the clock.</param>
/// <param name="IsMeasured">By the processor's counters, for the whole machine; otherwise from processor time.</param>
public sealed record EnergyEstimate(double Joules, TimeSpan Cpu, TimeSpan Wall, bool IsMeasured, EnergyAssumptions Assumptions)
{
    private const double JoulesPerKilowattHour = 3.6e6;

    /// <summary>Of CO2 equivalents.</summary>
    public double Grams => Joules / JoulesPerKilowattHour * Assumptions.GramsPerKilowattHour;

    public string Method => IsMeasured ? "measured by the processor's counters (RAPL), everything on this machine"
        : Text($"estimated: {Cpu.TotalSeconds:F0} s of processor time x {Assumptions.WattsPerCore:0.###} W a core");

    /// <summary>From processor time.</summary>
    public static EnergyEstimate OfCpuTime(TimeSpan cpu, TimeSpan wall, EnergyAssumptions assumptions) =>
        new(cpu.TotalSeconds * assumptions.WattsPerCore, cpu, wall, false, assumptions);

    /// <summary>As printed at the end of training.</summary>
    public override string ToString() =>
        Text($"energy {Joules / 3600:G3} Wh, {Grams:G3} g CO2 at {Assumptions.GramsPerKilowattHour:0.###} g/kWh ({Method})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
