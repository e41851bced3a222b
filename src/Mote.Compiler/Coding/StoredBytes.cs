using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Types;
using Mote.Numerics.Coding;

namespace Mote.Compiler.Coding;

/// <summary>Flash of coded constants: streams, tables, what describes them, and the decoders, each once.</summary>
internal sealed class StoredBytes
{
    private readonly HashSet<Tensor> _constants = [];
    private readonly HashSet<ConstantCoding> _decoders = [];
    private readonly List<ImmutableArray<SymbolTable>> _tables = [];

    public double Bytes { get; private set; }

    public void Add(CArgument argument)
    {
        var constant = argument switch
        {
            CArgument.Decoded a => a.Constant,
            CArgument.Coded a => a.Constant,
            CArgument.Operand or CArgument.Result or CArgument.Data or CArgument.Scratch => null,
        };
        if (constant is null) return;
        if (argument is CArgument.Decoded) Bytes += Decoder.CallBytes;
        if (_decoders.Add(constant.Coded.Coding)) Bytes += constant.Decoder.CodeBytes;
        if (!_constants.Add(constant.Tensor)) return;
        Bytes += Decoder.RecordBytes + constant.Coded.Stream.Length;
        var tables = constant.Coded.Tables;
        if (tables.IsEmpty || _tables.Any(t => t.AsSpan().SequenceEqual(tables.AsSpan()))) return;
        _tables.Add(tables);
        Bytes += tables.Sum(t => Decoder.TableRecordBytes + t.Bytes);
    }
}
