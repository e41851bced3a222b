using System.Text;
using Mote.Core.Diagnostics;
using Mote.Core.Text;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Formats.Tests;

/// <summary>
/// Every model at hand that the reader accepts, written and read again: the same graph to the last letter of its text, the same
/// notes beside it, the same answers, the same bytes when written again, and a file as the FlatBuffers rules want it.
/// </summary>
public class StoredModelTests
{
    [Fact]
    public void Models_of_others_close()
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var shared = Path.GetFullPath(Path.Combine(Golden.Root, "..", "shared"));
        var files = Directory.EnumerateFiles(shared, "*.tflite", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        Assert.InRange(files.Count, 14, int.MaxValue);
        Check("models", files.Select(f => (Path.GetRelativePath(shared, f), File.ReadAllBytes(f))));
    }

    [Fact]
    public void Operator_cases_close()
    {
        Assert.SkipUnless(OperatorCases.IsAvailable, OperatorCases.Missing);
        Check("operator cases", OperatorCases.Names.Select(n => (n + ".tflite", OperatorCases.Open(n).Model)));
    }

    private static void Check(string what, IEnumerable<(string Name, byte[] Bytes)> models)
    {
        var (closed, refused, open) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal), new List<string>());
        foreach (var (name, bytes) in models)
        {
            Model model;
            try
            {
                model = ModelFile.Parse(bytes, name);
            }
            catch (MoteException e)
            {
                refused[e.Diagnostics[0].Code] = refused.GetValueOrDefault(e.Diagnostics[0].Code) + 1;
                continue;
            }
            if (Problem(model, name) is { } problem) open.Add($"{name}: {problem}");
            else closed++;
        }
        var table = new StringBuilder($"{what}: {closed} closed, {open.Count} did not, {refused.Values.Sum()} refused when read");
        foreach (var (code, count) in refused) table.Append($"; {code}: {count}");
        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        TestContext.Current.SendDiagnosticMessage(table.ToString());
        Assert.True(open.Count == 0, table + "\n" + string.Join('\n', open));
        Assert.True(closed > 0, table.ToString());
    }

    private static string? Problem(Model model, string name)
    {
        byte[] written;
        try
        {
            written = ModelFile.Print(name, model);
        }
        catch (MoteException e)
        {
            return "is read, but cannot be written: " + e.Message;
        }
        if (!written.AsSpan().SequenceEqual(ModelFile.Print(name, model))) return "written twice gives other bytes";
        FlatBufferCheck.Verify(written);
        var read = ModelFile.Parse(written, name);
        var (before, after) = (GraphText.Print(model.Graph), GraphText.Print(read.Graph));
        if (before != after)
            return "became another graph:\n" + GraphText.Outline(model.Graph) + "which is now\n" + GraphText.Outline(read.Graph);
        if (read.Metadata with { Lost = model.Metadata.Lost } != model.Metadata) return "lost something beside the graph";
        if (!written.AsSpan().SequenceEqual(ModelFile.Print(name, read))) return "written, read and written gives other bytes";
        return RandomTensors.Difference(model.Graph, read.Graph, new RandomStream(6), cases: 2);
    }
}
