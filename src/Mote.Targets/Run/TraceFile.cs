using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Mote.Targets.Run;

/// <summary>Reads trace.bin.</summary>
internal static class TraceFile
{
    private const int HeadBytes = 12;

    /// <param name="file">Records of u32 example, u32 step, u32 bytes, the bytes.</param>
    /// <param name="firstExample">The number of the example the process counted as 0.</param>
    public static ImmutableArray<TraceRecord> Read(ReadOnlyMemory<byte> file, int firstExample)
    {
        var records = ImmutableArray.CreateBuilder<TraceRecord>();
        while (!file.IsEmpty)
        {
            var bytes = Number(file, 8);
            records.Add(new TraceRecord(firstExample + Number(file, 0), Number(file, 4), file.Slice(HeadBytes, bytes)));
            file = file[(HeadBytes + bytes)..];
        }

        return records.ToImmutable();
    }

    private static int Number(ReadOnlyMemory<byte> file, int at) =>
        checked((int)BinaryPrimitives.ReadUInt32LittleEndian(file.Span[at..]));
}
