using System.Collections.Immutable;
using System.Text.Json;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;

namespace Mote.Workflows;

/// <summary>A model's output for one input, and for every layer where that is known.</summary>
public sealed record VerificationExample(string Name, byte[] Input, byte[] Output, ImmutableArray<byte[]>? Layers);

/// <summary>
/// A folder of stored results: input_K.bin and output_K.bin (all inputs, all outputs, one after another), or input_K_J.bin and
/// output_K_J.bin (one file a tensor); layers_K.bin with layers.json (offset, bytes) for every operator's output.
/// </summary>
public sealed class VerificationSet
{
    public ImmutableArray<VerificationExample> Examples { get; }

    private VerificationSet(ImmutableArray<VerificationExample> examples) => Examples = examples;

    /// <exception cref="MoteException">MOTE0003: the folder does not hold what the model needs.</exception>
    public static VerificationSet Read(string folder, Graph graph)
    {
        var examples = ImmutableArray.CreateBuilder<VerificationExample>();
        for (var k = 0; ; k++)
        {
            var input = Tensors(folder, "input", k, graph, graph.Inputs);
            if (input is null) break;
            var output = Tensors(folder, "output", k, graph, graph.Outputs)
                ?? throw new MoteException("MOTE0003", folder, $"output_{k}.bin is missing beside input_{k}.bin.");
            examples.Add(new VerificationExample($"example {k}", input, output, Layers(folder, k)));
        }
        if (examples.Count == 0)
            throw new MoteException("MOTE0003", folder, "holds no input_0.bin (or input_0_0.bin).",
                "Give a folder with input_K.bin and output_K.bin, K = 0, 1, 2...");
        return new VerificationSet(examples.ToImmutable());
    }

    private static byte[]? Tensors(string folder, string what, int k, Graph graph, ImmutableArray<ValueId> values)
    {
        var whole = Path.Combine(folder, $"{what}_{k}.bin");
        if (File.Exists(whole)) return Sized(whole, values.Sum(v => graph.Type(v).Bytes));
        if (!File.Exists(Path.Combine(folder, $"{what}_{k}_0.bin"))) return null;
        return [.. values.SelectMany((v, j) => Sized(Path.Combine(folder, $"{what}_{k}_{j}.bin"), graph.Type(v).Bytes))];
    }

    private static byte[] Sized(string path, int bytes)
    {
        var content = ModelFile.ReadBytes(path);
        return content.Length == bytes ? content
            : throw new MoteException("MOTE0003", path, $"has {content.Length} bytes; the model's tensors take {bytes}.");
    }

    private static ImmutableArray<byte[]>? Layers(string folder, int k)
    {
        var (index, data) = (Path.Combine(folder, "layers.json"), Path.Combine(folder, $"layers_{k}.bin"));
        if (!File.Exists(index) || !File.Exists(data)) return null;
        try
        {
            var bytes = ModelFile.ReadBytes(data);
            using var json = JsonDocument.Parse(ModelFile.ReadBytes(index));
            return [.. json.RootElement.EnumerateArray().Select(e =>
                bytes.AsSpan(e.GetProperty("offset").GetInt32(), e.GetProperty("bytes").GetInt32()).ToArray())];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or ArgumentOutOfRangeException or InvalidOperationException or FormatException)
        {
            throw new MoteException("MOTE0003", index, $"does not describe layers_{k}.bin: {e.Message}");
        }
    }
}
