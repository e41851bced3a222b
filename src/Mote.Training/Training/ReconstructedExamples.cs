using Mote.Core.Types;

namespace Mote.Training.Training;

/// <summary>Examples whose target is what the network is shown, changed at random or not: what it cannot give again is unusual.</summary>
public sealed class ReconstructedExamples(IExampleSource examples) : IExampleSource
{
    public int Count => examples.Count;

    public Shape Shape => examples.Shape;

    public int Targets => examples.Shape.Elements;

    public int Label(int example) => -1;

    public void Read(int example, ulong noise, Span<float> values) => examples.Read(example, noise, values);

    public void Aim(int example, ReadOnlySpan<float> values, Span<float> target) => values.CopyTo(target);
}
