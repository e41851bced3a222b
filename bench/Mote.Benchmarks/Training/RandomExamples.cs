using Mote.Core.Types;
using Mote.Numerics;
using Mote.Training.Training;

namespace Mote.Benchmarks.Training;

/// <summary>Noise in memory, so that nothing is measured but training.</summary>
internal sealed class RandomExamples : IExampleSource
{
    private readonly float[] _values;
    private readonly bool _classifies;

    public RandomExamples(int count, Shape shape, int targets, bool classifies)
    {
        (Count, Shape, Targets, _classifies) = (count, shape, targets, classifies);
        var random = new RandomStream(7);
        _values = [.. Enumerable.Range(0, count * shape.Elements).Select(_ => (float)random.NextNormal())];
    }

    public int Count { get; }

    public Shape Shape { get; }

    public int Targets { get; }

    public int Label(int example) => _classifies ? example % Targets : -1;

    public void Read(int example, ulong noise, Span<float> values) => _values.AsSpan(example * values.Length, values.Length).CopyTo(values);

    public void Aim(int example, ReadOnlySpan<float> values, Span<float> target)
    {
        if (!_classifies)
        {
            values.CopyTo(target);
            return;
        }
        target.Clear();
        target[example % Targets] = 1;
    }
}
