using System.Buffers.Binary;
using System.Collections.Immutable;
using Google.Protobuf;
using Mote.Core.Diagnostics;

namespace Mote.Training.Logs;

/// <summary>
/// One TensorBoard event file: records of [length u64, masked CRC of the length u32, event, masked CRC of the event u32], little-endian,
/// each event a protocol buffer (event.proto, summary.proto): wall_time = 1 double, step = 2 int64, file_version = 3 string,
/// summary = 5 { value = 1 { tag = 1 string, simple_value = 2 float } }.
/// </summary>
/// <remarks>
/// The time of an event is its step, in seconds from the epoch, not the clock's: the same training writes the same bytes, and a resumed
/// one the bytes of an uninterrupted one. TensorBoard's axes "step" and "relative" then both count steps.
/// </remarks>
public sealed class TensorBoardEvents : IDisposable
{
    /// <summary>TensorBoard takes files with "tfevents" in their names; it reads those of one folder by name, so there is one.</summary>
    public const string FileName = "events.out.tfevents.0000000000.mote";

    private const int LengthBytes = 8, CrcBytes = 4, HeaderBytes = LengthBytes + CrcBytes;

    /// <summary>No event of ours comes near; a longer one is not a length.</summary>
    private const ulong MostEventBytes = 1 << 24;

    private readonly FileStream _file;

    private TensorBoardEvents(FileStream file) => _file = file;

    /// <summary>
    /// Opens the event file of a folder, new or to go on after a step. Going on, everything after that step is cut off (training repeats
    /// it), and so is whatever a killed process left half-written.
    /// </summary>
    /// <param name="folder">Is made if it is not there.</param>
    /// <param name="lastStep">The step that training resumes after; null begins anew.</param>
    /// <exception cref="MoteException">MOTE0004: it cannot be written.</exception>
    public static TensorBoardEvents Open(string folder, long? lastStep = null)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
            var mode = lastStep is null ? FileMode.Create : FileMode.OpenOrCreate;
            var file = new FileStream(path, mode, FileAccess.ReadWrite, FileShare.Read);
            var events = new TensorBoardEvents(file);
            if (lastStep is { } step) file.SetLength(file.Position = EndOfStep(file, step));
            if (file.Position == 0) events.Append(Version());
            return events;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MoteException("MOTE0004", path, $"cannot be written: {e.Message}");
        }
    }

    /// <summary>Adds what is known after a step. It is in the file when this returns, if the process is killed right after too.</summary>
    /// <param name="step">Not before that of the last call.</param>
    /// <param name="scalars">Tags as TensorBoard groups them ("loss", "accuracy") and numbers.</param>
    /// <exception cref="MoteException">MOTE0004: it cannot be written.</exception>
    public void Write(long step, ImmutableArray<(string Tag, float Value)> scalars)
    {
        try
        {
            Append(Scalars(step, scalars));
        }
        catch (IOException e)
        {
            throw new MoteException("MOTE0004", _file.Name, $"cannot be written: {e.Message}");
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>In one write, so that a killed process leaves at most one record incomplete, which the next one cuts off.</summary>
    private void Append(byte[] body)
    {
        var record = new byte[HeaderBytes + body.Length + CrcBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(LengthBytes), Crc32C.Masked(record.AsSpan(0, LengthBytes)));
        body.CopyTo(record, HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeaderBytes + body.Length), Crc32C.Masked(body));
        _file.Write(record);
        _file.Flush();
    }

    private static byte[] Version() => Message(o =>
    {
        o.WriteTag(1, WireFormat.WireType.Fixed64);
        o.WriteDouble(0);
        o.WriteTag(3, WireFormat.WireType.LengthDelimited);
        o.WriteString("brain.Event:2");
    });

    private static byte[] Scalars(long step, ImmutableArray<(string Tag, float Value)> scalars) => Message(o =>
    {
        o.WriteTag(1, WireFormat.WireType.Fixed64);
        o.WriteDouble(step);
        o.WriteTag(2, WireFormat.WireType.Varint);
        o.WriteInt64(step);
        Write(o, 5, Message(summary =>
        {
            foreach (var (tag, value) in scalars)
            {
                Write(summary, 1, Message(v =>
                {
                    v.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    v.WriteString(tag);
                    v.WriteTag(2, WireFormat.WireType.Fixed32);
                    v.WriteFloat(value);
                }));
            }
        }));
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true)) write(output);
        return bytes.ToArray();
    }

    private static void Write(CodedOutputStream output, int field, byte[] message)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(message));
    }

    /// <summary>Where the last whole record ends that is not after a step.</summary>
    private static long EndOfStep(FileStream file, long step)
    {
        file.Position = 0;
        var header = new byte[HeaderBytes];
        for (var end = 0L; ; end = file.Position)
        {
            if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes) return end;
            var length = BinaryPrimitives.ReadUInt64LittleEndian(header);
            var crc = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(LengthBytes));
            if (crc != Crc32C.Masked(header.AsSpan(0, LengthBytes)) || length > MostEventBytes) return end;
            var rest = new byte[(int)length + CrcBytes];
            if (file.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false) < rest.Length) return end;
            var body = rest.AsSpan(0, (int)length);
            if (BinaryPrimitives.ReadUInt32LittleEndian(rest.AsSpan((int)length)) != Crc32C.Masked(body)) return end;
            if (Step(body) is not { } at || at > step) return end;
        }
    }

    /// <summary>The step of an event; null for bytes that are none.</summary>
    private static long? Step(ReadOnlySpan<byte> body)
    {
        using var input = new CodedInputStream(body.ToArray());
        try
        {
            var step = 0L;
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                if (tag == WireFormat.MakeTag(2, WireFormat.WireType.Varint)) step = input.ReadInt64();
                else input.SkipLastField();
            }
            return step;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
