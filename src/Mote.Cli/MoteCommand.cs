using System.CommandLine;
using System.Runtime.InteropServices;
using Mote.Cli.Commands;
using Mote.Core.Diagnostics;
using Mote.Data;

namespace Mote.Cli;

/// <summary>The command line: parses, calls a workflow, renders what it returns. No logic of its own.</summary>
internal static class MoteCommand
{
    /// <summary>The user's input cannot be processed.</summary>
    private const int BadInput = 2;

    /// <summary>A bug of ours (EX_SOFTWARE).</summary>
    private const int Internal = 70;

    /// <summary>Ended by Ctrl-C.</summary>
    private const int Interrupted = 130;

    public static async Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("Mote: TinyML from sensor to microcontroller.")
        {
            InspectCommand.Create(),
            DataCommand.Create(),
            TrainCommand.Create(),
            TrainCommand.CreateDistil(),
            CompressCommand.Create(),
            EvaluateCommand.Create(Dataset.Load),
            RunCommand.Create(),
            CompileCommand.Create(),
            ConvertCommand.Create(),
            DiffCommand.Create(),
            QuantizeCommand.Create(),
            MeasureCommand.Create(),
            ExplainCommand.Create(),
            FitCommand.Create(),
            BoardsCommand.Create(),
            VerifyCommand.Create(),
            TargetsCommand.Create(),
            DoctorCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync("mote: " + error.Message);
            await Console.Error.WriteLineAsync("mote: 'mote --help' lists commands and options.");
            return BadInput;
        }
        // Ours, not the library's: it would leave before child processes are ended and temporary files removed.
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, cancellation.Token);
        }
        catch (MoteException e)
        {
            Render.Diagnostics(e.Diagnostics);
            return BadInput;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("mote: interrupted; nothing was left half-written.");
            return Interrupted;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("MOTE_DEBUG") is null)
        {
            await Console.Error.WriteLineAsync($"mote: internal error: {e.GetType().Name}: {e.Message}");
            await Console.Error.WriteLineAsync("mote: this is a bug of Mote's; please report it with the model.");
            await Console.Error.WriteLineAsync("mote: MOTE_DEBUG=1 shows where it happened.");
            return Internal;
        }

        // The first signal asks; a second one, which finds the request made, ends the process as usual.
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        }
    }
}
