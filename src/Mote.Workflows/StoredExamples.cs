using System.Globalization;
using System.Runtime.InteropServices;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Formats;

namespace Mote.Workflows;

/// <summary>Files of examples for a float model, in float or in the integers that its input shall become.</summary>
public static class StoredExamples
{
    /// <param name="path">All inputs, little-endian, one example after another.</param>
    /// <param name="graph">Of floats.</param>
    /// <param name="stored">What the file holds instead of the first input's floats; null: floats.</param>
    /// <exception cref="MoteException">MOTE0003: its size is no multiple of an example's.</exception>
    public static IReadOnlyList<byte[]> Read(string path, Graph graph, TensorType? stored)
    {
        var data = WholeFile.Read(path);
        var types = graph.Inputs.Select((id, i) => i == 0 && stored is not null ? stored : graph.Type(id)).ToArray();
        var bytes = types.Sum(t => t.Bytes);
        if (data.Length == 0 || data.Length % bytes != 0)
            throw new MoteException("MOTE0003", path, $"has {data.Length} bytes; examples of this model take {bytes} bytes each.",
                stored is null ? "Inputs are 32-bit floats; for a file of integers give --input-type." : null);
        return [.. data.Chunk(bytes).Select(x => stored is null ? x
            : [.. Reals(stored, x.AsSpan(0, stored.Bytes)), .. x.AsSpan(stored.Bytes)])];
    }

    /// <param name="text">i8:SCALE:ZEROPOINT or i16:SCALE:ZEROPOINT.</param>
    /// <param name="shape">Of the input.</param>
    /// <exception cref="MoteException">MOTE0005: it is not that.</exception>
    public static TensorType Type(string text, Shape shape)
    {
        var parts = text.Split(':');
        if (parts is ["i8" or "i16", _, _]
            && float.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var scale)
            && scale > 0 && float.IsFinite(scale)
            && int.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var zeroPoint))
        {
            var element = parts[0] == "i8" ? ElementType.Int8 : ElementType.Int16;
            if (element.Range() is var (min, max) && zeroPoint >= min && zeroPoint <= max)
                return new TensorType(element, shape, new Quantization.PerTensor(scale, zeroPoint));
        }
        throw new MoteException("MOTE0005", $"--input-type {text}", "this is no type of integers.", "Write for example i8:0.5847:83.");
    }

    private static byte[] Reals(TensorType type, ReadOnlySpan<byte> stored) =>
        MemoryMarshal.AsBytes<float>([.. RealValues.Of(type, stored).Select(v => (float)v)]).ToArray();
}
