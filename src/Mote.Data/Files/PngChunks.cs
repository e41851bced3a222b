using System.Buffers.Binary;
using System.Text;

namespace Mote.Data.Files;

/// <summary>The chunks of a PNG file; read as a stream it is the content of all chunks of picture data, one after another.</summary>
internal sealed class PngChunks(ByteReader reader) : Stream
{
    private static readonly uint[] Table = MakeTable();

    private uint _crc;
    private bool _open;
    private string _name = "";

    /// <summary>Bytes of the current chunk that have not been read.</summary>
    public int Left { get; private set; }

    /// <summary>Passes over the rest of the current chunk, and gives the next one's name.</summary>
    /// <exception cref="Mote.Core.Diagnostics.MoteException">MOTE0501: the file ends, or a checksum is wrong.</exception>
    public string Next()
    {
        Finish();
        var start = reader.Offset;
        var head = reader.Bytes(8, "a chunk's head");
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (length > int.MaxValue) throw reader.Damaged($"a chunk of {length} bytes", start);
        (Left, _crc, _open) = ((int)length, Crc(uint.MaxValue, head.AsSpan(4)), true);
        return _name = Encoding.ASCII.GetString(head, 4, 4);
    }

    /// <summary>Reads on in the current chunk.</summary>
    public void Fill(Span<byte> bytes)
    {
        reader.Fill(bytes, $"chunk {_name}");
        _crc = Crc(_crc, bytes);
        Left -= bytes.Length;
    }

    public override int Read(Span<byte> buffer)
    {
        while (Left == 0)
            if (_name != "IDAT" || Next() != "IDAT") return 0;
        if (_name != "IDAT") return 0;
        var count = Math.Min(buffer.Length, Left);
        Fill(buffer[..count]);
        return count;
    }

    private void Finish()
    {
        if (!_open) return;
        Span<byte> rest = stackalloc byte[512];
        while (Left > 0) Fill(rest[..Math.Min(rest.Length, Left)]);
        var start = reader.Offset;
        Span<byte> crc = stackalloc byte[4];
        reader.Fill(crc, "a checksum");
        if (BinaryPrimitives.ReadUInt32BigEndian(crc) != ~_crc) throw reader.Damaged($"the checksum of chunk {_name} is wrong", start);
    }

    /// <summary>Goes on with a checksum that began as all ones and is inverted at the end.</summary>
    public static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) crc = Table[(crc ^ b) & 255] ^ crc >> 8;
        return crc;
    }

    /// <summary>The polynomial of ISO 3309.</summary>
    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var c = i;
            for (var k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xEDB88320 ^ c >> 1 : c >> 1;
            table[i] = c;
        }
        return table;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
