using System.Globalization;
using System.Text;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Execution;
using Mote.Formats.TfLite;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>
/// Every stored case of every operator, as generated C: on this computer under sanitizers, and on emulated devices. The outputs
/// equal the reference's; on this computer they are the interpreter's, bit for bit.
/// </summary>
public class OperatorCaseTests
{
    private const int Parts = 4;

    /// <summary>Models in one program, so that it fits into the device's memory.</summary>
    private const int AtOnce = 64;

    private static readonly OptimizeGoal[] Goals = Enum.GetValues<OptimizeGoal>();

    public static TheoryData<int> AllParts => [.. Enumerable.Range(0, Parts)];

    public static TheoryData<string, int> AllPartsOnDevices
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var target in (string[])["cortex-m4", "cortex-m0plus", "cortex-m55", "rv32imc"])
                for (var part = 0; part < Parts; part++) data.Add(target, part);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(AllParts))]
    public void Code_for_this_computer_equals_the_reference(int part)
    {
        TargetsAtHand.Require("host");
        using var sequences = new HostBatch();
        using var others = new HostBatch { ResetsBetweenExamples = true };
        var tally = new OperatorTally();
        var i = 0;
        foreach (var (@case, graph) in Cases(part, tally))
        {
            var inputs = Inputs(@case);
            (@case.IsSequence ? sequences : others).Add(graph, Goals[i % Goals.Length], optimize: i % 2 == 0, [.. inputs.SelectMany(x => x)], inputs.Length);
            tally.Check(@case, Interpreted(@case, graph, inputs));
            i++;
        }
        // The interpreter is held against the reference, the C against the interpreter.
        tally.Wrong.AddRange(sequences.Run());
        tally.Wrong.AddRange(others.Run());
        tally.Require("host", part);
    }

    [Theory]
    [MemberData(nameof(AllPartsOnDevices))]
    public void Code_for_devices_equals_the_reference(string target, int part)
    {
        Assert.SkipWhen(target != "cortex-m4" && !TestScope.All, TestScope.OnlyInAll);
        var device = TargetsAtHand.Require(target);
        var tally = new OperatorTally();
        var goal = Goals[part % Goals.Length];
        foreach (var (chunk, c) in Cases(part, tally).Chunk(AtOnce).Select((chunk, c) => (chunk, c)))
        {
            var batch = new DeviceBatch(device, goal);
            foreach (var ((@case, graph), i) in chunk.Select((pair, i) => (pair, i)))
                batch.Add(graph, optimize: (c + i) % 2 == 0, Inputs(@case), @case.IsSequence);
            foreach (var ((@case, _), outputs) in chunk.Zip(batch.Run(TestContext.Current.CancellationToken)))
                tally.Check(@case, outputs);
        }
        tally.Require(target, part);
    }

    private static IEnumerable<(OperatorCase Case, Graph Graph)> Cases(int part, OperatorTally tally)
    {
        Assert.SkipUnless(OperatorCases.IsAvailable, OperatorCases.Missing);
        foreach (var name in OperatorCases.Names.Where((_, i) => i % Parts == part))
        {
            var @case = OperatorCases.Open(name);
            Graph graph;
            try
            {
                graph = TfLiteReader.Read(@case.Model, name, name);
            }
            catch (MoteException e)
            {
                tally.Refused(@case, e);
                continue;
            }
            yield return (@case, graph);
        }
    }

    private static byte[][] Inputs(OperatorCase @case) => [.. Enumerable.Range(0, @case.Examples).Select(@case.Input)];

    private static byte[][] Interpreted(OperatorCase @case, Graph graph, byte[][] inputs)
    {
        var interpreter = new Interpreter(graph);
        return [.. inputs.Select(x =>
        {
            if (!@case.IsSequence) interpreter.Reset();
            return interpreter.Run(x).ToArray();
        })];
    }
}

/// <summary>How many cases of each operator are right.</summary>
internal sealed class OperatorTally
{
    private readonly SortedDictionary<string, (int Right, int All)> _counts = new(StringComparer.Ordinal);

    public List<string> Wrong { get; } = [];

    public void Check(OperatorCase @case, byte[][] outputs)
    {
        var difference = outputs.Select((y, e) => @case.Difference(e, y) is { } d ? $"{@case.Name}, example {e}: {d}" : null)
            .FirstOrDefault(d => d is not null);
        if (difference is not null) Wrong.Add(difference);
        Count(@case, difference is null);
    }

    public void Refused(OperatorCase @case, MoteException e)
    {
        Wrong.Add($"{@case.Name} is refused: {e.Message}");
        Count(@case, false);
    }

    /// <summary>Reports the counts to ./test, which prints them; fails if one case is not right.</summary>
    /// <param name="target">What the C ran on.</param>
    /// <param name="part">Which of the cases.</param>
    public void Require(string target, int part)
    {
        var table = new StringBuilder();
        foreach (var (group, (right, all)) in _counts) table.Append(CultureInfo.InvariantCulture, $"{target}\t{group}\t{right}\t{all}\n");
        if (Environment.GetEnvironmentVariable("MOTE_TEST_REPORTS") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, $"operators-{target}-{part}.tsv"), table.ToString());
        Assert.True(Wrong.Count == 0, string.Join('\n', Wrong));
        Assert.True(_counts.Values.Sum(c => c.Right) > 150, table.ToString());
    }

    private void Count(OperatorCase @case, bool isRight)
    {
        var (right, all) = _counts.GetValueOrDefault(@case.Group);
        _counts[@case.Group] = (right + (isRight ? 1 : 0), all + 1);
    }
}
