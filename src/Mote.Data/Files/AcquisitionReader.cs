using System.Text.Json;
using Mote.Core.Diagnostics;

namespace Mote.Data.Files;

/// <summary>
/// The payload of an Edge Impulse data acquisition file: {"device_type": ..., "interval_ms": 10, "sensors": [{"name": "accX", "units":
/// "m/s2"}, ...], "values": [[x, y, z], ...]}; with one sensor the values may be plain numbers. Values in the unit "wav" are sound of
/// 16 bits. The signature is not checked: it proves who sent the file, not that it is whole.
/// </summary>
internal static class AcquisitionReader
{
    public static IEnumerable<Recording> Read(JsonElement payload, string path)
    {
        if (payload.ValueKind != JsonValueKind.Object || !payload.TryGetProperty("sensors", out var sensors)
            || sensors.ValueKind != JsonValueKind.Array || sensors.GetArrayLength() is 0 or > 4096)
            throw Wrong(path, "the payload has no sensors");
        if (!payload.TryGetProperty("values", out var values) || values.ValueKind != JsonValueKind.Array)
            throw Wrong(path, "the payload has no array of values");
        if (!payload.TryGetProperty("interval_ms", out var interval) || interval.ValueKind != JsonValueKind.Number
            || !(interval.GetDouble() is >= 0 and < 1e9 and var milliseconds)) throw Wrong(path, "the payload has no interval_ms");
        var channels = sensors.GetArrayLength();
        var isSound = sensors.EnumerateArray().All(s => s.ValueKind == JsonValueKind.Object
            && s.TryGetProperty("units", out var units) && units.ValueKind == JsonValueKind.String && units.GetString() == "wav");
        var scale = isSound ? 1f / 32768 : 1;
        var reals = new float[(long)values.GetArrayLength() * channels];
        var frame = 0;
        foreach (var value in values.EnumerateArray())
        {
            var at = $"{path}, value {frame}";
            if (value.ValueKind == JsonValueKind.String)
                throw new MoteException("MOTE0502", at, "the values are in an attachment.",
                    "Upload tools make such files; export it as JSON with values.");
            if (channels == 1 && value.ValueKind == JsonValueKind.Number) reals[frame] = scale * Number(value, at);
            else if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == channels)
            {
                var c = 0;
                foreach (var number in value.EnumerateArray()) reals[frame * channels + c++] = scale * Number(number, at);
            }
            else throw Wrong(at, $"a moment has not {channels} values");
            frame++;
        }
        // A single measurement has no interval; then there is no time either.
        double? rate = milliseconds == 0 ? null : Math.Round(1000 / milliseconds, 6);
        var facts = payload.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String)
            .Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!));
        yield return new RecordingInMemory("", isSound ? SampleKind.Sound : SampleKind.Measured, [channels], rate, [.. facts], reals);
    }

    private static float Number(JsonElement value, string at) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var real) && float.IsFinite(real) ? real
            : throw Wrong(at, "this is no number");

    private static MoteException Wrong(string where, string message) =>
        new("MOTE0503", where, message + ".", "The file is no data acquisition file, or a damaged one.");
}
