using System.Collections.Immutable;
using Mote.Core.Types;
using Mote.Data;
using Mote.Data.Augmentation;
using Mote.Execution.Features;
using Mote.Numerics;

namespace Mote.Training.Training;

/// <summary>
/// Some examples of a set as a network sees them: samples, changed at random if asked to; features of these; changed at random once more.
/// Without noise nothing is changed, and features are computed once.
/// </summary>
public sealed class LabelledExamples : IExampleSource, IDisposable
{
    private readonly ExampleSet _set;
    private readonly ImmutableArray<int> _places;
    private readonly Augmentation? _samples, _features;
    private readonly Shape _rawShape, _featureShape;
    private readonly ThreadLocal<(FeatureComputer Computer, float[] Raw)> _tools;
    private readonly float[]?[] _plain;

    /// <param name="set">Where the examples are.</param>
    /// <param name="places">Which of them.</param>
    /// <param name="frontEnd">What is done to samples.</param>
    /// <param name="samples">Changes samples.</param>
    /// <param name="features">Changes features.</param>
    public LabelledExamples(
        ExampleSet set, ImmutableArray<int> places, FrontEnd frontEnd, Augmentation? samples = null, Augmentation? features = null)
    {
        (_set, _places, _samples, _features) = (set, places, samples, features);
        Shape = frontEnd.OutputShape(set.Type.Shape);
        // Augmentation knows no batch dimension; feature maps of one channel are [frames, bins].
        _rawShape = WithoutBatch(set.Type.Shape);
        _featureShape = WithoutBatch(Shape) is { Rank: 3 } f && f[2] == 1 && frontEnd is not RawFrontEnd
            ? [f[0], f[1]] : WithoutBatch(Shape);
        _tools = new(() => (frontEnd.Computer(set.Type), new float[set.Type.Elements]));
        _plain = new float[]?[places.Length];
    }

    public int Count => _places.Length;

    public Shape Shape { get; }

    public int Targets => _set.Classes.Length;

    public int Label(int example) => _set.Examples[_places[example]].Label;

    public void Read(int example, ulong noise, Span<float> values)
    {
        var random = noise != 0 && (_samples ?? _features) is not null ? new RandomStream(noise) : null;
        if (random is null || _samples is null) Plain(example).CopyTo(values);
        else
        {
            var (computer, raw) = _tools.Value;
            _set.Read(_places[example], raw);
            _samples.Apply(raw, _rawShape, random);
            computer.Compute(raw, values);
        }
        if (random is not null) _features?.Apply(values, _featureShape, random);
    }

    public void Aim(int example, ReadOnlySpan<float> values, Span<float> target)
    {
        target.Clear();
        target[Label(example)] = 1;
    }

    /// <summary>How often each class occurs.</summary>
    public int[] ClassCounts()
    {
        var counts = new int[Targets];
        for (var i = 0; i < Count; i++) counts[Label(i)]++;
        return counts;
    }

    public void Dispose() => _tools.Dispose();

    /// <summary>Two threads may both compute them: they get the same.</summary>
    private float[] Plain(int example)
    {
        if (_plain[example] is { } known) return known;
        var (computer, raw) = _tools.Value;
        var features = new float[Shape.Elements];
        _set.Read(_places[example], raw);
        computer.Compute(raw, features);
        return _plain[example] = features;
    }

    private static Shape WithoutBatch(Shape shape) => Core.Types.Shape.Create([.. shape.Skip(1)]);
}
