using System.Diagnostics;
using System.Globalization;
using Mote.Training.Training;

namespace Mote.Benchmarks.Training;

/// <summary>How fast steps of training are.</summary>
/// <param name="PerSecond">Examples a second, by the median step's time.</param>
/// <param name="PerCpuSecond">Examples a second of processor time, which others on the machine disturb less.</param>
/// <param name="PeakMegabytes">Most memory that the process ever had resident.</param>
internal sealed record StepRate(double PerSecond, double PerCpuSecond, double PeakMegabytes)
{
    /// <summary>What bench/training/torch_steps.py prints too.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{PerSecond:F1} {PerCpuSecond:F1} {PeakMegabytes:F1}");

    public static StepRate Parse(string text)
    {
        var parts = text.Split(' ');
        if (parts.Length != 3) throw new FormatException($"not three numbers: {text}");
        return new StepRate(Number(0), Number(1), Number(2));

        double Number(int i) => double.Parse(parts[i], CultureInfo.InvariantCulture);
    }

    /// <summary>Trains with Adam for some seconds, after some steps that are not counted.</summary>
    public static StepRate Measure(BenchNetwork bench, int batch, int threads, double seconds)
    {
        using var trainer = Trainer(bench, batch, threads);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < Math.Min(1, seconds / 2);) trainer.Step();
        for (var i = 0; i < 10; i++) trainer.Step();
        var times = new List<double>();
        var before = Environment.CpuUsage.TotalTime;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds;)
        {
            var begin = Stopwatch.GetTimestamp();
            trainer.Step();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        var cpu = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        times.Sort();
        using var process = Process.GetCurrentProcess();
        return new StepRate(batch / times[times.Count / 2], batch * times.Count / cpu, process.PeakWorkingSet64 / (double)(1 << 20));
    }

    public static Trainer Trainer(BenchNetwork bench, int batch, int threads)
    {
        var network = bench.Network;
        var targets = network.Values[network.Outputs[0]].Shape.Elements;
        var examples = new RandomExamples(2 * batch, network.Inputs.Single().Shape, targets, bench.Classifies);
        return new Trainer(network, examples, null, new TrainingOptions
        {
            Epochs = int.MaxValue, Batch = batch, Loss = bench.Loss, Optimizer = new Optimizer.Adam(), LearningRate = 1e-3,
            Schedule = new Schedule.Constant(),
        }, threads);
    }
}
