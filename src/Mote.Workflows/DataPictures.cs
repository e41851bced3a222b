using System.Globalization;
using System.Text;
using Mote.Core.Types;
using Mote.Data.Files;
using Mote.Data.Signals;

namespace Mote.Workflows;

/// <summary>An example as a picture in a page: pictures as they are, sound as wave and spectrogram, other signals as a line a
/// channel.</summary>
internal static class DataPictures
{
    private const int Width = 240, Height = 96, Columns = 240;

    /// <summary>Dark to bright, each step as far from the last one to the eye.</summary>
    private static readonly (int R, int G, int B)[] Heat = 
        [(4, 5, 22), (74, 22, 96), (160, 44, 93), (232, 96, 55), (250, 181, 60), (252, 252, 200)];

    /// <param name="reals">Of the example.</param>
    /// <param name="shape">Without the batch dimension.</param>
    /// <param name="rate">Frames a second; null where unknown.</param>
    /// <param name="isSound">Whether full scale is 1 and frequencies are worth seeing.</param>
    /// <returns>Elements of HTML.</returns>
    public static string Html(ReadOnlySpan<float> reals, Shape shape, double? rate, bool isSound)
    {
        if (shape.Rank == 3 && shape[2] is 1 or 3) return Picture(reals, shape);
        var channels = shape.Rank == 2 ? shape[1] : 1;
        return channels == 1 && isSound && rate is { } r ? Wave(reals) + Frequencies(reals, r) : Lines(reals, channels);
    }

    private static string Picture(ReadOnlySpan<float> reals, Shape shape)
    {
        var bytes = new byte[reals.Length];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)Math.Clamp(MathF.Round(reals[i] * 255), 0, 255);
        return $"<img class=\"pixels\" alt=\"picture of {shape[0]} by {shape[1]} pixels\" "
            + $"src=\"{Uri(PngWriter.Write(bytes, shape[1], shape[2]))}\">";
    }

    /// <summary>Least and largest value of each column, against full scale.</summary>
    private static string Wave(ReadOnlySpan<float> reals)
    {
        var (upper, lower) = (new StringBuilder(), new List<string>());
        var columns = Math.Min(Columns, reals.Length);
        for (var x = 0; x < columns; x++)
        {
            var part = reals[(int)((long)x * reals.Length / columns)..(int)((x + 1L) * reals.Length / columns)];
            var (low, high) = (float.MaxValue, float.MinValue);
            foreach (var real in part) (low, high) = (Math.Min(low, real), Math.Max(high, real));
            var at = Text((x + 0.5) * Width / columns);
            upper.Append(CultureInfo.InvariantCulture, $"{(x == 0 ? "M" : "L")}{at} {Text(Y(high, -1, 1))}");
            lower.Add($"L{at} {Text(Y(low, -1, 1) + 0.6)}");
        }
        lower.Reverse();
        return Svg("sound wave",
            $"<path class=\"axis\" d=\"M0 {Height / 2}H{Width}\"/><path class=\"wave\" d=\"{upper}{string.Concat(lower)}Z\"/>");
    }

    private static string Frequencies(ReadOnlySpan<float> reals, double rate)
    {
        // About 32 ms: short enough for syllables, long enough for pitch.
        var window = (int)Math.Clamp(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(rate * 0.024)), 64, 2048);
        if (reals.Length < window) return "";
        var map = Spectrogram.Of(reals, window, Math.Max(1, (reals.Length - window) / 120));
        var (times, bins) = (Math.Min(map.GetLength(0), 121), Math.Min(map.GetLength(1), 96));
        var most = -200f;
        foreach (var value in map) most = Math.Max(most, value);
        var pixels = new byte[times * bins * 3];
        for (var y = 0; y < bins; y++)
            for (var t = 0; t < times; t++)
            {
                var first = (bins - 1 - y) * map.GetLength(1) / bins;
                var last = Math.Max(first + 1, (bins - y) * map.GetLength(1) / bins);
                var level = -200f;
                for (var k = first; k < last; k++) level = Math.Max(level, map[t, k]);
                Colour((level - most + 70) / 70, pixels.AsSpan((y * times + t) * 3, 3));
            }
        return $"<img class=\"spectrogram\" alt=\"spectrogram up to {Text(rate / 2000)} kHz\" "
            + $"src=\"{Uri(PngWriter.Write(pixels, times, 3))}\">";
    }

    /// <summary>A line a channel, between the least and the largest of all values.</summary>
    private static string Lines(ReadOnlySpan<float> reals, int channels)
    {
        var (low, high) = (float.MaxValue, float.MinValue);
        foreach (var real in reals) (low, high) = (Math.Min(low, real), Math.Max(high, real));
        var content = new StringBuilder();
        if (low < 0 && high > 0)
            content.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M0 {Text(Y(0, low, high))}H{Width}\"/>");
        var frames = reals.Length / channels;
        var step = Math.Max(1, frames / Columns);
        for (var c = 0; c < channels; c++)
        {
            content.Append(CultureInfo.InvariantCulture, $"<path class=\"line c{c % 9}\" d=\"");
            for (var f = 0; f < frames; f += step)
                content.Append(CultureInfo.InvariantCulture, $"{(f == 0 ? "M" : "L")}{Text((double)f * Width / Math.Max(1, frames - 1))} ")
                    .Append(Text(Y(reals[f * channels + c], low, high)));
            content.Append("\"/>");
        }
        return Svg($"{channels} {(channels == 1 ? "line" : "lines")} from {Short(low)} to {Short(high)}", content.ToString())
            + $"<span class=\"range\">{Short(low)} to {Short(high)}</span>";
    }

    private static double Y(double value, double low, double high) => high > low ? 2 + (Height - 4) * (high - value) / (high - low)
        : Height / 2.0;

    private static string Svg(string label, string content) =>
        $"<svg viewBox=\"0 0 {Width} {Height}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{label}\">{content}</svg>";

    private static void Colour(float level, Span<byte> pixel)
    {
        var at = Math.Clamp(level, 0, 1) * (Heat.Length - 1);
        var (a, b) = (Heat[(int)at], Heat[Math.Min((int)at + 1, Heat.Length - 1)]);
        var t = at - (int)at;
        (pixel[0], pixel[1], pixel[2]) = ((byte)(a.R + t * (b.R - a.R)), (byte)(a.G + t * (b.G - a.G)), (byte)(a.B + t * (b.B - a.B)));
    }

    private static string Uri(byte[] png) => "data:image/png;base64," + System.Convert.ToBase64String(png);

    private static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Short(float number) => number.ToString("G3", CultureInfo.InvariantCulture);
}
