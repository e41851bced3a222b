using System.Text.Json;
using Mote.Core.Diagnostics;

namespace Mote.Data.Files;

/// <summary>
/// Strokes drawn in a plane, as gesture demonstrations store them:
/// {"strokes": [{"index": 0, "label": "7", "strokePoints": [{"x": 0.1, "y": -0.2}, ...]}, ...]}. Each stroke is a recording of two
/// channels, x and y, whose frames are its points.
/// </summary>
internal static class StrokesReader
{
    public static IEnumerable<Recording> Read(ByteReader reader)
    {
        using var document = Parse(reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("strokes", out var strokes) || strokes.ValueKind != JsonValueKind.Array)
            throw Wrong(reader, "", "there is no array 'strokes'");
        var place = 0;
        foreach (var stroke in strokes.EnumerateArray())
        {
            var at = $", stroke {place}";
            if (stroke.ValueKind != JsonValueKind.Object || !stroke.TryGetProperty("strokePoints", out var points)
                || points.ValueKind != JsonValueKind.Array) throw Wrong(reader, at, "there is no array 'strokePoints'");
            var reals = new List<float>();
            foreach (var point in points.EnumerateArray())
            {
                reals.Add(Coordinate(reader, at, point, "x"));
                reals.Add(Coordinate(reader, at, point, "y"));
            }
            var facts = stroke.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .Select(p => KeyValuePair.Create(p.Name == "index" ? "stroke" : p.Name, p.Value.ToString()));
            yield return new RecordingInMemory($"#{place++}", SampleKind.Measured, [2], null, [.. facts], [.. reals]);
        }
    }

    private static JsonDocument Parse(ByteReader reader)
    {
        try
        {
            return JsonDocument.Parse(reader.Rest);
        }
        catch (JsonException e)
        {
            throw new MoteException("MOTE0501", $"{reader.Path}, line {e.LineNumber + 1}", "the file is no JSON.", "It is damaged or cut off.");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw reader.Damaged($"cannot be read: {e.Message}");
        }
    }

    private static float Coordinate(ByteReader reader, string at, JsonElement point, string name) =>
        point.ValueKind == JsonValueKind.Object && point.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetSingle(out var real) && float.IsFinite(real) ? real : throw Wrong(reader, at, $"a point has no number '{name}'");

    private static MoteException Wrong(ByteReader reader, string at, string message) =>
        new("MOTE0503", reader.Path + at, message + ".", "Strokes are {\"strokes\": [{\"label\": ..., \"strokePoints\": [{\"x\": ..., \"y\": ...}]}]}.");
}
