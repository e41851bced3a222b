using System.Collections.Immutable;
using Mote.Compiler.Programs;

namespace Mote.Workflows;

/// <summary>A constant that is stored coded.</summary>
/// <param name="Name">As its kernel calls it.</param>
/// <param name="Coding">packed, codebook, huffman, range, sparse, sparse_huffman or sparse_range.</param>
/// <param name="PlainBytes">As the kernel needs it.</param>
/// <param name="CodedBytes">Its stream; tables are not counted, for layers share them.</param>
/// <param name="TableBytes">Of its alphabets, which other constants may use, too.</param>
/// <param name="DecodedBytes">The memory that it is decoded into.</param>
public sealed record CodedConstantReport(
    string Name, string Coding, int PlainBytes, int CodedBytes, int TableBytes, int DecodedBytes)
{
    public static ImmutableArray<CodedConstantReport> Of(Step step) => [.. step.Calls.SelectMany(c => c.Arguments).Select(a => a switch
    {
        CArgument.Decoded d => Of(d, d.Constant, d.Constant.Coded.Count),
        CArgument.Coded d => Of(d, d.Constant, 0),
        CArgument.Operand or CArgument.Result or CArgument.Data or CArgument.Scratch => null,
    }).OfType<CodedConstantReport>()];

    private static CodedConstantReport Of(CArgument argument, Compiler.Coding.StoredConstant constant, int decoded) => new(
        argument.Name, constant.CodingName, constant.Tensor.Type.Bytes, constant.Coded.Stream.Length,
        constant.Coded.Tables.Sum(t => t.Bytes), decoded);
}
