using System.ComponentModel;
using System.Diagnostics;

namespace Mote.Testing;

/// <summary>The C compiler of this machine, for tests that hold C against C#.</summary>
public static class HostCompiler
{
    public const string Missing = "no gcc on this machine";

    /// <summary>What all runtime C must build with.</summary>
    private const string Strict = "-std=c99 -O2 -ffp-contract=off -Wall -Wextra -Werror -Wconversion";

    private const string Sanitize = "-fsanitize=undefined,address -fno-sanitize-recover=all";

    private static readonly Lazy<bool> Found = new(() => Run("gcc", "--version", null).Code == 0);

    public static bool IsAvailable => Found.Value;

    public static string Include => Path.Combine(Golden.Root, "runtime", "include");

    /// <summary>Builds a program, runs it on the given input and returns what it writes.</summary>
    /// <exception cref="InvalidOperationException">It does not build without warnings, or does not end well.</exception>
    public static byte[] BuildAndRun(string source, byte[] input, bool sanitize)
    {
        var directory = Directory.CreateTempSubdirectory("mote-c-").FullName;
        try
        {
            var (c, program) = (Path.Combine(directory, "main.c"), Path.Combine(directory, "main"));
            File.WriteAllText(c, source);
            var built = Run("gcc", $"{Strict} {(sanitize ? Sanitize : "")} -I \"{Include}\" \"{c}\" -o \"{program}\" -lm", null);
            if (built.Code != 0) throw new InvalidOperationException($"gcc: {built.Error}");
            var ran = Run(program, "", input);
            if (ran.Code != 0) throw new InvalidOperationException($"exit code {ran.Code}: {ran.Error}");
            return ran.Output;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static (int Code, byte[] Output, string Error) Run(string program, string arguments, byte[]? input)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = new MemoryStream();
            var copying = process.StandardOutput.BaseStream.CopyToAsync(output);
            if (input is not null) process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
            Task.WaitAll(copying, error);
            process.WaitForExit();
            return (process.ExitCode, output.ToArray(), error.Result);
        }
        catch (Win32Exception)
        {
            return (-1, [], "not found");
        }
    }
}
