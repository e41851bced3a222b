using System.Diagnostics;
using Mote.Training.Training;

namespace Mote.Workflows;

/// <summary>
/// Checkpoints of a training beside its result: OUTPUT.train.ckpt and OUTPUT.rounding.ckpt, written after each epoch and, in long ones,
/// every minute. They go when the result is there.
/// </summary>
/// <param name="output">The model that is being made.</param>
/// <param name="training">Describes network, data and options.</param>
/// <param name="resume">Whether to go on with what is there.</param>
public sealed class CheckpointStore(string output, string training, bool resume) : ITrainingStore
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly HashSet<string> _phases = [];
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

    public void Begin(string phase, Trainer trainer)
    {
        _phases.Add(phase);
        if (resume && File.Exists(Path(phase))) trainer.Restore(Checkpoint.Read(Path(phase), Described(phase)));
        _sinceLast.Restart();
    }

    public void After(string phase, StepResult step, Trainer trainer)
    {
        if (step.Step < step.StepsPerEpoch && _sinceLast.Elapsed < Interval) return;
        Checkpoint.Write(Path(phase), trainer.Save(), Described(phase));
        _sinceLast.Restart();
    }

    /// <summary>Removes all: the training is done.</summary>
    public void Clear()
    {
        foreach (var phase in _phases) File.Delete(Path(phase));
    }

    private string Path(string phase) => $"{output}.{phase}.ckpt";

    private string Described(string phase) => $"{training}\nphase {phase}";
}
