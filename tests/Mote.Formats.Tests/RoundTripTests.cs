using System.Text;
using System.Text.RegularExpressions;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Text;
using Mote.Core.Types;
using Mote.Formats.TfLite;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Formats.Tests;

/// <summary>What the writer writes, the reader reads as the same graph; and the file is as the format demands.</summary>
public class RoundTripTests
{
    public static TheoryData<string> Models => [.. Golden.Models];

    [Fact]
    public void Samples_survive()
    {
        var (same, written, refused) = (0, 0, new HashSet<string>());
        foreach (var graph in OpSamples.All)
        {
            if (RoundTrip(graph) is not { } equalText)
            {
                refused.Add(graph.Name);
                continue;
            }
            written++;
            same += equalText ? 1 : 0;
        }
        // A table has no place in the format, nor have gated cells, trees, paddings of pools other than SAME and VALID, lists of no axes,
        // nor parts that run in some calls, nor what features are made of.
        const string features = "^(frames |logarithms LogSpectrum |standardized |energy of .* shifted |filter bank of 64 bits)";
        refused.RemoveWhere(name => Regex.IsMatch(name, features));
        Assert.All(refused, name => Assert.Matches(
            @"^(lookup|every |gru |fastgrnn |(no )?trees |(average|max) pool .*(lopsided|zero point)|pad \[\] |mean .* over  )", name));
        Assert.InRange(refused.Count(name => !name.StartsWith("gru ", StringComparison.Ordinal)
            && !name.StartsWith("fastgrnn ", StringComparison.Ordinal)), 1, 40);
        Assert.True(same > written * 8 / 10, $"{same} of {written} kept their text");
    }

    [Fact]
    public void Graphs_with_states_survive() => Assert.All(StateSamples.All, g => Assert.NotNull(RoundTrip(g)));

    [Fact]
    public void Random_graphs_survive()
    {
        var (written, same) = (0, 0);
        for (ulong seed = 0; seed < 500; seed++)
            if (RoundTrip(GraphGenerator.Create(seed)) is { } equalText)
            {
                written++;
                same += equalText ? 1 : 0;
            }
        Assert.True(written >= 200 && same >= 50, $"{written} of 500 could be written, {same} kept their text");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Real_models_survive(string model)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        Assert.NotNull(RoundTrip(Golden.Read(model)));
    }

    [Fact]
    public void Writing_what_was_read_gives_the_same_bytes()
    {
        foreach (var graph in OpSamples.All.Where(g => !g.Nodes.Any(n => n.Op is Lookup)))
        {
            if (TryWrite(graph) is not { } first) continue;
            var second = TfLiteWriter.Write(TfLiteReader.Read(first, "first", graph.Name));
            Assert.Equal(first, TfLiteWriter.Write(graph));
            Assert.Equal(second, TfLiteWriter.Write(TfLiteReader.Read(second, "second", graph.Name)));
        }
    }

    [Fact]
    public void A_table_cannot_be_written_and_the_message_says_what_to_do()
    {
        var e = Assert.Throws<MoteException>(() => TfLiteWriter.Write(OpSamples.Of(new Lookup())[0]));
        Assert.Contains("MOTE0120", e.Message, StringComparison.Ordinal);
        Assert.Contains("before it was optimised", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gated_cell_cannot_be_written_and_the_message_says_what_to_do()
    {
        foreach (var op in (Op[])[new Gru(), new FastGrnn(1, 0)])
        {
            var e = Assert.Throws<MoteException>(() => TfLiteWriter.Write(OpSamples.Of(op)[0]));
            Assert.Contains("MOTE0120", e.Message, StringComparison.Ordinal);
            Assert.Contains("text form", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Large_constants_begin_at_multiples_of_16()
    {
        var data = Enumerable.Range(0, 64).Select(i => (byte)(i * 37 + 11)).ToArray();
        foreach (var shift in Enumerable.Range(0, 17))
        {
            var s = new GraphSketch(new string('x', shift), new RandomStream(1));
            var c = s.Constant(Tensor.FromBytes(s.Type([64]), data));
            var bytes = TfLiteWriter.Write(s.Build(s.Node(new Add(), s.Q(0.1f, 0), s.Input([64]), c)));
            Assert.Equal(0, bytes.AsSpan().IndexOf(data) % 16);
        }
    }

    [Fact]
    public void Equal_constants_are_stored_once()
    {
        var s = new GraphSketch("twins", new RandomStream(1));
        var data = new byte[4000];
        data.AsSpan().Fill(7);
        var (a, b) = (s.Constant(Tensor.FromBytes(s.Type([4000]), data)), s.Constant(Tensor.FromBytes(s.Type([40, 100]), data)));
        var sum = s.Node(new Add(), s.Q(0.1f, 0), s.Input([4000]), a);
        Assert.InRange(TfLiteWriter.Write(s.Build(sum, s.Node(new Add(), s.Q(0.1f, 0), s.Input([40, 100]), b))).Length, 4000, 6000);
    }

    /// <returns>Whether the text is the same too; null if the format cannot express the graph.</returns>
    private static bool? RoundTrip(Graph graph)
    {
        if (TryWrite(graph) is not { } bytes) return null;
        FlatBufferCheck.Verify(bytes);
        var read = TfLiteReader.Read(bytes, "written", graph.Name);
        Assert.Equal(graph.Inputs.Select(i => (graph[i].Name, graph.Type(i))), read.Inputs.Select(i => (read[i].Name, read.Type(i))));
        var difference = RandomTensors.Difference(graph, read, new RandomStream(5), cases: 2);
        Assert.True(difference is null, $"{graph.Name}: {difference}\n{GraphText.Outline(graph)}\nbecame\n{GraphText.Outline(read)}");
        return Normal(graph) == Normal(read);
    }

    /// <summary>Text without what the format does not keep: the numbers of values, and more layer names than one.</summary>
    private static string Normal(Graph graph)
    {
        var text = new StringBuilder();
        foreach (var node in graph.Nodes)
            text.Append(node.Op).AppendJoin(",", node.Inputs.Select(i => i.IsNone ? "_" : $"{graph[i].Name} {graph.Type(i)}"))
                .AppendJoin(",", node.Outputs.Select(o => $"{graph[o].Name} {graph.Type(o)}")).Append('\n');
        return text.ToString();
    }

    private static byte[]? TryWrite(Graph graph)
    {
        try
        {
            return TfLiteWriter.Write(graph);
        }
        catch (MoteException e) when (e.Diagnostics.All(d => d.Code == "MOTE0120"))
        {
            return null;
        }
    }
}
