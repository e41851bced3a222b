using System.Text.Json;
using Mote.Core.Diagnostics;

namespace Mote.Data.Files;

/// <summary>Recordings in JSON, or in CBOR, which says the same in binary: strokes, and data acquisition files of Edge Impulse.</summary>
internal static class JsonRecordings
{
    /// <summary>Such files are held in memory.</summary>
    private const int MostBytes = 1 << 28;

    public static IEnumerable<Recording> Read(ByteReader reader) => Read(Whole(reader), reader.Path);

    public static IEnumerable<Recording> ReadCbor(ByteReader reader) => Read(CborToJson.Convert(Whole(reader), reader.Path), reader.Path);

    private static IEnumerable<Recording> Read(ReadOnlyMemory<byte> json, string path)
    {
        using var document = Parse(json, path);
        var root = document.RootElement;
        var recordings = root.ValueKind != JsonValueKind.Object ? null
            : root.TryGetProperty("strokes", out var strokes) ? StrokesReader.Read(strokes, path)
            : root.TryGetProperty("payload", out var payload) ? AcquisitionReader.Read(payload, path)
            : null;
        foreach (var recording in recordings ?? throw new MoteException("MOTE0502", path, "the file has neither strokes nor a payload.",
            "Read are strokes, and data acquisition files of Edge Impulse.")) yield return recording;
    }

    private static byte[] Whole(ByteReader reader)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = reader.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > MostBytes) throw reader.Damaged($"the file is longer than {MostBytes >> 20} MiB");
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new MoteException("MOTE0501", $"{path}, line {e.LineNumber + 1}", "the file is no JSON.", "It is damaged or cut off.");
        }
    }
}
