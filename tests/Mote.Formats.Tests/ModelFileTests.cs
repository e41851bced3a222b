using System.Text;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Text;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Formats.Tests;

/// <summary>One door for model files: the name's extension decides, the content where the name says nothing.</summary>
public sealed class ModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote files ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Model Small()
    {
        var s = new GraphSketch("small", new RandomStream(3));
        var y = s.Node(new Add(Activation.Relu), s.Q(0.1f, -5), s.Input([1, 4]), s.Constant([1, 4]));
        return new Model(s.Build(y), ModelMetadata.None);
    }

    [Theory]
    [InlineData(".tflite")]
    [InlineData(".mote")]
    [InlineData(".TFLITE")]
    public void What_is_written_is_read_again(string extension)
    {
        var (model, path) = (Small(), Path.Combine(_folder, "small" + extension));
        ModelFile.Write(path, model);
        Assert.Equal(GraphText.Print(model.Graph), GraphText.Print(ModelFile.Read(path)));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void The_formats_differ()
    {
        Assert.Equal("TFL3"u8, ModelFile.Print("a.tflite", Small()).AsSpan(4, 4));
        Assert.StartsWith("mote graph 1\n", Encoding.UTF8.GetString(ModelFile.Print("a.mote", Small())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.bin")]
    [InlineData("a")]
    [InlineData("a.tflite")]
    public void Text_is_known_by_its_first_words(string name)
    {
        var text = ModelFile.Print("a.mote", Small());
        Assert.Equal("small", ModelFile.Parse(text, name).Graph.Name);
    }

    [Fact]
    public void Unknown_extensions_are_not_written()
    {
        var path = Path.Combine(_folder, "small.tfl");
        var e = Assert.Throws<MoteException>(() => ModelFile.Write(path, Small()));
        Assert.Equal("MOTE0006", e.Diagnostics[0].Code);
        Assert.Contains(".tflite, .onnx, .mote", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Broken_text_is_refused_with_its_line()
    {
        var e = Assert.Throws<MoteException>(() => ModelFile.Parse("mote graph 1\ngraph \"x\"\nnonsense\n"u8.ToArray(), "x.mote"));
        Assert.Equal("MOTE0002", e.Diagnostics[0].Code);
        Assert.Contains("line 3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error_of_the_users()
    {
        var e = Assert.Throws<MoteException>(() => ModelFile.Write(Path.Combine(_folder, "no", "small.mote"), Small()));
        Assert.Equal("MOTE0004", e.Diagnostics[0].Code);
    }
}
