using System.Collections.Immutable;
using Mote.Training.Arithmetic;

namespace Mote.Training.Logs;

/// <summary>
/// What TensorBoard shows of a training: the runs "train" and "validation", whose curves of one tag share a diagram, and "speed", which
/// is by the clock and therefore the only one whose bytes differ from time to time.
/// </summary>
public sealed class TrainingLog : IDisposable
{
    private readonly TensorBoardEvents _train, _validation, _speed;

    /// <param name="folder">What to give to <c>tensorboard --logdir</c>.</param>
    /// <param name="lastStep">The step of the checkpoint that training resumes from; null begins anew.</param>
    /// <exception cref="Core.Diagnostics.MoteException">MOTE0004: it cannot be written.</exception>
    public TrainingLog(string folder, long? lastStep = null)
    {
        var opened = new List<TensorBoardEvents>();
        try
        {
            foreach (var run in (string[])["train", "validation", "speed"])
                opened.Add(TensorBoardEvents.Open(Path.Combine(folder, run), lastStep));
        }
        catch
        {
            foreach (var events in opened) events.Dispose();
            throw;
        }
        (_train, _validation, _speed) = (opened[0], opened[1], opened[2]);
    }

    /// <param name="step">Batches since training began, over all epochs.</param>
    /// <param name="loss">Mean over the examples since the last call.</param>
    /// <param name="accuracy">In [0, 1]; null where there is none to speak of.</param>
    /// <param name="learningRate">Of that step.</param>
    public void Training(long step, double loss, double? accuracy, double learningRate) =>
        _train.Write(step, [.. Scores(loss, accuracy), ("learning rate", (float)learningRate)]);

    /// <summary>After an epoch, on the validation split.</summary>
    public void Validation(long step, double loss, double? accuracy) => _validation.Write(step, Scores(loss, accuracy));

    /// <summary>Shares of what was rounded in an epoch: beyond the format's limits, and become zero.</summary>
    public void Roundings(long step, IReadOnlyCollection<RoleRounding> roles)
    {
        if (roles.Count == 0) return;
        _train.Write(step, [.. roles.SelectMany(r => ((string, float)[])[
            ($"saturated {r.Role.ToString().ToLowerInvariant()}", (float)r.SaturatedShare),
            ($"vanished {r.Role.ToString().ToLowerInvariant()}", (float)r.VanishedShare)])]);
    }

    public void Speed(long step, double examplesPerSecond) => _speed.Write(step, [("samples per second", (float)examplesPerSecond)]);

    public void Dispose()
    {
        _train.Dispose();
        _validation.Dispose();
        _speed.Dispose();
    }

    private static ImmutableArray<(string, float)> Scores(double loss, double? accuracy) =>
        accuracy is { } a ? [("loss", (float)loss), ("accuracy", (float)a)] : [("loss", (float)loss)];
}
