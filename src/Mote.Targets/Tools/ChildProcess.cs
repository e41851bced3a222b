using System.Diagnostics;

namespace Mote.Targets.Tools;

/// <summary>What a process that ended left.</summary>
internal sealed record ProcessEnd(int ExitCode, string Output, string Errors);

/// <summary>A running process without a terminal: nothing to read, all it writes is collected. Disposing ends it.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private ChildProcess(Process process)
    {
        this.process = process;
        process.StandardInput.Close();
        output = process.StandardOutput.ReadToEndAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <param name="executable">Full path.</param>
    /// <param name="arguments">One string each, unquoted.</param>
    /// <param name="directory">The working directory, and where it puts temporary files: what it leaves goes with the directory.</param>
    public static ChildProcess Start(string executable, IEnumerable<string> arguments, string? directory = null)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            WorkingDirectory = directory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C"; // messages must not depend on who runs us
        if (directory is not null)
            start.Environment["TMPDIR"] = "."; // relative: GCC cannot handle temporary files whose path contains spaces
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{executable} did not start"));
    }

    /// <exception cref="TimeoutException">It took longer than <paramref name="timeout"/>.</exception>
    public static ProcessEnd Run(
        string executable,
        IEnumerable<string> arguments,
        TimeSpan timeout,
        string? directory = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var child = Start(executable, arguments, directory);
        using var registration = cancellation.Register(child.Kill);
        var ended = child.WaitForExit(timeout);
        cancellation.ThrowIfCancellationRequested();
        return ended ? child.End() : throw new TimeoutException($"{executable} did not end within {timeout.TotalSeconds:0} s");
    }

    public bool HasExited => process.HasExited;

    public bool WaitForExit(TimeSpan timeout) => process.WaitForExit(timeout);

    /// <summary>Only after it has exited.</summary>
    public ProcessEnd End() => new(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());

    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself in the meantime.
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }
}
