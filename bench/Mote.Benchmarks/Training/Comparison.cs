using System.Diagnostics;
using System.Globalization;

namespace Mote.Benchmarks.Training;

/// <summary>
/// Runs Mote and PyTorch in turns, each measurement in a process of its own, and prints ratios of medians: what disturbs a shared machine
/// disturbs both.
/// </summary>
internal static class Comparison
{
    private sealed record Contender(string Name, Func<string, IReadOnlyList<string>> CommandLine);

    public static void Print(IReadOnlyList<string> networks, int batch, double seconds, int rounds)
    {
        string[] options = ["--batch", $"{batch}", "--seconds", seconds.ToString(CultureInfo.InvariantCulture)];
        var script = Path.Combine(Root(), "bench", "training", "torch_steps.py");
        Contender[] contenders =
        [
            new("Mote", n => [.. Self(), "training", "steps", "--network", n, "--threads", "1", .. options]),
            new("Mote, 2 threads", n => [.. Self(), "training", "steps", "--network", n, "--threads", "2", .. options]),
            new("PyTorch", n => ["/usr/bin/python3", script, n, "--threads", "1", .. options]),
            new("channels_last", n => ["/usr/bin/python3", script, n, "--threads", "1", "--channels-last", .. options]),
        ];
        Console.WriteLine("Examples per second of processor time (per second for two threads), medians; peak resident MB.");
        Console.WriteLine("network           Mote   PyTorch   ch.last  ratio   best  threads  Mote MB  torch MB  share");
        foreach (var network in networks)
        {
            var rates = contenders.ToDictionary(c => c.Name, _ => new List<StepRate>());
            for (var round = 0; round < rounds; round++)
            {
                foreach (var contender in contenders) rates[contender.Name].Add(Run(contender.CommandLine(network)));
            }
            var (mote, torch) = (Median("Mote", r => r.PerCpuSecond), Median("PyTorch", r => r.PerCpuSecond));
            var last = Median("channels_last", r => r.PerCpuSecond);
            var gain = Median("Mote, 2 threads", r => r.PerSecond) / Median("Mote", r => r.PerSecond);
            var (ours, theirs) = (rates["Mote"].Max(r => r.PeakMegabytes), rates["PyTorch"].Min(r => r.PeakMegabytes));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{network,-12} {mote,9:F0} {torch,9:F0} {last,9:F0} {mote / torch,6:F2} {mote / Math.Max(torch, last),6:F2} {gain,8:F2}")
                + string.Create(CultureInfo.InvariantCulture, $" {ours,8:F0} {theirs,9:F0} {ours / theirs,6:F2}"));

            double Median(string name, Func<StepRate, double> rate)
            {
                var all = rates[name].Select(rate).Order().ToArray();
                return all[all.Length / 2];
            }
        }
    }

    private static StepRate Run(IReadOnlyList<string> commandLine)
    {
        using var process = Process.Start(new ProcessStartInfo(commandLine[0], commandLine.Skip(1)) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? StepRate.Parse(output.Split('\n')[^1])
            : throw new InvalidOperationException($"{string.Join(' ', commandLine)} ended with {process.ExitCode}");
    }

    /// <summary>What runs this program: itself, or the dotnet host with it.</summary>
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? [Environment.ProcessPath!, typeof(Comparison).Assembly.Location] : [Environment.ProcessPath!];

    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Mote.slnx"))) return folder;
        }
        throw new InvalidOperationException("run this from within a checkout");
    }
}
