using System.Buffers.Binary;
using Mote.Core.Diagnostics;

namespace Mote.Data.Files;

/// <summary>Reads a stream from front to back and knows at which byte it is, so that a damaged file is refused with the place.</summary>
/// <param name="stream">Need not be seekable: files may be compressed.</param>
/// <param name="path">For messages.</param>
internal sealed class ByteReader(Stream stream, string path)
{
    public string Path => path;

    /// <summary>What has not been read yet, for readers of texts, which count lines instead.</summary>
    public Stream Rest => stream;

    /// <summary>Bytes read so far.</summary>
    public long Offset { get; private set; }

    /// <summary>As many bytes as there are, up to the span's length; fewer only where the file ends.</summary>
    public int Read(Span<byte> bytes)
    {
        int read;
        try
        {
            read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Damaged($"cannot be read on: {e.Message}");
        }
        Offset += read;
        return read;
    }

    /// <exception cref="MoteException">MOTE0501: the file ends before the span is full.</exception>
    public void Fill(Span<byte> bytes, string what)
    {
        var start = Offset;
        var read = Read(bytes);
        if (read < bytes.Length) throw Damaged($"the file ends within {what}: {bytes.Length} bytes expected, {read} there", start);
    }

    public byte[] Bytes(int count, string what)
    {
        var bytes = new byte[count];
        Fill(bytes, what);
        return bytes;
    }

    public byte Byte(string what)
    {
        Span<byte> bytes = stackalloc byte[1];
        Fill(bytes, what);
        return bytes[0];
    }

    public int BigInt32(string what)
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes, what);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    public uint LittleUInt32(string what)
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes, what);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Passes over bytes; the file may end there.</summary>
    public void Skip(long count)
    {
        Span<byte> bytes = stackalloc byte[4096];
        while (count > 0)
        {
            var read = Read(bytes[..(int)Math.Min(count, bytes.Length)]);
            if (read == 0) return;
            count -= read;
        }
    }

    public MoteException Damaged(string message, long? at = null) =>
        new("MOTE0501", $"{path}, byte {at ?? Offset}", message + ".", "The file is damaged or not what its name says.");

    public MoteException Unsupported(string message, string help) => new("MOTE0502", $"{path}, byte {Offset}", message + ".", help);
}
