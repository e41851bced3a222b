using System.Diagnostics;
using Mote.Training;
using Mote.Training.Training;

namespace Mote.Workflows.Compressing;

/// <summary>Counts the epochs of all steps as one training.</summary>
internal sealed class CompressionProgress(int epochs, Action<TrainingProgress>? progress)
{
    private int _epochs = epochs;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string _phase = "";
    private int _before, _inPhase;
    private long _examples;
    private double _done;

    /// <summary>So many epochs more than was known.</summary>
    public void Expect(int more) => _epochs += more;

    public void After(string phase, StepResult step, Trainer trainer)
    {
        if (phase != _phase) (_phase, _before) = (phase, _before + _inPhase);
        _inPhase = step.Epoch;
        _examples += step.Examples;
        _done += 1.0 / step.StepsPerEpoch;
        var seconds = _clock.Elapsed.TotalSeconds;
        var ends = step.Step == step.StepsPerEpoch;
        var validation = ends && trainer.History[^1].ValidationAccuracy is var v && !double.IsNaN(v) ? v : (double?)null;
        var left = _epochs - (_before + step.Epoch - 1 + (step.Step / (double)step.StepsPerEpoch));
        progress?.Invoke(
            new TrainingProgress(_before + step.Epoch, _epochs, step.Step, step.StepsPerEpoch, step.Cost, step.Accuracy, validation,
            step.Rate, _examples / seconds, TimeSpan.FromSeconds(Math.Max(0, left) / _done * seconds)));
    }
}
