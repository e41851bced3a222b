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
    public void Every_page_says_what_it_means_shows_a_message_and_says_what_to_do()
    {
        foreach (var code in Pages)
        {
            var text = Repository.Read($"docs/diagnostics/{code}.md");
            Assert.StartsWith($"# {code}: ", text, StringComparison.Ordinal);
            Assert.Contains("\n## What it means\n", text, StringComparison.Ordinal);
            Assert.Contains("\n## Example\n", text, StringComparison.Ordinal);
            Assert.Contains("\n## What to do\n", text, StringComparison.Ordinal);
            Assert.Matches($@"```\n{code}: .+\n```", text);
        }
    }
}
