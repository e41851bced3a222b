namespace Mote.Examples.Tones;

/// <summary>A short recording and what is heard in it.</summary>
/// <param name="Samples">In [-1, 1), at <see cref="SampleRate"/>.</param>
/// <param name="Label">One of <see cref="ToneClasses"/>.</param>
public sealed record Frame(float[] Samples, int Label)
{
    public const int SampleRate = 8000;

    /// <summary>Samples of one frame: 64 ms.</summary>
    public const int Length = 512;

    /// <summary>What one step of the 8-bit converter stands for.</summary>
    public const float Step = 1f / 128;

    /// <summary>The samples as the converter delivers them.</summary>
    public sbyte[] Converted() => [.. Samples.Select(s => (sbyte)Math.Clamp((int)MathF.Round(s / Step), sbyte.MinValue, sbyte.MaxValue))];
}
