using System.Collections.Immutable;
using Mote.Compiler.Coding;
using Mote.Numerics.Coding;

namespace Mote.Compiler.Emission;

/// <summary>Constants that are stored coded, and the tables of their alphabets, which several may share.</summary>
internal sealed partial class ConstantPool
{
    private readonly List<(string Name, ImmutableArray<SymbolTable> Tables)> _tables = [];
    private readonly List<(string Name, string? Tables, CodedConstant Coded)> _coded = [];

    public IReadOnlyList<(string Name, ImmutableArray<SymbolTable> Tables)> Tables => _tables;

    public IReadOnlyList<(string Name, string? Tables, CodedConstant Coded)> CodedConstants => _coded;

    private int CodedBytes => _coded.Sum(c => Decoder.RecordBytes + c.Coded.Stream.Length)
        + _tables.Sum(t => t.Tables.Sum(a => Decoder.TableRecordBytes + a.Bytes));

    /// <summary>The name of what describes it in C.</summary>
    public string Coded(string preferred, CodedConstant coded)
    {
        foreach (var (name, _, other) in _coded)
            if (other.Coding == coded.Coding && other.Count == coded.Count && other.Parameter == coded.Parameter
                && other.Stream.AsSpan().SequenceEqual(coded.Stream.AsSpan()) && other.Tables.AsSpan().SequenceEqual(coded.Tables.AsSpan()))
                return name;
        var unique = Unique(preferred + "_coded");
        _coded.Add((unique, coded.Tables.IsEmpty ? null : TablesOf(coded.Tables), coded));
        return unique;
    }

    private string TablesOf(ImmutableArray<SymbolTable> tables)
    {
        foreach (var (name, others) in _tables)
            if (others.AsSpan().SequenceEqual(tables.AsSpan())) return name;
        var unique = Unique($"alphabets_{_tables.Count}");
        _tables.Add((unique, tables));
        return unique;
    }
}
