using System.Runtime.InteropServices;
using System.Text.Json;
using Mote.Core.Types;

namespace Mote.Testing;

/// <summary>The models in tests/data/onnx with stored inputs and outputs of onnxruntime; its README says where they are from.</summary>
public static class OnnxModels
{
    public static string Folder { get; } = Path.Combine(Golden.Root, "tests", "data", "onnx");

    public static IEnumerable<string> Names => Directory.GetDirectories(Folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    public static OnnxModel Open(string name)
    {
        var folder = Path.Combine(Folder, name);
        using var meta = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "meta.json")));
        OnnxTensorFile[] Files(string key) => [.. meta.RootElement.GetProperty(key).EnumerateArray().Select(e => new OnnxTensorFile(
            e.GetProperty("name").GetString()!, e.GetProperty("type").GetString()!, [.. e.GetProperty("dims").EnumerateArray().Select(d => d.GetInt32())]))];
        return new OnnxModel(folder, Files("inputs"), Files("outputs"));
    }
}

/// <summary>A tensor as onnxruntime takes or gives it, in the file's own axis order.</summary>
public sealed record OnnxTensorFile(string Name, string Type, int[] Dims);

public sealed record OnnxModel(string Folder, OnnxTensorFile[] Inputs, OnnxTensorFile[] Outputs)
{
    public string Path => System.IO.Path.Combine(Folder, "model.onnx");

    public int Examples => Directory.GetFiles(Folder, "input_*_0.bin").Length;

    /// <summary>All inputs of an example in a row, as a graph with these types takes them.</summary>
    public byte[] Input(int example, TensorType[] types) =>
        [.. types.SelectMany((t, i) => Stored(Read($"input_{example}_{i}.bin", Inputs[i]), t, Inputs[i].Dims))];

    /// <summary>Null where all outputs of an example agree: floats within 1e-4, or within a step of the coarsest quantization in the model.</summary>
    /// <param name="example">Which one.</param>
    /// <param name="actual">All outputs in a row.</param>
    /// <param name="types">Of the outputs.</param>
    /// <param name="step">What a quantized model's output may be off by; 0 for float models.</param>
    public string? Difference(int example, ReadOnlySpan<byte> actual, TensorType[] types, float step)
    {
        for (var o = 0; o < types.Length; o++)
        {
            var own = actual[..types[o].Bytes];
            actual = actual[own.Length..];
            var raw = Read($"output_{example}_{o}.bin", Outputs[o]);
            if (raw.Length != types[o].Elements) return $"output {o} has {types[o].Elements} elements, not {raw.Length}";
            var expected = Moved(raw, types[o].Shape, Outputs[o].Dims);
            for (var i = 0; i < expected.Length; i++)
            {
                double found = types[o].IsFloat ? MemoryMarshal.Cast<byte, float>(own)[i] : MemoryMarshal.Cast<byte, int>(own)[i];
                if (!(Math.Abs(expected[i] - found) <= Math.Max(step * 1.001, 1e-4 * Math.Max(1, Math.Abs(expected[i])))))
                    return $"output {o}, element {i}: {expected[i]:R} expected, {found:R} found";
            }
        }
        return null;
    }

    private double[] Read(string file, OnnxTensorFile tensor)
    {
        var bytes = File.ReadAllBytes(System.IO.Path.Combine(Folder, file));
        return tensor.Type switch
        {
            "float32" => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(v => (double)v)],
            "int64" => [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(v => (double)v)],
            _ => throw new InvalidOperationException($"{tensor.Type} is not expected"),
        };
    }

    private static byte[] Stored(double[] values, TensorType type, int[] dims)
    {
        var moved = Moved(values, type.Shape, dims);
        return type.IsFloat ? MemoryMarshal.AsBytes<float>([.. moved.Select(v => (float)v)]).ToArray() : MemoryMarshal.AsBytes<int>([.. moved.Select(v => (int)v)]).ToArray();
    }

    /// <summary>The file's order, or channels last where the graph's shape says so.</summary>
    private static double[] Moved(double[] values, Shape shape, int[] dims)
    {
        if (shape.SequenceEqual(dims)) return values;
        int[] order = [0, .. Enumerable.Range(2, dims.Length - 2), 1];
        if (!order.Select(a => dims[a]).SequenceEqual(shape)) throw new InvalidOperationException($"{shape} is not [{string.Join(',', dims)}] with channels last");
        var (channels, inner) = (dims[1], values.Length / dims[0] / dims[1]);
        return [.. values.Select((_, i) => values[(i / (channels * inner) * channels + i % channels) * inner + i / channels % inner])];
    }
}
