using Mote.Training.Training;

namespace Mote.Workflows;

/// <summary>Keeps a training while it goes on, so that it can be gone on with after an interruption.</summary>
public interface ITrainingStore
{
    /// <summary>A phase begins: gives the trainer what was kept of it, if anything.</summary>
    void Begin(string phase, Trainer trainer);

    /// <summary>A batch is done.</summary>
    void After(string phase, StepResult step, Trainer trainer);
}
