using System.Buffers.Binary;
using Mote.Core.Diagnostics;
using Mote.Targets.Build;
using Mote.Targets.Tools;

namespace Mote.Targets.Run;

/// <summary>One process at work on its examples, in a directory of its own. Disposing ends it and removes its files.</summary>
internal sealed class SliceRun : IDisposable
{
    private const int SignalBase = 128;

    private readonly BuiltProgram program;
    private readonly ExampleSlice slice;
    private readonly string directory;
    private readonly ChildProcess process;

    public SliceRun(BuiltProgram program, ExampleSlice slice, bool sequence)
    {
        this.program = program;
        this.slice = slice;
        directory = Directory.CreateTempSubdirectory("mote-run-").FullName;
        try
        {
            var options = new byte[8];
            BinaryPrimitives.WriteInt32LittleEndian(options, slice.Count);
            BinaryPrimitives.WriteInt32LittleEndian(options.AsSpan(4), sequence ? 1 : 0);
            File.WriteAllBytes(FileName("options.bin"), options);
            File.WriteAllBytes(FileName("inputs.bin"), slice.Inputs.Span);
            var command = RunCommand.For(program);
            process = ChildProcess.Start(command.Executable, command.Arguments, directory);
        }
        catch
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    public bool WaitForExit(TimeSpan timeout) => process.WaitForExit(timeout);

    public bool HasExited => process.HasExited;

    /// <summary>Examples known to be done; on the host only at the end.</summary>
    public int Done => Results is { } results ? results.Examples ?? results.Instructions.Length : 0;

    /// <summary>After it has exited.</summary>
    /// <exception cref="MoteException">MOTE0405: it did not end well.</exception>
    public RunResult Result()
    {
        var end = process.End();
        var results = Results;
        if (end.ExitCode != 0 || results.Fault is not null || results.Examples != slice.Count)
            throw Fault(end, results);
        var traced = program.Options.Trace;
        return new RunResult(
            File.ReadAllBytes(FileName("outputs.bin")),
            traced ? [] : results.Instructions,
            results.StackBytes,
            traced ? TraceFile.Read(File.ReadAllBytes(FileName("trace.bin")), slice.First) : [])
        {
            Steps = results.Steps,
        };
    }

    private ResultFile Results => ResultFile.Read(FileName("result.txt"));

    private MoteException Fault(ProcessEnd end, ResultFile results)
    {
        var example = program.Target.IsHost ? "" : $" in example {slice.First + results.Instructions.Length}";
        var reason = results.Fault is { } report
            ? FaultReport.Describe(report, program.ElfPath)
            : end.ExitCode > SignalBase && program.Target.IsHost
                ? $"ended by signal {end.ExitCode - SignalBase}{SignalName(end.ExitCode - SignalBase)}"
                : $"exit code {end.ExitCode} {TextExcerpt.FirstLines(end.Errors, 1)}".TrimEnd();
        return new MoteException(
            "MOTE0405", $"target '{program.Target.Name}'", $"the program faulted{example}: {reason}.",
            "This is a bug of Mote's, not of your model; please report it with this line.");
    }

    private static string SignalName(int signal) => signal switch
    {
        4 => " (illegal instruction)",
        6 => " (abort)",
        7 => " (bus error)",
        8 => " (arithmetic error)",
        11 => " (segmentation fault)",
        _ => "",
    };

    private string FileName(string name) => Path.Combine(directory, name);

    public void Dispose()
    {
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
