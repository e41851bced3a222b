using System.Collections.Immutable;
using Mote.Numerics.Coding;

namespace Mote.Numerics.Tests.Coding;

/// <summary>A coded constant with one thing changed.</summary>
internal static class Mutants
{
    /// <summary>Every byte of the stream, and the words and symbols of the tables, changed at random; the stream cut and grown.</summary>
    public static IEnumerable<CodedConstant> Of(CodedConstant coded, RandomStream random)
    {
        for (var i = 0; i < coded.Stream.Length; i++)
            yield return coded with { Stream = coded.Stream.SetItem(i, (byte)(coded.Stream[i] ^ random.Next(1, 256))) };
        if (coded.Stream.Length > 0)
        {
            yield return coded with { Stream = coded.Stream[..random.Next(0, coded.Stream.Length)] };
            yield return coded with { Stream = coded.Stream[..^1] };
        }
        yield return coded with { Stream = coded.Stream.Add((byte)random.Next(0, 256)) };
        for (var t = 0; t < coded.Tables.Length; t++)
        {
            var table = coded.Tables[t];
            for (var i = 0; i < table.Words.Length; i++)
                yield return With(t, table with { Words = table.Words.SetItem(i, (ushort)random.Next(0, random.Next(1, 65536))) });
            for (var i = 0; i < table.Symbols.Length; i++)
                yield return With(t, table with { Symbols = table.Symbols.SetItem(i, (byte)(table.Symbols[i] ^ random.Next(1, 256))) });
        }

        CodedConstant With(int index, SymbolTable table) => coded with { Tables = coded.Tables.SetItem(index, table) };
    }
}
