using System.Buffers.Binary;
using Mote.Core.Types;

namespace Mote.Compiler.Machine.Mve;

/// <summary>Constants in the order in which a routine walks over them with one pointer: bytes, and words at multiples of four.</summary>
internal sealed class MveStream
{
    private readonly List<byte> _bytes = [];

    public void Add(sbyte value) => _bytes.Add((byte)value);

    /// <summary>Zeros up to a multiple of four.</summary>
    public void Align()
    {
        while (_bytes.Count % 4 != 0) _bytes.Add(0);
    }

    public void Add(int word)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, word);
        _bytes.AddRange(bytes);
    }

    /// <summary>As words, so that the C compiler aligns them.</summary>
    public Tensor ToTensor()
    {
        Align();
        return Tensor.FromBytes(new TensorType(ElementType.Int32, [_bytes.Count / 4]), _bytes.ToArray());
    }
}
