using System.CommandLine;
using System.Globalization;
using Mote.Compiler;
using Mote.Core.Diagnostics;
using Mote.Core.Machine;

namespace Mote.Cli.Commands;

/// <summary>Arguments and options that several commands share.</summary>
internal static class CommonOptions
{
    public const string Interpreter = "interpreter";

    public static Argument<string> Model() => new("model") { Description = "A model: .tflite, .onnx, or Mote's own (.mote, .motez)." };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of tables." };

    public static Option<string> Target(string description) => new("--target") { Description = description };

    public static Option<string> Optimize() => new("--optimize")
    {
        Description = "What to favour: balanced, speed, instructions, size or ram.",
        DefaultValueFactory = _ => "balanced",
    };

    public static Option<string?> RamBudget() => new("--ram-budget")
    {
        Description = "The most the arena may take: 32k, 20000. If need be, the first layers are computed in bands of rows.",
    };

    public static Option<string?> Region() => new("--region")
    {
        Description = "Memories for the arena, the most wanted first: dtcm=16k,sram=64k. Each becomes a piece of its own in the C.",
    };

    public static Option<string?> FlashBudget() => new("--flash-budget")
    {
        Description = "The most flash the program may take, as predicted: 64k. If need be, constants are coded, and decoded as it runs.",
    };

    public static Option<bool> CodeWeights() => new("--code-weights")
    {
        Description = "Store constants as small as can be; --flash-budget 0.",
    };

    /// <exception cref="MoteException">MOTE0005: it is no size, or no list of regions.</exception>
    public static MemoryLimits Memory(string? budget, string? regions = null, string? flash = null, bool codesWeights = false) =>
        new(budget is { } text ? Bytes("--ram-budget", text) : null, [.. regions is { } list ? Regions(list) : []])
        {
            FlashBudget = codesWeights ? 0 : flash is { } most ? Bytes("--flash-budget", most) : null,
        };

    private static List<MemoryRegion> Regions(string text)
    {
        var regions = new List<MemoryRegion>();
        foreach (var part in text.Split(','))
        {
            var (name, size) = part.Split('=') is [var left, var right] ? (left.Trim(), right.Trim()) : ("", "");
            if (name.Length == 0 || name != CNames.Identifier(name) || name is "arena" or "memory" || regions.Any(r => r.Name == name))
                throw new MoteException("MOTE0005", $"--region {text}", $"'{part}' is no region of its own.",
                    "Write names of small letters, digits and _, each with a size: dtcm=16k,sram=64k.");
            regions.Add(new MemoryRegion(name, Bytes("--region", size)));
        }
        return regions;
    }

    /// <summary>A size: a number, or one with k or M for 1,024 and 1,048,576.</summary>
    /// <exception cref="MoteException">MOTE0005: it is none.</exception>
    public static int Bytes(string option, string text)
    {
        var unit = text.Length == 0 ? 1 : char.ToLowerInvariant(text[^1]) switch
        {
            'k' => 1 << 10,
            'm' => 1 << 20,
            _ => 1,
        };
        return int.TryParse(unit == 1 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= int.MaxValue / unit
            ? number * unit
            : throw new MoteException("MOTE0005", $"{option} {text}", "this is no size.", "Write 20000, 32k or 1M.");
    }

    /// <exception cref="MoteException">MOTE0005: there is no such goal.</exception>
    public static OptimizeGoal Goal(string name) =>
        Enum.GetValues<OptimizeGoal>().Cast<OptimizeGoal?>()
            .FirstOrDefault(g => string.Equals(g.ToString(), name, StringComparison.OrdinalIgnoreCase))
        ?? throw new MoteException("MOTE0005", $"--optimize {name}", "there is no such goal.",
            $"Choose one of {string.Join(", ", Enum.GetNames<OptimizeGoal>().Select(n => n.ToLowerInvariant()))}.");

    public static (string Name, string Value) Pair(string text) => text.Split('=', 2) is [var name, var value] ? (name, value)
        : throw new MoteException("MOTE0005", $"--feature {text}", "it is no NAME=VALUE.", "Write it as bands=40.");

    public static int AtLeast(int least, int value, string option) => value >= least ? value
        : throw new MoteException("MOTE0005", $"{option} {value}", $"it must be at least {least}.");
}
