using System.Buffers.Binary;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Workflows;

/// <summary>Inputs for measuring and proving where the user gives none: the same for the same model, always.</summary>
public static class RandomInputs
{
    private const ulong Seed = 0x6D6F7465;

    /// <summary>Integers over their whole range, reals normally distributed.</summary>
    public static byte[] Of(Graph graph, int examples)
    {
        var random = new RandomStream(Seed);
        var types = graph.Inputs.Select(graph.Type).ToList();
        var bytes = new byte[types.Sum(t => t.Bytes) * examples];
        var at = 0;
        for (var example = 0; example < examples; example++)
            foreach (var type in types)
            {
                Fill(bytes.AsSpan(at, type.Bytes), type.Element, random);
                at += type.Bytes;
            }
        return bytes;
    }

    private static void Fill(Span<byte> bytes, ElementType element, RandomStream random)
    {
        if (element == ElementType.Float32)
        {
            for (var i = 0; i < bytes.Length; i += 4) BinaryPrimitives.WriteSingleLittleEndian(bytes[i..], (float)random.NextNormal());
            return;
        }
        var top = element == ElementType.Bool ? 2 : 256;
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)random.Next(0, top);
    }
}
