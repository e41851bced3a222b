using System.Globalization;
using Mote.Numerics;

namespace Mote.Conformance.Tests;

/// <summary>A folder with an imported dataset: two kinds of swing, from eight persons of different speed.</summary>
internal sealed class SwingSet : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote-train-").FullName;

    public SwingSet()
    {
        var random = new RandomStream(4);
        for (var person = 0; person < 8; person++)
        foreach (var kind in (string[])["circle", "shake"])
        {
            Directory.CreateDirectory(At($"in/{kind}"));
            var speed = 0.2 + 0.02 * person;
            File.WriteAllLines(At($"in/{kind}/p{person}.csv"), Enumerable.Range(0, 640).Select(t => string.Join(',',
                new[] { Math.Sin(speed * t), kind == "circle" ? Math.Cos(speed * t) : Math.Sin(3 * speed * t), 1 }
                    .Select(v => (v + 0.1 * random.NextNormal()).ToString("F4", CultureInfo.InvariantCulture)))));
        }
        var import = MoteProcess.Run("data", "import", At("in"), "-o", At("set"), "--labels", "folder", "--group-pattern", "(p[0-9])", "--no-header",
            "--test-groups", "p[01]", "--validation-groups", "p2", "--rate", "50", "--window", "64", "--step", "32");
        Assert.Equal((0, ""), (import.ExitCode, import.Error));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public string At(string name) => Path.Combine(_folder, name);
}
