using Mote.Core.Types;
using Mote.Numerics;
using Mote.Training.Training;

namespace Mote.Training.Tests;

/// <summary>Three frequencies with noise.</summary>
internal sealed class WaveExamples(int count, int first = 0) : IExampleSource
{
    public int Count => count;

    public Shape Shape => [1, 1, 24, 1];

    public int Targets => 3;

    public int Label(int example) => example % 3;

    public void Read(int example, ulong noise, Span<float> values)
    {
        var (phase, random) = (new RandomStream((ulong)(first + example)).NextDouble() * 6, new RandomStream(noise + 1));
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(Math.Sin(phase + i * (0.4 + 0.5 * Label(example))) + (noise == 0 ? 0 : 0.3 * random.NextNormal()));
    }

    public void Aim(int example, ReadOnlySpan<float> values, Span<float> target)
    {
        target.Clear();
        target[Label(example)] = 1;
    }
}
