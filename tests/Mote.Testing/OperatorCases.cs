using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Mote.Testing;

/// <summary>
/// Single-operator models with stored outputs and broken files, from an archive beside the checkout. Extracted once into a
/// temporary directory.
/// </summary>
public static class OperatorCases
{
    private static readonly Lazy<string> Extracted = new(Extract);

    public const string Missing = "../shared/golden/ops.tar.gz is not at hand";

    public static string Archive { get; } = Path.GetFullPath(Path.Combine(Golden.Root, "..", "shared", "golden", "ops.tar.gz"));

    public static bool IsAvailable => File.Exists(Archive);

    public static string Malformed => Path.Combine(Extracted.Value, "open", "malformed");

    public static IEnumerable<string> Names =>
        Directory.GetDirectories(Path.Combine(Extracted.Value, "open", "cases")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    public static OperatorCase Open(string name)
    {
        var directory = Path.Combine(Extracted.Value, "open", "cases", name);
        using var meta = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "meta.json")));
        var root = meta.RootElement;
        var compare = root.GetProperty("compare");
        var isFloat = compare.GetProperty("kind").GetString() == "float";
        return new OperatorCase(directory, root.GetProperty("group").GetString()!, root.GetProperty("examples").GetInt32(),
            root.GetProperty("sequence").GetBoolean(),
            [.. root.GetProperty("inputs").EnumerateArray().Select(_ => 0)],
            [.. root.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("type").GetString()!)],
            isFloat ? compare.GetProperty("rtol").GetSingle() : 0, isFloat ? compare.GetProperty("atol").GetSingle() : 0);
    }

    private static string Extract()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("mote-ops-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        using var file = new GZipStream(File.OpenRead(Archive), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(file, directory, overwriteFiles: true);
        return directory;
    }
}

/// <summary>One of them: |a - b| &lt;= atol + rtol·|a| for floats, equality for everything else. A sequence keeps its state.</summary>
public sealed record OperatorCase(
    string Directory, string Group, int Examples, bool IsSequence, int[] Inputs, string[] OutputTypes, float Relative, float Absolute)
{
    public string Name => Path.GetFileName(Directory);

    public byte[] Model => File.ReadAllBytes(Path.Combine(Directory, "model.tflite"));

    /// <summary>All inputs of an example in a row.</summary>
    public byte[] Input(int example) =>
        [.. Enumerable.Range(0, Inputs.Length).SelectMany(j => File.ReadAllBytes(Path.Combine(Directory, $"input_{example}_{j}.bin")))];

    /// <summary>Null where the outputs of an example agree with the stored ones.</summary>
    public string? Difference(int example, ReadOnlySpan<byte> actual)
    {
        for (var j = 0; j < OutputTypes.Length; j++)
        {
            var expected = File.ReadAllBytes(Path.Combine(Directory, $"output_{example}_{j}.bin"));
            if (actual.Length < expected.Length) return $"output {j}: {actual.Length} bytes instead of {expected.Length}";
            var own = actual[..expected.Length];
            actual = actual[expected.Length..];
            if (own.SequenceEqual(expected)) continue;
            if (OutputTypes[j] != "f32") return $"output {j}: byte {own.CommonPrefixLength(expected)} differs";
            var e = MemoryMarshal.Cast<byte, float>(expected);
            var a = MemoryMarshal.Cast<byte, float>(own);
            for (var i = 0; i < e.Length; i++)
                if (!Agree(e[i], a[i])) return $"output {j}, element {i}: {e[i]:R} expected, {a[i]:R} found";
        }
        return actual.IsEmpty ? null : $"{actual.Length} bytes too many";
    }

    private bool Agree(float expected, float actual) => expected == actual || (float.IsNaN(expected) && float.IsNaN(actual))
        || (float.IsFinite(expected) && MathF.Abs(expected - actual) <= Absolute + Relative * MathF.Abs(expected));
}
