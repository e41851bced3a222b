using Mote.Core.Types;
using Mote.Numerics.Coding;

namespace Mote.Compiler.Coding;

/// <summary>A constant of the program, and how it lies in flash.</summary>
/// <param name="Tensor">What kernels need.</param>
/// <param name="Coded">What is stored instead.</param>
public sealed record StoredConstant(Tensor Tensor, CodedConstant Coded)
{
    public Decoder Decoder => Decoder.Of(Coded.Coding) ?? throw new InvalidOperationException("what is stored as it is needs no decoder");

    /// <summary>As C calls it.</summary>
    public string CodingName => Decoder.Name;

    /// <summary>Bytes other than zero.</summary>
    public int Nonzero { get; } = Tensor.Bytes.Length - Tensor.Bytes.Count((byte)0);
}
