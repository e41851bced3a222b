using System.Buffers.Binary;
using System.Text;

namespace Mote.Targets.Build;

/// <summary>The bytes of an ELF file; reading beyond their end says that the file is truncated.</summary>
internal readonly ref struct ElfBytes
{
    private readonly ReadOnlySpan<byte> bytes;

    /// <exception cref="InvalidDataException">It does not start as an ELF file that Mote knows does.</exception>
    public ElfBytes(ReadOnlySpan<byte> bytes)
    {
        this.bytes = bytes;
        if (bytes.Length < 6 || !bytes[..4].SequenceEqual("\u007fELF"u8))
            throw new InvalidDataException("not an ELF file");
        if (bytes[4] is not (1 or 2) || bytes[5] != 1)
            throw new InvalidDataException("not a little-endian ELF file of 32 or 64 bits");
        IsWide = bytes[4] == 2;
    }

    /// <summary>Whether it is one of 64 bits.</summary>
    public bool IsWide { get; }

    /// <summary>Checks that so many bytes are there.</summary>
    public void Require(long at, long length)
    {
        if (at < 0 || length < 0 || at > bytes.Length - length)
            throw Truncated();
    }

    public byte U8(long at) => Slice(at, 1)[0];

    public ushort U16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, 2));

    public uint U32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4));

    /// <summary>An address, offset or size, which has the width of the file and therefore two places.</summary>
    public long Word(long at32, long at64) =>
        IsWide ? BinaryPrimitives.ReadInt64LittleEndian(Slice(at64, 8)) : U32(at32);

    /// <summary>A string that ends with a zero.</summary>
    public string Text(long at)
    {
        var rest = Slice(at, 1, toEnd: true);
        var length = rest.IndexOf((byte)0);
        return length >= 0 ? Encoding.UTF8.GetString(rest[..length]) : throw Truncated();
    }

    private ReadOnlySpan<byte> Slice(long at, int length, bool toEnd = false)
    {
        Require(at, length);
        return toEnd ? bytes[(int)at..] : bytes.Slice((int)at, length);
    }

    private static InvalidDataException Truncated() => new("the ELF file is truncated");
}
