using System.Diagnostics;

namespace Mote.Conformance.Tests;

/// <summary>The tool as users start it.</summary>
internal static class MoteProcess
{
    public static ProcessStartInfo Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "mote.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var process = Process.Start(Start(arguments))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
