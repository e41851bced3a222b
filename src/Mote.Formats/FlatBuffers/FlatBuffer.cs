using System.Buffers.Binary;
using System.Text;
using Mote.Core.Diagnostics;

namespace Mote.Formats.FlatBuffers;

/// <summary>
/// The bytes of a FlatBuffer, read with every offset checked and at any alignment. Written by hand because no FlatBuffers package
/// can be relied on, and because generated readers trust their input. Layout: FlatBuffers internals, "Encoding".
/// </summary>
/// <param name="bytes">The whole file.</param>
/// <param name="file">Its name, for messages.</param>
internal sealed class FlatBuffer(byte[] bytes, string file)
{
    // Vectors may overlap in a hostile file, so that reading all of them costs more than the file is long. No honest file comes near.
    private long _budget = 16L * bytes.Length + (1 << 20);

    public int Length => bytes.Length;

    /// <summary>The root table, after checking the four-byte identifier.</summary>
    public FlatTable Root(string identifier, string kind)
    {
        if (bytes.Length < 8)
            throw new MoteException("MOTE0101", file, $"not a {kind} file: it has {bytes.Length} bytes.",
                "Is it a download that broke off?");
        var found = Encoding.ASCII.GetString(bytes, 4, 4);
        if (found != identifier)
            throw new MoteException("MOTE0101", file,
                $"not a {kind} file: the identifier at byte offset 4 is not '{identifier}'.",
                "Give a file that TensorFlow Lite's converter wrote.");
        return TableAt(Follow(0, "the root"), "model");
    }

    public byte Byte(int at, string what) => bytes[Check(at, 1, what)];

    public int Int32(int at, string what) => BinaryPrimitives.ReadInt32LittleEndian(Slice(at, 4, what));

    public long Int64(int at, string what) => BinaryPrimitives.ReadInt64LittleEndian(Slice(at, 8, what));

    public float Single(int at, string what) => BinaryPrimitives.ReadSingleLittleEndian(Slice(at, 4, what));

    public ReadOnlySpan<byte> Slice(long at, long length, string what)
    {
        Check(at, length, what);
        return bytes.AsSpan((int)at, (int)length);
    }

    /// <summary>Where the unsigned offset stored at <paramref name="at"/> leads.</summary>
    public int Follow(int at, string what)
    {
        var target = at + (long)BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4, what));
        return Check(target, 4, what);
    }

    public FlatTable TableAt(int at, string path)
    {
        var vtable = at - (long)Int32(at, path);
        var size = UInt16(vtable, path);
        var tableSize = UInt16(vtable + 2, path);
        if (size < 4 || size % 2 != 0) throw Corrupt(vtable, path, $"the field table has {size} bytes");
        Check(vtable, size, path);
        Check(at, tableSize, path);
        return new FlatTable(this, at, (int)vtable, size, tableSize, path);
    }

    public FlatVector VectorAt(int at, int elementBytes, string path)
    {
        var count = BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4, path));
        Check(at + 4L, count * (long)elementBytes, path);
        _budget -= 4 + count * (long)elementBytes;
        if (_budget < 0) throw Corrupt(at, path, "vectors overlap so much that the content is many times larger than the file");
        return new FlatVector(this, at + 4, (int)count, path);
    }

    public int UInt16(long at, string what) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, 2, what));

    public MoteException Corrupt(long at, string what, string problem) =>
        new("MOTE0102", file, $"corrupt at byte offset {at}, reading {what}: {problem}.", "Fetch or convert the file again.");

    private int Check(long at, long length, string what)
    {
        if (at < 0 || at > bytes.Length - length)
            throw Corrupt(at, what, $"{length} bytes are expected there, but the file has {bytes.Length}");
        return (int)at;
    }
}
