using System.Text;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Execution;
using Mote.Formats.TfLite;
using Mote.Numerics;
using Mote.Passes;
using Mote.Testing;

namespace Mote.Formats.Tests;

/// <summary>Reader and interpreter against hundreds of single-operator models of the reference kernels, and against broken files.</summary>
public class OperatorCaseTests
{
    [Fact]
    public void Outputs_of_all_supported_cases_equal_the_reference()
    {
        Assert.SkipUnless(OperatorCases.IsAvailable, OperatorCases.Missing);
        var wrong = new List<string>();
        var counts = new SortedDictionary<string, (int Right, int Wrong, int Refused)>(StringComparer.Ordinal);
        var reasons = new List<string>();
        foreach (var name in OperatorCases.Names)
        {
            var @case = OperatorCases.Open(name);
            var count = counts.GetValueOrDefault(@case.Group);
            if (Read(@case.Model, name, reasons) is not { } graph) count.Refused++;
            else if (Difference(@case, graph) is { } difference)
            {
                count.Wrong++;
                wrong.Add($"{name}: {difference}");
            }
            else count.Right++;
            counts[@case.Group] = count;
        }
        var table = new StringBuilder("operator: right, wrong, refused\n");
        foreach (var (group, (right, bad, refused)) in counts)
            if (right + bad > 0) table.Append(group).Append(": ").Append(right).Append(", ").Append(bad).Append(", ").Append(refused).Append('\n');
        table.Append("refused: ").Append(counts.Values.Sum(c => c.Refused)).Append(" of ").Append(counts.Values.Sum(c => c.Right + c.Wrong + c.Refused));
        TestContext.Current.SendDiagnosticMessage(table.ToString());
        TestContext.Current.SendDiagnosticMessage(string.Join('\n', reasons));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(counts.Values.All(c => c.Refused == 0), table.Append('\n').AppendJoin('\n', reasons).ToString());
        Assert.True(counts.Values.Sum(c => c.Right) >= 760, table.ToString());
    }

    [Fact]
    public void Broken_files_are_refused_with_a_clear_error()
    {
        Assert.SkipUnless(OperatorCases.IsAvailable, OperatorCases.Missing);
        var accepted = new List<string>();
        var messages = new StringBuilder();
        foreach (var line in File.ReadLines(Path.Combine(OperatorCases.Malformed, "expectations.csv")).Skip(1))
        {
            var columns = line.Split(',');
            try
            {
                TfLiteReader.Read(File.ReadAllBytes(Path.Combine(OperatorCases.Malformed, columns[0])), columns[0], "broken");
                accepted.Add(line);
            }
            catch (MoteException e)
            {
                Assert.All(e.Diagnostics, d => Assert.True(d.Message.Length > 15, $"{columns[0]}: {d}"));
                messages.Append(columns[0]).Append(" [").Append(columns[3]).Append("] ").Append(e.Message.Split('\n')[0]).Append('\n');
            }
            catch (Exception e)
            {
                accepted.Add($"{line}: {e.GetType().Name}: {e.Message}");
            }
        }
        TestContext.Current.SendDiagnosticMessage(messages.ToString());
        Assert.True(accepted.Count == 0, string.Join('\n', accepted));
    }

    [Fact]
    public void Unsupported_operators_are_refused_by_name_version_and_layer()
    {
        var e = Assert.Throws<MoteException>(() => TfLiteReader.Read(UnsupportedModel.Create(), "future.tflite", "future"));
        Assert.All(e.Diagnostics, d => Assert.Equal("MOTE0106", d.Code));
        var unknown = Assert.Single(e.Diagnostics);
        Assert.Matches(@"operator BIDIRECTIONAL_SEQUENCE_RNN \(version \d+\) \(.+ -> .+\) is not supported", unknown.Message);
        Assert.Matches(@"layer \d+ '.+'", unknown.Where);
    }

    private static Graph? Read(byte[] model, string name, List<string> reasons)
    {
        try
        {
            return TfLiteReader.Read(model, name, name);
        }
        catch (MoteException e)
        {
            reasons.Add(e.Diagnostics[0].ToString());
            return null;
        }
    }

    private static string? Difference(OperatorCase @case, Graph graph)
    {
        var optimized = Pipelines.Run(Pipelines.ForDevice, graph);
        var interpreter = new Interpreter(graph);
        for (var example = 0; example < @case.Examples; example++)
        {
            if (!@case.IsSequence) interpreter.Reset();
            var output = interpreter.Run(@case.Input(example));
            if (@case.Difference(example, output) is { } difference) return $"example {example}: {difference}";
        }
        return RandomTensors.Difference(graph, optimized, new RandomStream(4), cases: 2) is { } changed ? $"the pipeline: {changed}" : null;
    }
}
