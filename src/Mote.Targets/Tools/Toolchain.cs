using System.Collections.Immutable;
using Mote.Core.Diagnostics;

namespace Mote.Targets.Tools;

/// <summary>The tools of one target, found.</summary>
/// <param name="Compiler">Full path of the C compiler, which links, too.</param>
/// <param name="Emulator">Full path of QEMU; null on the host.</param>
public sealed record Toolchain(string Compiler, string? Emulator)
{
    public static ImmutableArray<Tool> ToolsOf(Target target) =>
        target.Emulator is not { } emulator ? [Tool.HostCompiler]
        : emulator.IsRiscV ? [Tool.RiscVCompiler, Tool.RiscVLibrary, Tool.RiscVEmulator]
        : [Tool.ArmCompiler, Tool.ArmLibrary, Tool.ArmEmulator];

    /// <exception cref="MoteException">MOTE0402, one diagnostic for each tool that is missing.</exception>
    public static Toolchain For(Target target, ToolSearch? search = null)
    {
        search ??= ToolSearch.FromPath();
        var missing = ToolsOf(target).Where(tool => Locate(tool, search) is null).ToImmutableArray();
        if (!missing.IsEmpty)
            throw new MoteException([.. missing.Select(tool => Missing(target, tool))]);
        // The compiler is the first of a target's tools, the emulator, where there is one, the last.
        var tools = ToolsOf(target);
        return new Toolchain(Locate(tools[0], search)!, target.IsHost ? null : Locate(tools[^1], search)!);
    }

    /// <summary>The full path of a tool, or null where it is missing.</summary>
    public static string? Locate(Tool tool, ToolSearch search)
    {
        var executable = tool.Executables.Select(search.Find).FirstOrDefault(path => path is not null);
        if (executable is null || tool.Library is null)
            return executable;

        // GCC answers with the bare name where it has no such file.
        var answer = ChildProcess.Run(executable, [$"-print-file-name={tool.Library}"], TimeSpan.FromMinutes(1));
        var path = answer.Output.Trim();
        return answer.ExitCode == 0 && Path.IsPathRooted(path) ? Path.GetFullPath(path) : null;
    }

    private static Diagnostic Missing(Target target, Tool tool) => new(
        "MOTE0402", Severity.Error, $"target '{target.Name}'",
        $"{tool.Name} is missing ({tool.Purpose}).",
        $"It comes with the Debian package {tool.Package}; 'mote doctor --install' installs it.");
}
