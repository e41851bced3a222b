using System.Text.Json;
using Mote.Core.Diagnostics;
using Mote.Formats;

namespace Mote.Workflows;

/// <summary>
/// What reals may differ by: |e - a| &lt;= Absolute + Relative·|e|. Both 0: the same value, where -0 is 0 and NaN is NaN.
/// </summary>
public readonly record struct FloatBounds(double Relative, double Absolute);

/// <summary>How a folder of stored results wants to be compared: its meta.json, as far as it says so.</summary>
/// <param name="Bounds">For reals; null where the folder leaves it to us.</param>
/// <param name="IsSequence">Whether the examples run in order and keep what the model remembers.</param>
public sealed record VerificationRules(FloatBounds? Bounds, bool IsSequence)
{
    public static readonly VerificationRules Default = new(null, false);

    /// <summary>
    /// Reads <c>compare</c> ({"kind":"exact"} or {"kind":"float","rtol":r,"atol":a}) and <c>sequence</c> (true or false) of the
    /// folder's meta.json; either may be absent, and so may the file.
    /// </summary>
    /// <exception cref="MoteException">MOTE0003: it is there, but says something else.</exception>
    public static VerificationRules Read(string folder)
    {
        var path = Path.Combine(folder, "meta.json");
        if (!File.Exists(path)) return Default;
        try
        {
            using var json = JsonDocument.Parse(WholeFile.Read(path));
            var root = json.RootElement;
            var sequence = root.TryGetProperty("sequence", out var s) && s.GetBoolean();
            return new VerificationRules(root.TryGetProperty("compare", out var compare) ? BoundsOf(compare) : null, sequence);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MoteException("MOTE0003", path, $"does not say how to compare: {e.Message}",
                "It holds \"compare\": {\"kind\": \"exact\"} or {\"kind\": \"float\", \"rtol\": R, \"atol\": A}, and \"sequence\": true or "
                + "false.");
        }
    }

    private static FloatBounds BoundsOf(JsonElement compare)
    {
        var kind = compare.GetProperty("kind").GetString();
        if (kind == "exact") return default;
        if (kind != "float") throw new FormatException($"'{kind}' is no kind of comparison.");
        var bounds = new FloatBounds(compare.GetProperty("rtol").GetDouble(), compare.GetProperty("atol").GetDouble());
        return bounds is { Relative: >= 0, Absolute: >= 0 } ? bounds : throw new FormatException("a tolerance is negative.");
    }
}
