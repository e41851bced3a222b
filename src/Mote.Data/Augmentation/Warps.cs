using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>
/// Time that runs now faster, now slower (T. T. Um and others, "Data augmentation of wearable sensor data", 2017): a smooth curve of speeds
/// through random knots, scaled so that the first and the last frame stay what they were.
/// </summary>
/// <param name="Deviation">Standard deviation of the speed around 1.</param>
/// <param name="Knots">How many, at least 2.</param>
public sealed record TimeWarp(double Deviation, int Knots = 4) : Augmentation
{
    /// <summary>Time does not run backwards, nor stand still.</summary>
    private const float Slowest = 0.1f;

    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        Span<float> knots = stackalloc float[Math.Clamp(Knots, 2, 64)];
        foreach (ref var knot in knots) knot = (float)(1 + Deviation * random.NextNormal());
        var (frames, channels) = (shape[0], example.Length / shape[0]);
        if (Deviation == 0 || frames < 2) return;
        using var before = new Scratch(example);
        using var speeds = new Scratch(example[..frames]);
        Interpolation.Curve(knots, speeds.Span);
        var total = 0.0;
        for (var i = 0; i < frames; i++)
        {
            speeds.Span[i] = Math.Max(Slowest, speeds.Span[i]);
            if (i > 0) total += (speeds.Span[i - 1] + speeds.Span[i]) / 2;
        }
        var place = 0.0;
        for (var i = 0; i < frames; i++)
        {
            if (i > 0) place += (speeds.Span[i - 1] + speeds.Span[i]) / 2;
            var at = i == frames - 1 ? frames - 1 : place / total * (frames - 1);
            for (var c = 0; c < channels; c++) example[i * channels + c] = Interpolation.Cubic(before.Span, channels, c, at, null);
        }
    }
}

/// <summary>Each channel times a smooth curve around 1 through random knots (Um and others, 2017).</summary>
/// <param name="Deviation">Standard deviation of the knots around 1.</param>
/// <param name="Knots">How many, at least 2.</param>
public sealed record MagnitudeWarp(double Deviation, int Knots = 4) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        Span<float> knots = stackalloc float[Math.Clamp(Knots, 2, 64)];
        var (frames, channels) = (shape[0], example.Length / shape[0]);
        using var curve = new Scratch(example[..frames]);
        for (var c = 0; c < channels; c++)
        {
            foreach (ref var knot in knots) knot = (float)(1 + Deviation * random.NextNormal());
            Interpolation.Curve(knots, curve.Span);
            for (var i = 0; i < frames; i++) example[i * channels + c] *= curve.Span[i];
        }
    }
}
