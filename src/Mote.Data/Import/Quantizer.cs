using System.Buffers.Binary;
using Mote.Core.Types;
using Mote.Data.Files;

namespace Mote.Data.Import;

/// <summary>Reals as the device's integers: nearest, halves to even, saturating.</summary>
internal sealed record Quantizer(ElementType Element, float Scale, int ZeroPoint)
{
    /// <summary>
    /// Sound and pictures have their usual steps. Of anything else: what the user says; whole numbers that fit as they are; else 16 bits
    /// for the largest absolute value that occurs.
    /// </summary>
    public static Quantizer Choose(ImportOptions options, IEnumerable<Piece> pieces, Spool spool)
    {
        if (options.Scale is { } scale) return new Quantizer(ElementType.Int16, (float)scale, 0);
        var kinds = pieces.Select(p => p.Recording.Kind).Distinct().ToArray();
        if (kinds is [SampleKind.Sound]) return new Quantizer(ElementType.Int16, 1f / 32768, 0);
        if (kinds is [SampleKind.Picture]) return new Quantizer(ElementType.Int8, 1f / 255, -128);
        var (largest, whole) = (0f, true);
        var buffer = new float[1 << 16];
        foreach (var recording in pieces.Select(p => p.Recording).Distinct())
        {
            var reals = (long)recording.Frames * recording.Frame.Elements;
            for (var at = 0L; at < reals; at += buffer.Length)
            {
                var span = buffer.AsSpan(0, (int)Math.Min(buffer.Length, reals - at));
                spool.Read(recording.At + at, span);
                foreach (var real in span)
                {
                    largest = Math.Max(largest, Math.Abs(real));
                    whole &= real == MathF.Round(real);
                }
            }
        }
        return new Quantizer(ElementType.Int16, largest == 0 || (whole && largest <= short.MaxValue) ? 1 : largest / short.MaxValue, 0);
    }

    /// <summary>Little-endian bytes of the integers.</summary>
    /// <param name="reals">What to convert.</param>
    /// <param name="clipped">Counts those that do not fit.</param>
    public byte[] Quantize(ReadOnlySpan<float> reals, ref int clipped)
    {
        int low = Element == ElementType.Int8 ? sbyte.MinValue : short.MinValue;
        int high = Element == ElementType.Int8 ? sbyte.MaxValue : short.MaxValue;
        var bytes = new byte[reals.Length * (Element == ElementType.Int8 ? 1 : 2)];
        for (var i = 0; i < reals.Length; i++)
        {
            var q = Math.Round((double)reals[i] / Scale) + ZeroPoint;
            if (q < low || q > high) clipped++;
            var stored = (int)Math.Clamp(q, low, high);
            if (Element == ElementType.Int8) bytes[i] = (byte)stored;
            else BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)stored);
        }
        return bytes;
    }
}
