using System.Collections.Immutable;
using System.Text.Json;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Formats;

namespace Mote.Workflows;

/// <summary>A model's output for one input, and for every layer where that is known.</summary>
public sealed record VerificationExample(string Name, byte[] Input, byte[] Output, ImmutableArray<byte[]>? Layers);

/// <summary>
/// A folder of stored results: input_K.bin and output_K.bin (all inputs, all outputs, one after another), or input_K_J.bin and
/// output_K_J.bin (one file a tensor); layers_K.bin with layers.json (offset, bytes) for every operator's output. Each of
/// these begins with states reset, unless meta.json calls the folder a sequence; seq_input.bin and seq_output.bin hold one
/// sequence of examples that does not reset in between.
/// </summary>
public sealed class VerificationSet
{
    public ImmutableArray<VerificationExample> Examples { get; }

    /// <summary>Examples in order that keep state from one to the next; empty where there are none.</summary>
    public ImmutableArray<VerificationExample> Sequence { get; }

    /// <summary>What reals may differ by; null where the folder does not say.</summary>
    public FloatBounds? Bounds { get; }

    private VerificationSet(
        ImmutableArray<VerificationExample> examples, ImmutableArray<VerificationExample> sequence, FloatBounds? bounds)
    {
        Examples = examples;
        Sequence = sequence;
        Bounds = bounds;
    }

    /// <exception cref="MoteException">MOTE0003: the folder does not hold what the model needs.</exception>
    public static VerificationSet Read(string folder, Graph graph)
    {
        var rules = VerificationRules.Read(folder);
        var examples = ImmutableArray.CreateBuilder<VerificationExample>();
        for (var k = 0; ; k++)
        {
            var input = Tensors(folder, "input", k, graph, graph.Inputs);
            if (input is null) break;
            var output = Tensors(folder, "output", k, graph, graph.Outputs)
                ?? throw new MoteException("MOTE0003", folder, $"output_{k}.bin is missing beside input_{k}.bin.");
            examples.Add(new VerificationExample($"example {k}", input, output, Layers(folder, k)));
        }
        var sequence = ReadSequence(folder, graph);
        if (examples.Count == 0 && sequence.IsEmpty) throw NoInputs(folder);
        return rules.IsSequence ? new VerificationSet([], [.. examples, .. sequence], rules.Bounds)
            : new VerificationSet(examples.ToImmutable(), sequence, rules.Bounds);
    }

    /// <summary>The folder's inputs alone, example after example.</summary>
    /// <exception cref="MoteException">MOTE0003: the folder does not hold what the model needs.</exception>
    public static (byte[] Data, int Examples) ReadInputs(string folder, Graph graph)
    {
        var inputs = new List<byte[]>();
        while (Tensors(folder, "input", inputs.Count, graph, graph.Inputs) is { } input) inputs.Add(input);
        return inputs.Count == 0 ? throw NoInputs(folder) : ([.. inputs.SelectMany(i => i)], inputs.Count);
    }

    private static MoteException NoInputs(string folder) => new("MOTE0003", folder, "holds no input_0.bin (or input_0_0.bin).",
        "Give a folder with input_K.bin and output_K.bin, K = 0, 1, 2...");

    private static ImmutableArray<VerificationExample> ReadSequence(string folder, Graph graph)
    {
        var (inputFile, outputFile) = (Path.Combine(folder, "seq_input.bin"), Path.Combine(folder, "seq_output.bin"));
        if (!File.Exists(inputFile)) return [];
        var inputBytes = graph.Inputs.Sum(v => graph.Type(v).Bytes);
        var outputBytes = graph.Outputs.Sum(v => graph.Type(v).Bytes);
        var inputs = WholeFile.Read(inputFile);
        if (inputs.Length == 0 || inputBytes == 0 || inputs.Length % inputBytes != 0)
            throw new MoteException("MOTE0003", inputFile,
                $"has {inputs.Length} bytes; examples of this model take {inputBytes} bytes each.");
        var count = inputs.Length / inputBytes;
        var outputs = Sized(outputFile, count * outputBytes);
        return [.. Enumerable.Range(0, count).Select(i => new VerificationExample($"step {i} of the sequence",
            inputs[(i * inputBytes)..((i + 1) * inputBytes)], outputs[(i * outputBytes)..((i + 1) * outputBytes)], null))];
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
        var content = WholeFile.Read(path);
        return content.Length == bytes ? content
            : throw new MoteException("MOTE0003", path, $"has {content.Length} bytes; the model's tensors take {bytes}.");
    }

    private static ImmutableArray<byte[]>? Layers(string folder, int k)
    {
        var (index, data) = (Path.Combine(folder, "layers.json"), Path.Combine(folder, $"layers_{k}.bin"));
        if (!File.Exists(index) || !File.Exists(data)) return null;
        try
        {
            var bytes = WholeFile.Read(data);
            using var json = JsonDocument.Parse(WholeFile.Read(index));
            return [.. json.RootElement.EnumerateArray().Select(e =>
                bytes.AsSpan(e.GetProperty("offset").GetInt32(), e.GetProperty("bytes").GetInt32()).ToArray())];
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or ArgumentOutOfRangeException or InvalidOperationException or FormatException)
        {
            throw new MoteException("MOTE0003", index, $"does not describe layers_{k}.bin: {e.Message}");
        }
    }
}
