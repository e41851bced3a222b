using System.Runtime.InteropServices;

namespace Mote.Numerics.Tests.Fast;

/// <summary>Aligned floats with NaN on both sides: what reads them spoils its results, what writes them is found when disposed.</summary>
internal sealed unsafe class Floats : IDisposable
{
    private const int Guard = 32;
    private readonly float* _memory;

    internal Floats(int count)
    {
        Count = count;
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)(count + 2 * Guard) * sizeof(float), 64);
        new Span<float>(_memory, count + 2 * Guard).Fill(float.NaN);
    }

    internal Floats(int count, Random random, double scale = 1) : this(count)
    {
        for (int i = 0; i < count; i++)
            P[i] = (float)((random.NextDouble() * 2 - 1) * scale);
    }

    internal int Count { get; }

    internal float* P => _memory + Guard;

    internal Span<float> Span => new(P, Count);

    internal float[] Copy() => Span.ToArray();

    /// <summary>Largest difference to what is expected, relative to the larger of 1 and the expected magnitude.</summary>
    internal void AssertNear(double[] expected, double tolerance, string what)
    {
        Assert.Equal(expected.Length, Count);
        for (int i = 0; i < Count; i++)
        {
            double error = Math.Abs(P[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i]));
            Assert.True(error <= tolerance, $"{what}: element {i} is {P[i]}, expected {expected[i]}");
        }
    }

    public void Dispose()
    {
        bool intact = true;
        for (int i = 0; i < Guard; i++)
            intact &= float.IsNaN(_memory[i]) && float.IsNaN(P[Count + i]);
        NativeMemory.AlignedFree(_memory);
        Assert.True(intact, "written outside of the buffer");
    }
}
