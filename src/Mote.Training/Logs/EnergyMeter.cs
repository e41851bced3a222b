using System.Diagnostics;

namespace Mote.Training.Logs;

/// <summary>Watches what a training run uses, from its making to <see cref="Stop"/>.</summary>
public sealed class EnergyMeter : IDisposable
{
    /// <summary>Counters begin anew after some 60 kJ, which no desk's processor uses in this time.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private readonly EnergyAssumptions _assumptions;
    private readonly RaplCounters? _counters;
    private readonly Lock _gate = new();
    private readonly Timer? _timer;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TimeSpan _cpuBefore = Environment.CpuUsage.TotalTime;
    private bool _readable = true;

    public EnergyMeter(EnergyAssumptions assumptions, RaplCounters? counters)
    {
        _assumptions = assumptions;
        _counters = counters;
        if (counters is not null) _timer = new Timer(_ => Sample(), null, Interval, Interval);
    }

    /// <summary>What was used so far. A run that a resumed one continues is not in it.</summary>
    public EnergyEstimate Stop()
    {
        var cpu = Environment.CpuUsage.TotalTime - _cpuBefore;
        Sample();
        return _counters is not null && _readable ? new EnergyEstimate(_counters.Joules, cpu, _clock.Elapsed, true, _assumptions)
            : EnergyEstimate.OfCpuTime(cpu, _clock.Elapsed, _assumptions);
    }

    public void Dispose() => _timer?.Dispose();

    private void Sample()
    {
        lock (_gate) _readable = _readable && (_counters?.Sample() ?? true);
    }
}
