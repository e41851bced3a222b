using System.Xml.Linq;

namespace Mote.Architecture.Tests;

/// <summary>Who may reference whom. What is not in the table is an error, so that a new edge is a decision and not an accident.</summary>
public class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Mote.Analyzers"] = [],
        ["Mote.Numerics"] = [],
        ["Mote.Core"] = ["Mote.Numerics"],
        ["Mote.Execution"] = ["Mote.Core"],
        ["Mote.Formats"] = ["Mote.Core", "Mote.Onnx"],
        ["Mote.Passes"] = ["Mote.Execution"],
        ["Mote.Onnx"] = ["Mote.Execution"],
        ["Mote.Data"] = ["Mote.Formats"],
        ["Mote.Training"] = ["Mote.Execution", "Mote.Data"],
        ["Mote.Compression"] = ["Mote.Passes", "Mote.Training"],
        ["Mote.Compiler"] = ["Mote.Passes"],
        ["Mote.Targets"] = ["Mote.Core"],
        ["Mote.Workflows"] = ["Mote.Formats", "Mote.Compression", "Mote.Compiler", "Mote.Targets"],
        ["Mote.Cli"] = ["Mote.Workflows"],
    };

    private static IEnumerable<string> Projects => Repository.Files(["src"], ".csproj");

    [Fact]
    public void Projects_reference_what_the_table_allows_and_nothing_else()
    {
        foreach (var project in Projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            Assert.True(Allowed.ContainsKey(name), $"{name} is not in the table of projects");
            var references = XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/'))).ToArray();
            var forbidden = references.Except(Allowed[name]).ToArray();
            Assert.True(forbidden.Length == 0, $"{name} must not reference {string.Join(", ", forbidden)}");
        }
        Assert.All(Allowed.Keys, name => Assert.Contains(Projects, p => Path.GetFileNameWithoutExtension(p) == name));
    }

    [Fact]
    public void The_analyzer_is_an_analyzer_for_all_and_a_library_for_none()
    {
        var shared = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("ProjectReference")
            .Single(r => ((string)r.Attribute("Include")!).EndsWith("Mote.Analyzers.csproj", StringComparison.Ordinal));
        Assert.Equal("Analyzer", (string?)shared.Attribute("OutputItemType"));
        Assert.Equal("false", (string?)shared.Attribute("ReferenceOutputAssembly"));
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var listed = XDocument.Parse(Repository.Read("Mote.slnx")).Descendants("Project").Select(p => (string)p.Attribute("Path")!);
        Assert.Equal(Repository.Files(["src", "tests", "tools", "bench"], ".csproj").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}
