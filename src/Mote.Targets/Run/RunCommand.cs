using System.Collections.Immutable;
using Mote.Targets.Build;

namespace Mote.Targets.Run;

/// <summary>
/// How a program is started: with its files' directory as working directory, so that no path goes through a command line
/// that would split it.
/// </summary>
/// <param name="Executable">Full path.</param>
/// <param name="Arguments">One string each, unquoted.</param>
internal sealed record RunCommand(string Executable, ImmutableArray<string> Arguments)
{
    public static RunCommand For(BuiltProgram program) =>
        program.Target.Emulator is not { } emulator
            ? new(program.ElfPath, [])
            : new(program.Tools.Emulator!,
            [
                "-machine", emulator.Machine,
                .. emulator.Options,
                "-kernel", program.ElfPath,
                "-icount", "shift=0", // an instruction takes one nanosecond
                "-semihosting-config", "enable=on,target=native",
                "-nographic", "-monitor", "none", "-serial", "none", "-parallel", "none", "-net", "none", "-no-reboot",
            ]);
}
