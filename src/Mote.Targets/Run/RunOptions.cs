namespace Mote.Targets.Run;

/// <summary>How far a run has come.</summary>
/// <param name="Done">Examples whose results have been seen; the last step to <paramref name="Total"/> comes at the end.</param>
/// <param name="Total">Examples there are.</param>
public sealed record RunProgress(int Done, int Total);

/// <summary>How a program is run.</summary>
/// <param name="Sequence">The examples are one sequence: the model keeps its state from one to the next, in one process.</param>
/// <param name="Timeout">Time the whole run may take; five minutes where null.</param>
/// <param name="Processes">Examples are split over at most so many emulators; as many as there are processors where null.</param>
/// <param name="Progress">Told now and then, on the calling thread.</param>
public sealed record RunOptions(
    bool Sequence = false, TimeSpan? Timeout = null, int? Processes = null, Action<RunProgress>? Progress = null)
{
    internal TimeSpan EffectiveTimeout => Timeout ?? TimeSpan.FromMinutes(5);
}
