using Mote.Examples.Tones;

namespace Mote.Examples.Tests;

/// <summary>What lies in examples/tones is what the tool generates, no more and no less.</summary>
public class CommittedFilesTests
{
    [Fact]
    public void Files_are_exactly_what_the_tool_generates()
    {
        var generated = ToneExample.Generate();
        Assert.Equal(generated.Keys, Directory.GetFiles(Committed.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var (name, bytes) in generated)
            Assert.True(bytes.AsSpan().SequenceEqual(Committed.Bytes(name)),
                $"{name} differs: dotnet run -c Release --project tools/Mote.Examples");
    }

    [Fact]
    public void Folder_stays_small()
    {
        Assert.True(Directory.GetFiles(Committed.Folder).Sum(f => new FileInfo(f).Length) < 400 * 1024);
        Assert.True(Committed.Bytes("model.tflite").Length < 60 * 1024);
    }
}
