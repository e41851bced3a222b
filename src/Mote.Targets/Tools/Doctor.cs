using System.Collections.Immutable;
using Mote.Core.Diagnostics;

namespace Mote.Targets.Tools;

/// <summary>Says which tools are there, and installs those that are not, on systems with apt.</summary>
public static class Doctor
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(20);

    public static ImmutableArray<ToolStatus> Check(ToolSearch? search = null)
    {
        search ??= ToolSearch.FromPath();
        return [.. Tool.All.Select(tool => StatusOf(tool, search))];
    }

    /// <summary>Installs the packages of the tools that are missing; does nothing where none is.</summary>
    /// <param name="say">Told what is about to be done, a line at a time.</param>
    /// <param name="search">Where tools, apt-get and sudo are looked for; PATH unless given.</param>
    /// <param name="cancellation">Ends apt-get, too.</param>
    /// <exception cref="MoteException">MOTE0403: it may not, or apt-get failed.</exception>
    public static void Install(Action<string> say, ToolSearch? search = null, CancellationToken cancellation = default)
    {
        search ??= ToolSearch.FromPath();
        var packages = Check(search).Where(status => status.IsMissing).Select(status => status.Tool.Package).Distinct().ToArray();
        if (packages.Length == 0)
        {
            say("Nothing to install: all tools are there.");
            return;
        }

        var apt = AptCommand(search, packages);
        say("Updating the package lists.");
        RunApt([.. apt, "update"], packages, cancellation);
        say($"Installing {string.Join(" ", packages)}.");
        RunApt([.. apt, "install", "-y", "--no-install-recommends", .. packages], packages, cancellation);
        foreach (var status in Check(search).Where(status => status.IsMissing))
            throw Failure(packages, $"apt-get reported success, but {status.Tool.Name} is still missing.");
    }

    private static ToolStatus StatusOf(Tool tool, ToolSearch search)
    {
        var path = Toolchain.Locate(tool, search);
        var version = path is null || tool.Library is not null
            ? null
            : ChildProcess.Run(path, ["--version"], TimeSpan.FromMinutes(1)).Output.Split('\n')[0].Trim();
        return new(tool, path, version, [.. TargetTable.All.Where(target => Toolchain.ToolsOf(target).Contains(tool))]);
    }

    private static ImmutableArray<string> AptCommand(ToolSearch search, string[] packages)
    {
        var apt = search.Find("apt-get")
            ?? throw Failure(packages, "this system has no apt-get.");
        if (Environment.IsPrivilegedProcess)
            return [apt];

        // sudo drops the environment, so that the variable goes with the command.
        var sudo = search.Find("sudo");
        return sudo is not null && ChildProcess.Run(sudo, ["-n", "true"], TimeSpan.FromMinutes(1)).ExitCode == 0
            ? [sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive", apt]
            : throw Failure(packages, "installing packages needs root, and sudo does not give it without a password.");
    }

    private static void RunApt(ImmutableArray<string> command, string[] packages, CancellationToken cancellation)
    {
        var end = ChildProcess.Run(command[0], command.Skip(1), InstallTimeout, cancellation: cancellation);
        if (end.ExitCode != 0)
            throw Failure(packages, $"apt-get failed: {TextExcerpt.LastLines(end.Errors, 4)}");
    }

    private static MoteException Failure(string[] packages, string reason) => new(
        "MOTE0403", "mote doctor --install", reason, $"Install these packages by hand: {string.Join(" ", packages)}.");
}
