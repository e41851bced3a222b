using System.Globalization;

namespace Mote.Training.Logs;

/// <summary>
/// The processor's own energy counters as Linux shows them (powercap, intel-rapl; AMD's too): packages, and memory where it is counted
/// apart. They count everything the machine does, not this process alone.
/// </summary>
public sealed class RaplCounters
{
    private readonly (string Path, double Range)[] _zones;
    private readonly double[] _last;

    private RaplCounters((string Path, double Range)[] zones, double[] first)
    {
        _zones = zones;
        _last = first;
    }

    /// <summary>Since the counters were opened, up to the last <see cref="Sample"/>.</summary>
    public double Joules { get; private set; }

    /// <param name="folder">/sys/class/powercap.</param>
    /// <returns>Null where there are none or they may not be read (as of ordinary users of most systems).</returns>
    public static RaplCounters? Open(string folder = "/sys/class/powercap")
    {
        try
        {
            if (!Directory.Exists(folder)) return null;
            // package-0 and its part dram; core and uncore are within the package, psys holds the package.
            var zones = Directory.GetFileSystemEntries(folder, "intel-rapl:*").Order(StringComparer.Ordinal)
                .Where(z => File.Exists(Path.Combine(z, "name")) && Counts(File.ReadAllText(Path.Combine(z, "name")).Trim()))
                .Select(z => (Path.Combine(z, "energy_uj"), Number(Path.Combine(z, "max_energy_range_uj")))).ToArray();
            return zones.Length == 0 ? null : new RaplCounters(zones, [.. zones.Select(z => Number(z.Item1))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Adds what was used since the last call. Counters begin anew after some 60 kJ: call it every minute or so.</summary>
    /// <returns>False where a counter has become unreadable; what was counted stays.</returns>
    public bool Sample()
    {
        try
        {
            var now = Array.ConvertAll(_zones, z => Number(z.Path));
            for (var i = 0; i < now.Length; i++)
            {
                Joules += (now[i] >= _last[i] ? now[i] - _last[i] : now[i] + _zones[i].Range - _last[i]) / 1e6;
                _last[i] = now[i];
            }
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return false;
        }
    }

    private static bool Counts(string zone) => zone.StartsWith("package", StringComparison.Ordinal) || zone == "dram";

    /// <summary>Microjoules.</summary>
    private static double Number(string path) => double.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);
}
