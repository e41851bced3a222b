using System.Collections.Immutable;

namespace Mote.Numerics.Coding;

/// <summary>A stream as symbols.</summary>
internal interface ISymbolSource
{
    /// <summary>Whether the tables describe a code.</summary>
    bool IsSound { get; }

    /// <summary>Whether all of the stream has been used, and no more.</summary>
    bool IsAtEnd { get; }

    /// <summary>The next symbol, of the given alphabet; -1 if there is none.</summary>
    int Next(int alphabet);
}

/// <summary>Bytes.</summary>
internal ref struct PlainSymbols(ReadOnlySpan<byte> stream) : ISymbolSource
{
    private ReadOnlySpan<byte> _rest = stream;

    public readonly bool IsSound => true;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public int Next(int alphabet)
    {
        if (_rest.IsEmpty) return -1;
        var symbol = _rest[0];
        _rest = _rest[1..];
        return symbol;
    }
}

/// <summary>Canonical codes, of at most 15 bits.</summary>
internal ref struct HuffmanSymbols(ReadOnlySpan<byte> stream, ImmutableArray<SymbolTable> tables) : ISymbolSource
{
    private BitReader _bits = new(stream);

    public readonly bool IsSound => tables.All(IsTableSound);

    public readonly bool IsAtEnd => _bits.EndsHere;

    public int Next(int alphabet)
    {
        var (window, first, index) = (_bits.Window, 0, 0);
        var table = tables[alphabet];
        for (var length = 0; length < table.Words.Length; length++)
        {
            var place = (window >> (16 - length)) - first;
            if (place < table.Words[length])
            {
                _bits.Skip(length);
                return table.Symbols[index + place];
            }
            index += table.Words[length];
            first = (first + table.Words[length]) << 1;
        }
        return -1;
    }

    /// <summary>Every run of bits is a code: the codes' shares of all runs are one together.</summary>
    private static bool IsTableSound(SymbolTable table) => table.Words.Length is > 0 and <= HuffmanCode.MostBits + 1
        && table.Words.Select((count, length) => (long)count << (16 - length)).Sum() == 1 << 16
        && table.Words.Sum(count => count) == table.Symbols.Length;
}

/// <summary>Asymmetric numerals.</summary>
internal ref struct RangeSymbols : ISymbolSource
{
    private readonly ImmutableArray<SymbolTable> _tables;
    private ReadOnlySpan<byte> _rest;
    private uint _state;
    private bool _isShort;

    public RangeSymbols(ReadOnlySpan<byte> stream, ImmutableArray<SymbolTable> tables)
    {
        _tables = tables;
        _rest = stream;
        Take();
        Take();
    }

    public readonly bool IsSound => !_isShort && _tables.All(IsTableSound);

    public readonly bool IsAtEnd => _rest.IsEmpty && _state == RangeCode.LeastState && !_isShort;

    public int Next(int alphabet)
    {
        var table = _tables[alphabet];
        var slot = _state & ((1 << RangeCode.ShareBits) - 1);
        for (var i = 0; i + 1 < table.Words.Length; i++)
        {
            if (slot >= table.Words[i + 1]) continue;
            _state = (uint)(table.Words[i + 1] - table.Words[i]) * (_state >> RangeCode.ShareBits) + slot - table.Words[i];
            if (_state < RangeCode.LeastState) Take();
            return _isShort ? -1 : table.Symbols[i];
        }
        return -1;
    }

    private static bool IsTableSound(SymbolTable table)
    {
        if (table.Words.IsEmpty || table.Words.Length != table.Symbols.Length + 1) return false;
        for (var i = 0; i + 1 < table.Words.Length; i++)
            if (table.Words[i] >= table.Words[i + 1]) return false;
        return table.Words[0] == 0 && table.Words[^1] == 1 << RangeCode.ShareBits;
    }

    private void Take()
    {
        _isShort |= _rest.Length < 2;
        if (_isShort) return;
        _state = (_state << 16) | (uint)(_rest[0] | (_rest[1] << 8));
        _rest = _rest[2..];
    }
}
