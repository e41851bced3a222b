using System.Collections.Immutable;

namespace Mote.Targets.Tools;

/// <summary>Where executables are looked for.</summary>
/// <param name="Directories">Directories, the first that has it wins.</param>
public sealed record ToolSearch(ImmutableArray<string> Directories)
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>As the shell would: the PATH variable is the only way to choose another tool.</summary>
    public static ToolSearch FromPath() => new(
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>The full path of an executable, or null.</summary>
    public string? Find(string name)
    {
        foreach (var directory in Directories)
        {
            var path = Path.Combine(directory, name);
            if (File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != 0))
                return path;
        }

        return null;
    }
}
