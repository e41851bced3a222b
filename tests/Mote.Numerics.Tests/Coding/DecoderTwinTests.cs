using System.Buffers.Binary;
using System.Text;
using Mote.Numerics.Coding;
using Mote.Testing;

namespace Mote.Numerics.Tests.Coding;

/// <summary>The C decoders against those in C#, built by this computer's compiler: sound constants, in one go and piece by piece, and
/// corrupt ones, under sanitizers, in memory that is exactly as long as it must be.</summary>
public class DecoderTwinTests
{
    private static readonly ConstantCoding[] Decoded = [.. ConstantCodings.All.Where(c => c != ConstantCoding.Plain)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Constants_decode_to_the_same_bytes(bool sanitize)
    {
        Assert.SkipUnless(HostCompiler.IsAvailable, HostCompiler.Missing);
        var cases = Enumerable.Range(0, TestScope.All ? 20_000 : 1_000).SelectMany(i =>
        {
            var values = RandomConstants.Of((ulong)(9_000_000 + i));
            return Decoded.Select(c => CodedConstant.Of(c, values)).OfType<CodedConstant>();
        }).ToList();
        Compare(cases, sanitize);
    }

    [Fact]
    public void Corrupt_constants_are_found_out_and_nothing_is_touched_that_should_not_be()
    {
        Assert.SkipUnless(HostCompiler.IsAvailable, HostCompiler.Missing);
        // A program's input is one file: constants of thousands of bytes, each of them changed, would be thousands of millions.
        var cases = Enumerable.Range(0, TestScope.All ? 400 : 100).SelectMany(i =>
        {
            var values = RandomConstants.Of((ulong)(9_500_000 + i));
            if (values.Length > 500) values = values[..500];
            return Decoded.Select(c => CodedConstant.Of(c, values)).OfType<CodedConstant>()
                .SelectMany(c => Mutants.Of(c, new RandomStream((ulong)i)));
        }).ToList();
        Compare(cases, sanitize: true);
    }

    private static void Compare(List<CodedConstant> cases, bool sanitize)
    {
        var input = new MemoryStream();
        foreach (var coded in cases) Write(coded, input);
        var output = HostCompiler.BuildAndRun(Source, input.ToArray(), sanitize).AsSpan();
        foreach (var coded in cases)
        {
            var expected = coded.Decode();
            Assert.True((expected is null ? 1 : 0) == output[0], $"{coded.Coding} of {coded.Count} bytes: {output[0]}");
            Assert.Equal(expected is null ? 1 : 0, output[1]);
            output = output[2..];
            if (expected is null) continue;
            Assert.True(output[..coded.Count].SequenceEqual(expected), $"{coded.Coding} of {coded.Count} bytes");
            output = output[coded.Count..];
        }
        Assert.True(output.IsEmpty);
    }

    private static void Write(CodedConstant coded, MemoryStream to)
    {
        Number((uint)coded.Coding);
        Number((uint)coded.Count);
        Number((uint)coded.Parameter);
        Number(coded.Check);
        Number((uint)coded.Stream.Length);
        to.Write(coded.Stream.AsSpan());
        Number((uint)coded.Tables.Length);
        foreach (var table in coded.Tables)
        {
            Number((uint)table.Words.Length);
            foreach (var word in table.Words)
            {
                to.WriteByte((byte)word);
                to.WriteByte((byte)(word >> 8));
            }
            Number((uint)table.Symbols.Length);
            to.Write(table.Symbols.AsSpan());
        }

        void Number(uint value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            to.Write(bytes);
        }
    }

    private static string Source
    {
        get
        {
            var c = new StringBuilder("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n");
            foreach (var coding in Decoded) c.Append($"#include \"mote_decode_{Name(coding)}.h\"\n");
            c.Append("""
                static int take(void *data, uint32_t bytes) { return fread(data, 1, bytes, stdin) == bytes; }
                static uint32_t number(void) { uint32_t x = 0; return take(&x, 4) ? x : 0; }
                static void *copy(uint32_t bytes)
                {
                    void *data = malloc(bytes);
                    return bytes == 0 || take(data, bytes) ? data : NULL;
                }
                /* Pieces of 1, 8, 15 ... values, each into memory of its own. */
                #define IN_PIECES(name) \
                    { mote_decoder d; uint32_t at = 0, n = 1; \
                      status = mote_##name##_begin(&d, &coded); \
                      while (!status && at < coded.count) { \
                          uint32_t piece = n < coded.count - at ? n : coded.count - at; \
                          uint8_t *own = malloc(piece); \
                          status = mote_##name##_next(&d, own, piece); \
                          memcpy(pieces + at, own, piece); free(own); at += piece; n += 7; } \
                      if (!status) status = mote_##name##_end(&d); }
                int main(void)
                {
                    uint32_t coding;
                    while (take(&coding, 4))
                    {
                        mote_symbol_table tables[2];
                        mote_coded coded;
                        uint32_t count, i;
                        int whole = 1, status = 1;
                        uint8_t *out, *pieces;
                        coded.count = number(); coded.parameter = number(); coded.check = number(); coded.bytes = number();
                        uint8_t *stream = copy(coded.bytes);
                        coded.stream = stream; coded.tables = tables;
                        count = number();
                        for (i = 0; i < count; i++)
                        {
                            uint32_t words = number();
                            tables[i].words = copy(2 * words); tables[i].word_count = (uint16_t)words;
                            tables[i].symbol_count = (uint16_t)number(); tables[i].symbols = copy(tables[i].symbol_count);
                        }
                        out = malloc(coded.count); pieces = malloc(coded.count + 1);
                        switch (coding)
                        {

                """);
            foreach (var coding in Decoded)
                c.Append($"        case {(int)coding}: whole = mote_decode_{Name(coding)}(&coded, out); IN_PIECES({Name(coding)}) break;\n");
            return c.Append("""
                        default: return 1;
                        }
                        putchar(whole); putchar(status);
                        if (!whole && !status && memcmp(out, pieces, coded.count) != 0) return 2;
                        if (!whole) fwrite(out, 1, coded.count, stdout);
                        free(out); free(pieces); free(stream);
                        for (i = 0; i < count; i++) { free((void *)(uintptr_t)tables[i].words); free((void *)(uintptr_t)tables[i].symbols); }
                    }
                    return 0;
                }

                """).ToString();
        }
    }

    private static string Name(ConstantCoding coding) => coding switch
    {
        ConstantCoding.SparseHuffman => "sparse_huffman",
        ConstantCoding.SparseRange => "sparse_range",
        _ => coding.ToString().ToLowerInvariant(),
    };
}
