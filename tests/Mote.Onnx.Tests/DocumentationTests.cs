using Mote.Onnx.Operators;
using Mote.Testing;

namespace Mote.Onnx.Tests;

public class DocumentationTests
{
    private const string Begin = "<!-- operators -->\n", End = "<!-- end -->";

    /// <summary>MOTE_UPDATE_GOLDEN=1 writes the list anew.</summary>
    [Fact]
    public void The_list_of_operators_is_complete()
    {
        var file = Path.Combine(Golden.Root, "docs", "onnx.md");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var expected = string.Join(", ", OperatorTable.Names) + ".\n";
        if (Environment.GetEnvironmentVariable("MOTE_UPDATE_GOLDEN") == "1") File.WriteAllText(file, text[..from] + expected + text[to..]);
        else Assert.Equal(expected, text[from..to]);
    }
}
