using System.Buffers.Binary;

namespace Mote.Data.Files;

/// <summary>
/// RIFF/WAVE: PCM of 8, 16, 24 and 32 bits and IEEE float of 32, also as WAVE_FORMAT_EXTENSIBLE (Microsoft, "Multiple channel audio data
/// and WAVE files"). Full scale is 1. Streams, so that length does not matter; of a data chunk of unknown length (0 or 2^32 - 1, as
/// recorders that were cut off leave it) the rest of the file is taken.
/// </summary>
internal static class WavReader
{
    private const int Pcm = 1, Float = 3, Extensible = 0xFFFE;

    public static IEnumerable<Recording> Read(ByteReader reader)
    {
        var head = reader.Bytes(12, "the RIFF header");
        if (!head.AsSpan(0, 4).SequenceEqual("RIFF"u8) || !head.AsSpan(8, 4).SequenceEqual("WAVE"u8))
            throw reader.Damaged("the file does not begin with RIFF....WAVE", 0);
        WavFormat? format = null;
        while (true)
        {
            var start = reader.Offset;
            var chunk = reader.Bytes(8, format is null ? "the header: there is no 'fmt ' chunk" : "the header: there is no 'data' chunk");
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(4));
            if (chunk.AsSpan(0, 4).SequenceEqual("fmt "u8)) format = ReadFormat(reader, length);
            else if (chunk.AsSpan(0, 4).SequenceEqual("data"u8))
            {
                if (format is null) throw reader.Damaged("the 'data' chunk comes before the 'fmt ' chunk", start);
                yield return new WavRecording(reader, format, length is 0 or uint.MaxValue ? null : length);
                yield break;
            }
            else reader.Skip(length + (length & 1));
        }
    }

    private static WavFormat ReadFormat(ByteReader reader, uint length)
    {
        var start = reader.Offset;
        if (length is < 16 or > 4096) throw reader.Damaged($"a 'fmt ' chunk of {length} bytes", start);
        var bytes = reader.Bytes((int)(length + (length & 1)), "the 'fmt ' chunk");
        int U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
        var tag = U16(0);
        var (channels, rate, block, bits) = (U16(2), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)), U16(12), U16(14));
        // The first two bytes of the sub-format's GUID are the tag that would stand here otherwise.
        if (tag == Extensible)
        {
            if (length < 40) throw reader.Damaged($"an extensible 'fmt ' chunk of {length} bytes", start);
            tag = U16(24);
        }
        if ((tag, bits) is not ((Pcm, 8 or 16 or 24 or 32) or (Float, 32)))
            throw reader.Unsupported($"the samples are of format {tag} with {bits} bits", "Convert it to PCM of 8, 16, 24 or 32 bits.");
        if (channels is 0 or > 64) throw reader.Damaged($"{channels} channels", start + 2);
        if (rate is 0 or > 100_000_000) throw reader.Damaged($"{rate} samples a second", start + 4);
        if (block != channels * bits / 8)
            throw reader.Damaged($"{channels} channels of {bits} bits take {channels * bits / 8} bytes, not {block}", start + 12);
        return new WavFormat(channels, rate, bits, tag == Float);
    }

    private sealed record WavFormat(int Channels, uint Rate, int Bits, bool IsFloat);

    private sealed class WavRecording(ByteReader reader, WavFormat format, long? length)
        : Recording("", SampleKind.Sound, [format.Channels], format.Rate, [])
    {
        private readonly byte[] _buffer = new byte[(1 << 14) / (format.Channels * format.Bits / 8) * (format.Channels * format.Bits / 8)];
        private readonly int _sample = format.Bits / 8;
        private long _left = length ?? long.MaxValue;

        public override int Read(Span<float> reals)
        {
            var done = 0;
            while (done < reals.Length)
            {
                var want = (int)Math.Min(Math.Min((reals.Length - done) * (long)_sample, _buffer.Length), _left);
                if (want == 0) break;
                var start = reader.Offset;
                var bytes = _buffer.AsSpan(0, want);
                var read = reader.Read(bytes);
                // Recorders that were switched off leave a length of nothing or of everything; any other promise is kept.
                if (read < want && length is not null)
                    throw reader.Damaged($"the 'data' chunk promises {length} bytes, and {_left - read} of them are missing", start + read);
                if (read % (format.Channels * _sample) != 0) throw reader.Damaged("the file ends within a frame", start + read);
                _left = read < want ? 0 : _left - read;
                for (var i = 0; i < read / _sample; i++) reals[done++] = Sample(bytes[(i * _sample)..], reader, start + i * _sample);
            }
            return done / format.Channels;
        }

        private float Sample(ReadOnlySpan<byte> at, ByteReader reader, long offset)
        {
            if (format.IsFloat)
            {
                var real = BinaryPrimitives.ReadSingleLittleEndian(at);
                return float.IsFinite(real) ? real : throw reader.Damaged($"a sample is {real}", offset);
            }
            return _sample switch
            {
                1 => (at[0] - 128) / 128f,
                2 => BinaryPrimitives.ReadInt16LittleEndian(at) / 32768f,
                3 => ((at[0] << 8 | at[1] << 16 | at[2] << 24) >> 8) / 8388608f,
                _ => BinaryPrimitives.ReadInt32LittleEndian(at) / 2147483648f,
            };
        }
    }
}
