using System.Text;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.TfLite;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Formats.Tests;

/// <summary>What a .tflite file says beside its graph survives, and what is only true of that file does not.</summary>
public class MetadataTests
{
    /// <summary>Two inputs and two outputs, so that their order matters.</summary>
    private static Graph TwoByTwo()
    {
        var s = new GraphSketch("pair", new RandomStream(2));
        var (a, b) = (s.Input([1, 4]), s.Input([1, 4]));
        var sum = s.Node(new Add(), s.Q(0.1f, 0), a, b);
        return s.Build(s.Node(new Mul(), s.Q(0.1f, 0), sum, s.Constant([1, 4])), sum);
    }

    private static readonly ModelMetadata Rich = new(
        "Which key was it? \u00e4\u00f6\u00fc", "main",
        [new MetadataEntry("min_runtime_version", Bytes("1.14.0\0\0\0\0\0\0\0\0\0\0")), new MetadataEntry("labels", Bytes("yes\nno")),
            new MetadataEntry("nothing", [])],
        [new ModelSignature("serving_default", [new SignatureTensor("right", 1), new SignatureTensor("left", 0)],
            [new SignatureTensor("product", 0), new SignatureTensor("sum", 1)])],
        []);

    private static EquatableArray<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Everything_survives_and_the_file_is_sound()
    {
        var bytes = TfLiteWriter.Write(TwoByTwo(), Rich);
        FlatBufferCheck.Verify(bytes);
        Assert.Equal(Rich, ModelFile.Parse(bytes, "pair.tflite").Metadata);
        Assert.Equal(bytes, TfLiteWriter.Write(TwoByTwo(), Rich));
    }

    [Fact]
    public void Signatures_follow_the_inputs_and_outputs_when_tensors_get_other_numbers()
    {
        // The passes remove values, so that every tensor's number changes.
        var s = new GraphSketch("shift", new RandomStream(2));
        var dead = s.Keep(new Relu(Activation.Relu), s.Constant([1, 4]));
        var (a, b) = (s.Input([1, 4]), s.Input([1, 4]));
        Assert.NotEqual(default, dead);
        var sum = s.Node(new Add(), s.Q(0.1f, 0), a, b);
        var graph = s.Build(s.Node(new Mul(), s.Q(0.1f, 0), sum, s.Constant([1, 4])), sum);
        var read = ModelFile.Parse(TfLiteWriter.Write(graph, Rich), "shift.tflite");
        var slim = Passes.Pipelines.Run(Passes.Pipelines.ForDevice, read.Graph);
        Assert.True(slim.Values.Length < read.Graph.Values.Length);
        Assert.Equal(Rich.Signatures, ModelFile.Parse(TfLiteWriter.Write(slim, read.Metadata), "slim.tflite").Metadata.Signatures);
    }

    [Theory]
    [InlineData("OfflineMemoryAllocation")]
    [InlineData("COMPRESSION_METADATA")]
    public void What_numbers_the_old_files_tensors_is_left_behind_and_said_so(string name)
    {
        var bytes = TfLiteWriter.Write(TwoByTwo(), Rich with { Entries = [new MetadataEntry(name, Bytes("0123")), Rich.Entries[1]] });
        var read = ModelFile.Parse(bytes, "pair.tflite").Metadata;
        Assert.Equal([Rich.Entries[1]], read.Entries);
        Assert.Contains(name, Assert.Single(read.Lost), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_packed_behind_the_model_are_not_lost_in_silence()
    {
        using var archive = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(archive, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            using (var labels = zip.CreateEntry("labels.txt").Open()) labels.Write("yes"u8);
        var read = ModelFile.Parse([.. TfLiteWriter.Write(TwoByTwo(), Rich), .. archive.ToArray()], "packed.tflite");
        Assert.Contains("packed behind the model", Assert.Single(read.Metadata.Lost), StringComparison.Ordinal);
    }

    [Fact]
    public void Real_models_keep_their_entries()
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var read = ModelFile.Parse(Golden.Bytes("kws_int8", "model.tflite"), "kws.tflite");
        var version = Assert.Single(read.Metadata.Entries, e => e.Name == "min_runtime_version");
        Assert.Equal(16, version.Data.Count);
        Assert.Matches(@"^\d+\.\d+\.\d+\0+$", Encoding.ASCII.GetString(version.Data.AsSpan()));
        Assert.False(string.IsNullOrEmpty(read.Metadata.Description));
        Assert.Equal(read.Metadata, ModelFile.Parse(TfLiteWriter.Write(read.Graph, read.Metadata), "kws.tflite").Metadata);
    }

    [Fact]
    public void Broken_notes_are_refused_or_read_and_nothing_else()
    {
        var good = TfLiteWriter.Write(TwoByTwo(), Rich);
        var (refused, valid) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var random = new RandomStream((ulong)i + 1);
            var bytes = good.ToArray();
            for (var m = random.Next(1, 4); m > 0; m--) bytes[random.Next(0, bytes.Length)] = (byte)random.Next(0, 256);
            try
            {
                ModelFile.Parse(bytes, "broken.tflite");
                valid++;
            }
            catch (MoteException e)
            {
                Assert.All(e.Diagnostics, d => Assert.Matches("^MOTE0[12]", d.Code));
                refused++;
            }
        }
        Assert.True(refused > 1000 && valid > 1000, $"{refused} refused, {valid} valid");
    }
}
