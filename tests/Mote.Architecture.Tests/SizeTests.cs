namespace Mote.Architecture.Tests;

/// <summary>Files that one can read in one go, lines that fit beside each other.</summary>
public class SizeTests
{
    private const int SoftLines = 300, HardLines = 500, LineLength = 140;

    private static readonly string[] Code = [".cs", ".c", ".h", ".S"];

    [Fact]
    public void No_file_is_longer_than_500_lines()
    {
        var sizes = Repository.Files(["src", "runtime", "tests"], Code).Select(f => (File: f, Lines: Repository.Lines(f).Length)).ToArray();
        Assert.True(sizes.Length > 100, $"{sizes.Length} files found");
        foreach (var (file, lines) in sizes.Where(s => s.Lines > SoftLines))
            TestContext.Current.SendDiagnosticMessage($"{file} has {lines} lines; {SoftLines} are the soft limit");
        Assert.DoesNotContain(sizes, s => s.Lines > HardLines);
    }

    [Fact]
    public void No_line_is_longer_than_140_characters()
    {
        var files = Repository.Files(["src"], ".cs").Concat(Repository.Files(["runtime"], ".c", ".h"));
        var tooLong = files.SelectMany(f => Repository.Lines(f)
            .Select((line, i) => (File: f, Number: i + 1, Length: line.EnumerateRunes().Count()))).Where(l => l.Length > LineLength);
        Assert.Empty(tooLong.Select(l => $"{l.File}:{l.Number} has {l.Length} characters"));
    }
}
