namespace Mote.Data.Augmentation;

/// <summary>Values between frames.</summary>
internal static class Interpolation
{
    /// <summary>
    /// A channel's value at a place between frames, on the cubic through the four frames around it (Catmull and Rom); exactly the frame's
    /// where the place is one.
    /// </summary>
    /// <param name="frames">All channels.</param>
    /// <param name="channels">How many.</param>
    /// <param name="channel">Which.</param>
    /// <param name="place">In frames.</param>
    /// <param name="outside">What is before the first frame and behind the last one; null to hold these.</param>
    public static float Cubic(ReadOnlySpan<float> frames, int channels, int channel, double place, float? outside)
    {
        var count = frames.Length / channels;
        var at = (int)Math.Floor(place);
        var t = (float)(place - at);
        var p1 = At(frames, count, at);
        if (t == 0) return p1;
        var (p0, p2, p3) = (At(frames, count, at - 1), At(frames, count, at + 1), At(frames, count, at + 2));
        return p1 + 0.5f * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));

        float At(ReadOnlySpan<float> all, int frameCount, int frame) => frame >= 0 && frame < frameCount ? all[frame * channels + channel]
            : outside ?? all[Math.Clamp(frame, 0, frameCount - 1) * channels + channel];
    }

    /// <summary>
    /// A smooth curve through random knots, evenly spread from the first to the last of so many places, by cubics that hold the ends.
    /// </summary>
    public static void Curve(ReadOnlySpan<float> knots, Span<float> curve)
    {
        for (var i = 0; i < curve.Length; i++)
            curve[i] = Cubic(knots, 1, 0, curve.Length == 1 ? 0 : (double)i * (knots.Length - 1) / (curve.Length - 1), null);
    }
}
