using System.CommandLine;
using System.Diagnostics;
using Mote.Training.Execution;
using Mote.Training.Gradients;

namespace Mote.Benchmarks.Training;

/// <summary>Whole training steps of the six networks, alone or beside PyTorch.</summary>
internal static class TrainingCommand
{
    public static Command Create()
    {
        var networks = new Option<string[]>("--network") { Description = "which; all unless given", AllowMultipleArgumentsPerToken = true };
        networks.DefaultValueFactory = _ => [.. BenchNetworks.Names];
        networks.AcceptOnlyFromAmong([.. BenchNetworks.Names]);
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => 64 };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 1 };
        var seconds = new Option<double>("--seconds") { Description = "of each measurement", DefaultValueFactory = _ => 3 };
        var rounds = new Option<int>("--rounds") { Description = "of Mote and PyTorch in turns", DefaultValueFactory = _ => 3 };

        var steps = new Command("steps", "Prints, of one network, examples per second, per second of processor time, and peak megabytes.")
        {
            networks, batch, threads, seconds,
        };
        steps.SetAction(r => Console.WriteLine(StepRate.Measure(
            BenchNetworks.Of(r.GetValue(networks)!.Single()), r.GetValue(batch), r.GetValue(threads), r.GetValue(seconds))));

        var profile = new Command("profile", "Where the time of a step goes, by operator, on one thread.") { networks, batch };
        profile.SetAction(r =>
        {
            foreach (var name in r.GetValue(networks)!) Profile(BenchNetworks.Of(name), r.GetValue(batch));
        });

        var compare = new Command("compare", "Mote beside PyTorch (python3-torch of the system), in turns, each in a process of its own.")
        {
            networks, batch, seconds, rounds,
        };
        compare.SetAction(r => Comparison.Print(r.GetValue(networks)!, r.GetValue(batch), r.GetValue(seconds), r.GetValue(rounds)));
        return new Command("training", "Steps of training.") { steps, profile, compare };
    }

    private static void Profile(BenchNetwork bench, int batch)
    {
        var network = Autodiff.Differentiate(bench.Network, bench.Loss);
        using var executor = new NetworkExecutor<float>(network.Network, batch, 1);
        foreach (var input in network.Network.Inputs)
        {
            var random = new Random(input.Id);
            foreach (ref var value in executor[input.Id]) value = random.NextSingle();
        }
        for (var step = 0; step < 50; step++) executor.Run(batch, 1, step);
        // The least time of each: what others on the machine do only adds to it.
        var (least, whole) = (new Dictionary<string, long>(), long.MaxValue);
        for (var step = 0; step < 100; step++)
        {
            var profile = new Dictionary<string, long>();
            executor.Profile = profile;
            var begin = Stopwatch.GetTimestamp();
            executor.Run(batch, 1, step);
            whole = Math.Min(whole, Stopwatch.GetTimestamp() - begin);
            foreach (var (kind, ticks) in profile) least[kind] = Math.Min(ticks, least.GetValueOrDefault(kind, long.MaxValue));
        }
        Console.WriteLine($"{bench.Name}: up to {executor.Chunks} chunks, {executor.Bytes >> 10} KB");
        var rows = least.OrderByDescending(p => p.Value).Append(new("rest", whole - least.Values.Sum())).Append(new("all", whole));
        foreach (var (kind, ticks) in rows)
            Console.WriteLine($"  {kind,-28}{ticks * 1e6 / Stopwatch.Frequency,10:F0} us {100.0 * ticks / whole,6:F1} %");
    }
}
