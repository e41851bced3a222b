using System.Buffers.Binary;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Text;
using Mote.Formats.Packed;
using Mote.Numerics;
using Mote.Numerics.Coding;
using Mote.Testing;

namespace Mote.Formats.Tests;

public class PackedGraphTests
{
    private const string Path = "model.motez";

    [Fact]
    public void Every_sample_of_every_operator_survives_with_every_byte()
    {
        foreach (var graph in OpCatalog.Prototypes.SelectMany(OpSamples.Of))
            Assert.Equal(GraphText.Print(graph), GraphText.Print(PackedGraphReader.Read(PackedGraphWriter.Write(graph), Path)));
    }

    [Fact]
    public void Random_graphs_survive_and_give_the_same_bytes_each_time()
    {
        for (var i = 0ul; i < 100; i++)
        {
            var graph = GraphGenerator.Create(i);
            var file = PackedGraphWriter.Write(graph);
            Assert.Equal(GraphText.Print(graph), GraphText.Print(PackedGraphReader.Read(file, Path)));
            Assert.Equal(file, PackedGraphWriter.Write(graph));
        }
    }

    [Fact]
    public void Content_decides_what_a_file_is_and_models_become_smaller_than_in_any_other_format()
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        foreach (var name in (string[])["kws_int8", "ad_int8", "vww_float"])
        {
            var model = new Model(Golden.Read(name), ModelMetadata.None);
            var file = ModelFile.Print(Path, model);
            Assert.Equal(GraphText.Print(model.Graph), GraphText.Print(ModelFile.Parse(file, "model.tflite").Graph));
            Assert.InRange(file.Length, 0, ModelFile.Print("a.tflite", model).Length * 9 / 10);
        }
    }

    [Fact]
    public void Changed_bytes_are_found()
    {
        var file = PackedGraphWriter.Write(GraphGenerator.Create(3));
        var random = new RandomStream(3);
        for (var i = 0; i < file.Length; i += 1 + file.Length / 2000)
        {
            var changed = (byte[])file.Clone();
            changed[i] ^= (byte)random.Next(1, 256);
            Assert.Equal("MOTE0007", Assert.Throws<MoteException>(() => PackedGraphReader.Read(changed, Path)).Diagnostics[0].Code);
            Assert.Throws<MoteException>(() => PackedGraphReader.Read(file[..i], Path));
        }
    }

    [Fact]
    public void Hostile_files_whose_check_holds_are_read_or_refused_and_nothing_else()
    {
        var refused = 0;
        for (var seed = 0ul; seed < (TestScope.All ? 20_000ul : 1_500ul); seed++)
        {
            var random = new RandomStream(seed);
            var file = PackedGraphWriter.Write(GraphGenerator.Create(seed % 5));
            var length = random.Next(0, 3) == 0 ? random.Next(7, file.Length - 4) : file.Length - 4;
            for (var i = random.Next(1, 6); i > 0; i--) file[random.Next(6, length)] = (byte)random.Next(0, 256);
            if (random.Next(0, 2) == 0) file[6 + random.Next(0, 30)] = byte.MaxValue;
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(length), FnvCheck.Of(file.AsSpan(0, length)));
            try
            {
                PackedGraphReader.Read(file[..(length + 4)], Path);
            }
            catch (MoteException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1, int.MaxValue);
    }

    [Theory]
    [InlineData("#2", "is no constant of the file")]
    [InlineData("#-1", "is no constant of the file")]
    [InlineData("#0*9", "is no constant of the file")]
    [InlineData("x", "is no constant of the file")]
    [InlineData("#1*3", "is no constant of the file")]
    [InlineData("#1", "has 3 bytes where 8 are needed")]
    public void A_text_that_names_what_is_not_there_is_refused(string reference, string message)
    {
        var text = $"mote graph 1\ngraph \"g\"\nconst %0 \"c\" : i8[8] = {reference}\noutput %0\n";
        var e = Assert.Throws<MoteException>(() => PackedGraphReader.Read(File(
            CodedConstant.Best(System.Text.Encoding.UTF8.GetBytes(text)), CodedConstant.Of(ConstantCoding.Plain, [1, 2, 3])!), Path));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_bytes_that_say_they_are_many_are_refused_before_they_take_memory()
    {
        var zeros = CodedConstant.Of(ConstantCoding.Huffman, new byte[100])! with { Count = int.MaxValue };
        var e = Assert.Throws<MoteException>(() => PackedGraphReader.Read(File(zeros), Path));
        Assert.Contains("decodes to more than 256 MiB", e.Message, StringComparison.Ordinal);
    }

    /// <summary>A file by hand, as docs/format.md says, of constants with tables of their own.</summary>
    private static byte[] File(params CodedConstant[] constants)
    {
        var file = new MemoryStream();
        file.Write("MOTEZ\u0001"u8);
        Number(constants.Sum(c => c.Tables.Length));
        foreach (var table in constants.SelectMany(c => c.Tables))
        {
            Number(table.Words.Length);
            foreach (var word in table.Words) Number(word);
            Number(table.Symbols.Length);
            file.Write(table.Symbols.AsSpan());
        }
        Number(constants.Length);
        var next = 0;
        var four = new byte[4];
        foreach (var constant in constants)
        {
            file.WriteByte((byte)constant.Coding);
            Number(constant.Count);
            Number(constant.Parameter);
            foreach (var _ in constant.Tables) Number(next++);
            BinaryPrimitives.WriteUInt32LittleEndian(four, constant.Check);
            file.Write(four);
            Number(constant.Stream.Length);
            file.Write(constant.Stream.AsSpan());
        }
        BinaryPrimitives.WriteUInt32LittleEndian(four, FnvCheck.Of(file.ToArray()));
        file.Write(four);
        return file.ToArray();

        void Number(int value)
        {
            for (; value >= 0x80; value >>= 7) file.WriteByte((byte)(value | 0x80));
            file.WriteByte((byte)value);
        }
    }
}
