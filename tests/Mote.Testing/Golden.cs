using System.Text.Json;
using Mote.Core.Graphs;
using Mote.Formats.TfLite;

namespace Mote.Testing;

/// <summary>Reference models with stored outputs, at hand beside the checkout for developers and CI, not for users.</summary>
public static class Golden
{
    public const string Missing = "../shared/golden is not at hand";

    public static string Root { get; } = FindRoot();

    public static string Directory { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared", "golden", "models"));

    public static bool IsAvailable => System.IO.Directory.Exists(Directory);

    /// <summary>Names of the models that must run; one placeholder where none are at hand, so that the skip is visible.</summary>
    public static IEnumerable<string> Models => !IsAvailable ? [Missing]
        : System.IO.Directory.GetDirectories(Directory).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    public static string File(string model, string file) => Path.Combine(Directory, model, file);

    public static byte[] Bytes(string model, string file) => System.IO.File.ReadAllBytes(File(model, file));

    public static Graph Read(string model) => TfLiteReader.Read(Bytes(model, "model.tflite"), model, model);

    /// <summary>Stored examples: all inputs, all outputs of the model, concatenated.</summary>
    public static IEnumerable<(int Index, byte[] Input, byte[] Output)> Examples(string model)
    {
        for (var k = 0; System.IO.File.Exists(File(model, $"input_{k}.bin")); k++)
            yield return (k, Bytes(model, $"input_{k}.bin"), Bytes(model, $"output_{k}.bin"));
    }

    /// <summary>Every operator's output for the given example, in operator order.</summary>
    public static IReadOnlyList<byte[]> Layers(string model, int example)
    {
        var data = Bytes(model, $"layers_{example}.bin");
        using var index = JsonDocument.Parse(Bytes(model, "layers.json"));
        return [.. index.RootElement.EnumerateArray().Select(e =>
            data.AsSpan(e.GetProperty("offset").GetInt32(), e.GetProperty("bytes").GetInt32()).ToArray())];
    }

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (directory is not null && !System.IO.File.Exists(Path.Combine(directory, "Mote.slnx")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("the tests run inside the checkout");
    }
}
