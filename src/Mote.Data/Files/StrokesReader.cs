using System.Text.Json;
using Mote.Core.Diagnostics;

namespace Mote.Data.Files;

/// <summary>
/// Strokes drawn in a plane, as gesture demonstrations store them:
/// {"strokes": [{"index": 0, "label": "7", "strokePoints": [{"x": 0.1, "y": -0.2}, ...]}, ...]}. Each stroke is a recording of two
/// channels, x and y, whose frames are its points. The index becomes the fact 'stroke'.
/// </summary>
internal static class StrokesReader
{
    public static IEnumerable<Recording> Read(JsonElement strokes, string path)
    {
        if (strokes.ValueKind != JsonValueKind.Array) throw Wrong(path, "'strokes' is no array");
        var place = 0;
        foreach (var stroke in strokes.EnumerateArray())
        {
            var at = $"{path}#{place}";
            if (stroke.ValueKind != JsonValueKind.Object || !stroke.TryGetProperty("strokePoints", out var points)
                || points.ValueKind != JsonValueKind.Array) throw Wrong(at, "there is no array 'strokePoints'");
            var reals = new List<float>();
            foreach (var point in points.EnumerateArray())
            {
                reals.Add(Coordinate(at, point, "x"));
                reals.Add(Coordinate(at, point, "y"));
            }
            var facts = stroke.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .Select(p => KeyValuePair.Create(p.Name == "index" ? "stroke" : p.Name, p.Value.ToString()));
            yield return new RecordingInMemory($"#{place++}", SampleKind.Measured, [2], null, [.. facts], [.. reals]);
        }
    }

    private static float Coordinate(string at, JsonElement point, string name) =>
        point.ValueKind == JsonValueKind.Object && point.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetSingle(out var real) && float.IsFinite(real) ? real : throw Wrong(at, $"a point has no number '{name}'");

    private static MoteException Wrong(string where, string message) =>
        new("MOTE0503", where, message + ".",
            "Strokes are {\"strokes\": [{\"label\": ..., \"strokePoints\": [{\"x\": ..., \"y\": ...}]}]}.");
}
