using System.Collections.Immutable;
using System.Globalization;

namespace Mote.Targets.Run;

/// <summary>What result.txt says, whole or so far.</summary>
/// <param name="Examples">Written last: how many examples were run.</param>
/// <param name="Instructions">Of each example.</param>
/// <param name="StackBytes">The most of all examples.</param>
/// <param name="Steps">In profiles: what each step of the last example executed.</param>
/// <param name="Fault">Why the program ended early.</param>
internal sealed record ResultFile(
    int? Examples, ImmutableArray<long> Instructions, int? StackBytes, ImmutableArray<StepCount> Steps, string? Fault)
{
    public static ResultFile Read(string path)
    {
        int? examples = null, stack = null;
        string? fault = null;
        var step = 0;
        var steps = ImmutableArray.CreateBuilder<StepCount>();
        var instructions = ImmutableArray.CreateBuilder<long>();
        foreach (var line in WholeLines(path))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = equals < 0 ? (line, "") : (line[..equals], line[(equals + 1)..]);
            if (key == "examples")
                examples = int.Parse(value, CultureInfo.InvariantCulture);
            else if (key == "instructions")
                instructions.Add(long.Parse(value, CultureInfo.InvariantCulture));
            else if (key == "stack")
                stack = int.Parse(value, CultureInfo.InvariantCulture);
            else if (key == "step")
                step = int.Parse(value, CultureInfo.InvariantCulture);
            else if (key == "cost")
                steps.Add(new StepCount(step, long.Parse(value, CultureInfo.InvariantCulture)));
            else if (key == "fault")
                fault ??= value;
        }

        return new(examples, instructions.ToImmutable(), stack, steps.ToImmutable(), fault);
    }

    /// <summary>The program may be writing: what follows the last line end is not there yet.</summary>
    private static string[] WholeLines(string path)
    {
        if (!File.Exists(path))
            return [];
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
