using Mote.Core.Types;

namespace Mote.Training.Training;

/// <summary>What a network learns from: examples as reals, made anew for each time they are shown. Called from many threads.</summary>
public interface IExampleSource
{
    int Count { get; }

    /// <summary>Of one example, with a batch dimension of 1.</summary>
    Shape Shape { get; }

    /// <summary>Numbers of a target: classes for labels.</summary>
    int Targets { get; }

    /// <summary>Index of the class; -1 where the target is no class.</summary>
    int Label(int example);

    /// <summary>Writes what the network is shown.</summary>
    /// <param name="example">Which.</param>
    /// <param name="noise">Decides all that is random, such as augmentation; the same noise gives the same reals.</param>
    /// <param name="values">As many as the shape has elements.</param>
    void Read(int example, ulong noise, Span<float> values);

    /// <summary>Writes what should come out: for a class, a one at its place.</summary>
    /// <param name="example">Which.</param>
    /// <param name="values">What <see cref="Read"/> gave.</param>
    /// <param name="target">As many as there are <see cref="Targets"/>.</param>
    void Aim(int example, ReadOnlySpan<float> values, Span<float> target);

    /// <summary>At least so many examples, or all, evenly spread.</summary>
    IEnumerable<int> Spread(int least)
    {
        var step = Math.Max(1, Count / least);
        for (var i = 0; i < Count; i += step) yield return i;
    }
}
