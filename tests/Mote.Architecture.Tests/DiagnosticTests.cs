using System.Text.RegularExpressions;

namespace Mote.Architecture.Tests;

/// <summary>Every code that a user can meet has a page that says what it means and what to do; every page belongs to a code.</summary>
public partial class DiagnosticTests
{
    [GeneratedRegex(@"\bMOTE0\d{3}\b")]
    private static partial Regex Code();

    private static string[] Used => [.. Repository.Files(["src"], ".cs").SelectMany(f => Code().Matches(Repository.Read(f)).Select(m => m.Value))
        .Distinct().Order(StringComparer.Ordinal)];

    private static string[] Pages => [.. Repository.Files(["docs/diagnostics"], ".md").Select(f => Path.GetFileNameWithoutExtension(f)!)];

    [Fact]
    public void Every_code_has_a_page() => Assert.Empty(Used.Except(Pages));

    [Fact]
    public void Every_page_belongs_to_a_code() => Assert.Empty(Pages.Except(Used));

    [Fact]
    public void Every_page_has_a_title_an_example_and_an_explanation()
    {
        foreach (var code in Pages)
        {
            var lines = Repository.Lines($"docs/diagnostics/{code}.md");
            Assert.StartsWith($"# {code}: ", lines[0], StringComparison.Ordinal);
            Assert.Contains(lines, l => l.StartsWith($"    mote: error {code}: ", StringComparison.Ordinal)
                || l.StartsWith($"    mote: warning {code}: ", StringComparison.Ordinal));
            var explanation = lines.Skip(1).Where(l => l.Length > 0 && !l.StartsWith("    ", StringComparison.Ordinal));
            Assert.True(explanation.Sum(l => l.Length) > 60, $"{code} explains nothing");
        }
    }
}
