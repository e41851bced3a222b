using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;

namespace Mote.Testing;

/// <summary>Random data of a type: all int8 values alike, floats around zero.</summary>
public static class RandomTensors
{
    /// <param name="type">What to fill.</param>
    /// <param name="random">Where from.</param>
    /// <param name="range">Bound of 32-bit integers.</param>
    public static Tensor Create(TensorType type, RandomStream random, int range = 1000)
    {
        var bytes = new byte[type.Bytes];
        Fill(type.Element, bytes, random, range);
        return Tensor.FromBytes(type, bytes);
    }

    /// <summary>All inputs of a graph in a row; every fifth case is one value throughout, where clamps and borders show.</summary>
    public static byte[] Inputs(Graph graph, RandomStream random)
    {
        var all = new List<byte>();
        foreach (var id in graph.Inputs)
        {
            var type = graph.Type(id);
            var bytes = new byte[type.Bytes];
            Fill(type.Element, bytes, random, 1000);
            if (random.Next(0, 5) == 0)
                for (var i = type.Element.Bytes(); i < bytes.Length; i++) bytes[i] = bytes[i - type.Element.Bytes()];
            all.AddRange(bytes);
        }
        return [.. all];
    }

    /// <summary>Null where both graphs give the same bytes on random inputs; otherwise what differs first.</summary>
    public static string? Difference(Graph expected, Graph actual, RandomStream random, int cases)
    {
        var (first, second) = (new Interpreter(expected), new Interpreter(actual));
        for (var i = 0; i < cases; i++)
        {
            var input = Inputs(expected, random);
            var (e, a) = (first.Run(input), second.Run(input));
            if (!e.AsSpan().SequenceEqual(a)) return $"input {i}: output byte {e.AsSpan().CommonPrefixLength(a)} of {e.Length} differs";
        }
        return null;
    }

    private static void Fill(ElementType element, Span<byte> bytes, RandomStream random, int range)
    {
        switch (element)
        {
            case ElementType.Float32:
                foreach (ref var value in MemoryMarshal.Cast<byte, float>(bytes)) value = (float)random.NextNormal();
                break;
            case ElementType.Int32:
                for (var i = 0; i < bytes.Length; i += 4) BinaryPrimitives.WriteInt32LittleEndian(bytes[i..], random.Next(-range, range));
                break;
            case ElementType.Bool:
                foreach (ref var value in bytes) value = (byte)random.Next(0, 2);
                break;
            default:
                foreach (ref var value in bytes) value = (byte)random.Next(0, 256);
                break;
        }
    }
}
