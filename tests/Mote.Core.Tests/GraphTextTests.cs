using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Text;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Core.Tests;

/// <summary>Printing and parsing are inverse, and whatever else is parsed is refused, never worse.</summary>
public class GraphTextTests
{
    private static IEnumerable<Graph> Graphs => OpSamples.All.Concat(Enumerable.Range(0, 500).Select(seed => GraphGenerator.Create((ulong)seed)));

    [Fact]
    public void Text_parses_to_the_same_graph()
    {
        foreach (var graph in Graphs)
        {
            var text = GraphText.Print(graph);
            var parsed = GraphText.Parse(text);
            Assert.Equal(text, GraphText.Print(parsed));
            Assert.Equal(graph.Values, parsed.Values);
            Assert.Equal(graph.Nodes, parsed.Nodes);
            var difference = RandomTensors.Difference(graph, parsed, new RandomStream(3), cases: 2);
            Assert.True(difference is null, $"{graph.Name}: {difference}");
        }
    }

    [Fact]
    public void Names_of_any_characters_survive()
    {
        var name = string.Concat(Enumerable.Range(1, 0x300).Select(c => (char)c)) + "\"\\ \u2028😀\u0000";
        var s = new GraphSketch(name, new RandomStream(1));
        var y = s.Builder.Add(new Relu(Activation.Relu), [s.Input([2])], s.Q(0.1f, 0), name, new Origin([name, "", "a @ b"]));
        var parsed = GraphText.Parse(GraphText.Print(s.Build(y)));
        Assert.Equal(name, parsed.Name);
        Assert.Equal(name, parsed[y].Name);
        Assert.Equal([name, "", "a @ b"], parsed.Nodes[0].Origin.Layers);
    }

    [Fact]
    public void Floats_survive_to_the_bit()
    {
        foreach (var scale in (float[])[float.Epsilon, float.MaxValue, 1f / 3, 0.1f, 1.17549435e-38f])
        {
            var s = new GraphSketch("scales", new RandomStream(1));
            var parsed = GraphText.Parse(GraphText.Print(s.Build(s.Input([1], scale, -128))));
            Assert.Equal(scale, parsed.Type(parsed.Inputs[0]).PerTensor.Scale);
        }
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("mote graph 1\n", "output")]
    [InlineData("mote graph 1\noutput %0\n", "graph")]
    [InlineData("mote graph 1\ngraph \"g\"\noutput %0\n", "%0")]
    [InlineData("mote graph 1\ngraph \"g\"\noutput _\n", "line 3")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : i8[0] q(1, 0)\noutput %0\n", "not positive")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : i8[65536,65536] q(1, 0)\noutput %0\n", "2 GiB")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : i8[1] q(NaN, 0)\noutput %0\n", "scale")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : i8[1] q(1, 128)\noutput %0\n", "128")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : i8[1] q(1)\noutput %0\n", "zero point")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : i8[1] q()\noutput %0\n", "quantization")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : i8[3] q(axis 0: 1, 2)\noutput %0\n", "2 scales")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : i8[1] q(axis 1: 1)\noutput %0\n", "axis 1")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %1 \"x\" : f32[1]\noutput %1\n", "out of order")]
    [InlineData("mote graph 1\ngraph \"g\"\nconst %0 \"x\" : i8[3] = AAA=\noutput %0\n", "3 bytes")]
    [InlineData("mote graph 1\ngraph \"g\"\nnode %0 \"y\" : f32[1] = Relu(%0) kind=Relu @\noutput %0\n", "%0")]
    [InlineData("mote graph 1\ngraph \"g\"\nnode %0 \"y\" : f32[1] = Rule(_) @\noutput %0\n", "Rule")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : f32[1]\nnode %1 \"y\" : f32[1] = Relu(%0) kind=7 @\noutput %1\n", "kind")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : f32[1]\nnode %1 \"y\" : f32[1] = Relu(%0) @\noutput %1\n", "kind")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : f32[1]\nnode %1 \"y\" : f32[2] = Relu(%0) kind=Relu @\noutput %1\n", "f32[2]")]
    [InlineData("mote graph 1\ngraph \"g\"\ninput %0 \"x\" : f32[1,2,2,1]\nnode %1 \"y\" : f32[1,2,2,1] = MaxPool2D(%0) kernelY=1 kernelX=1 "
        + "steps=1,1 padding=0,0,0,0 activation=None @\noutput %1\n", "four")]
    public void Broken_text_is_refused_with_a_reason(string text, string reason)
    {
        var e = Record.Exception(() => GraphText.Parse(text));
        Assert.True(e is FormatException or MoteException, e?.ToString() ?? "accepted");
        Assert.Contains(reason, e!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_text_is_refused_or_a_valid_graph()
    {
        var refused = 0;
        const int cases = 20_000;
        string[] words = ["2147483647", "-1", "0", "NaN", "%", "%999", "_", ",", "\"", "(", ")", "@", "=", "\n", "axis 0: 1", "i64", "[", "\\u00", "\\", "None"];
        var texts = OpSamples.All.Where(g => g.Values.Sum(v => v.Type.Bytes) < 4000).Select(GraphText.Print).ToArray();
        for (var i = 0; i < cases; i++)
        {
            var random = new RandomStream((ulong)i);
            var text = texts[random.Next(0, texts.Length)];
            var mutations = random.Next(1, 4);
            for (var m = 0; m < mutations; m++) text = Mutate(text, random, words);
            try
            {
                var graph = GraphText.Parse(text);
                Assert.Empty(GraphVerifier.Problems(graph));
                if (graph.Values.Sum(v => (long)v.Type.Bytes) < 100_000) RandomTensors.Difference(graph, graph, random, cases: 1);
            }
            catch (Exception e) when (e is FormatException or MoteException)
            {
                Assert.NotEmpty(e.Message);
                refused++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {i}: {e.GetType().Name}: {e.Message}\n{text}", e);
            }
        }
        Assert.InRange(refused, cases / 2, cases - 1);
    }

    private static string Mutate(string text, RandomStream random, string[] words)
    {
        if (text.Length == 0) return text;
        var at = random.Next(0, text.Length);
        var end = Math.Min(text.Length, at + random.Next(1, 8));
        var from = random.Next(0, text.Length);
        return random.Next(0, 7) switch
        {
            0 => text[..at] + text[end..],
            1 => text[..at] + words[random.Next(0, words.Length)] + text[at..],
            2 => text[..at] + words[random.Next(0, words.Length)] + text[end..],
            3 => text[..at] + (char)random.Next(32, 127) + text[(at + 1)..],
            4 => text[..at],
            5 => text[..at] + text[from..Math.Min(text.Length, from + random.Next(1, 60))] + text[at..],
            _ => string.Join('\n', text.Split('\n').Where(_ => random.Next(0, 12) != 0)),
        };
    }
}
