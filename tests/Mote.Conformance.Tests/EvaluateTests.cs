using System.Text.Json;
using System.Xml.Linq;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Data;
using Mote.Numerics;
using Mote.Workflows;
using Mote.Workflows.Reports;
using Split = Mote.Data.Split;

namespace Mote.Conformance.Tests;

/// <summary>Models whose answers are known: the largest of three samples is the class.</summary>
public class EvaluateTests
{
    private static readonly TensorType Stored = new(ElementType.Int8, [1, 3], new Quantization.PerTensor(1f / 16, 3));

    private static readonly Origin Origin = Origin.Of("layer");

    /// <summary>40 examples, of which every fifth has a wrong label; three groups in the test split.</summary>
    private static ExampleSet Set()
    {
        var (random, samples, examples) = (new RandomStream(3), new List<byte>(), new List<Example>());
        for (var i = 0; i < 40; i++)
        {
            var largest = random.Next(0, 3);
            for (var k = 0; k < 3; k++) samples.Add((byte)(sbyte)(k == largest ? random.Next(20, 60) : random.Next(-60, 10)));
            examples.Add(new Example($"e<{i}>", i % 5 == 0 ? (largest + 1) % 3 : largest, $"g{i % 3}", i < 30 ? Split.Test : Split.Train));
        }
        return new ExampleSet(Stored, ["a", "b & c", "d"], [.. examples], [.. samples]);
    }

    /// <summary>The samples themselves, as logits or through a softmax.</summary>
    private static Graph Model(TensorType input, bool softmax)
    {
        var b = new GraphBuilder("largest");
        var x = b.Input("samples", input);
        var y = softmax ? b.Add(new Softmax(), [x], input.IsFloat ? null : new Quantization.PerTensor(1f / 256, -128), "classes", Origin)
            : b.Add(new Reshape([input.Elements]), [x], input.Quantization, "classes", Origin);
        return b.Build([y]);
    }

    private static EvaluateResult Run(Graph graph, ExampleSet set, EvaluateOptions? options = null) =>
        Evaluate.Run(graph, set, options ?? new EvaluateOptions(), cancellation: TestContext.Current.CancellationToken);

    public static TheoryData<string> Inputs => ["stored", "real", "other scale", "16 bits"];

    private static TensorType Type(string name) => name switch
    {
        "stored" => Stored,
        "real" => new TensorType(ElementType.Float32, [1, 3]),
        "other scale" => new TensorType(ElementType.Int8, [1, 3], new Quantization.PerTensor(1f / 8, -1)),
        _ => new TensorType(ElementType.Int16, [3, 1], new Quantization.PerTensor(1f / 256, 0)),
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Examples_reach_the_model_in_its_own_type_and_are_counted(string input)
    {
        var report = Run(Model(Type(input), softmax: false), Set()).Report;
        Assert.Equal(("logits", 6, 30), (report.Outputs, report.Mistakes, report.Evaluation.Examples));
        Assert.Equal(0.8, report.Evaluation.Accuracy.Value, 1e-12);
        Assert.Equal(["g0", "g1", "g2"], report.Evaluation.Groups!.Groups.Select(g => g.Group).Order());
        Assert.Equal(6, report.Worst.Length);
        Assert.True(report.Worst.Zip(report.Worst.Skip(1)).All(p => p.First.LabelProbability <= p.Second.LabelProbability));
        Assert.All(report.Worst, m => Assert.NotEqual(m.Label, m.Predicted));
    }

    [Fact]
    public void Logits_pass_a_softmax_and_probabilities_do_not()
    {
        var (set, real) = (Set(), Type("real"));
        var logits = Run(Model(real, softmax: false), set);
        var probabilities = Run(Model(real, softmax: true), set);
        Assert.Equal("probabilities", probabilities.Report.Outputs);
        for (var i = 0; i < 30; i++)
            for (var c = 0; c < 3; c++) Assert.Equal(logits.Predictions[i][c], probabilities.Predictions[i][c], 1e-6f);
        var twice = Run(Model(real, softmax: true), set, new EvaluateOptions(Outputs: OutputMeaning.Logits));
        Assert.True(twice.Predictions[0][0] < 0.6);
    }

    /// <summary>The model's steps are 255 times the set's: multiplied, its integers are the stored ones.</summary>
    [Fact]
    public void A_model_of_another_unit_is_given_multiplied_examples()
    {
        var set = Set();
        var wide = new TensorType(ElementType.Int8, [1, 3], new Quantization.PerTensor(255f / 16, 3));
        var (own, multiplied) = (Run(Model(Stored, true), set), Run(Model(wide, false), set, new EvaluateOptions(Multiply: 255)));
        Assert.Equal(own.Report.Mistakes, multiplied.Report.Mistakes);
        Assert.True(Run(Model(wide, false), set).Report.Mistakes > own.Report.Mistakes);
    }

    [Fact]
    public void A_front_end_beside_the_model_runs_first()
    {
        var result = Run(Model(Type("16 bits"), softmax: false), Set(), new EvaluateOptions(Features: Model(Type("real"), softmax: true)));
        Assert.Equal((30, 6), (result.Report.Evaluation.Examples, result.Report.Mistakes));
    }

    [Fact]
    public void Json_and_page_are_the_same_each_time_and_well_formed()
    {
        var (first, second) = (Run(Model(Stored, false), Set()), Run(Model(Stored, false), Set()));
        var json = Json.Print(first.Report);
        Assert.Equal(json, Json.Print(second.Report));
        Assert.Equal(0.8, JsonDocument.Parse(json).RootElement.GetProperty("evaluation").GetProperty("accuracy").GetProperty("value").GetDouble(), 1e-12);
        var page = EvaluationPage.Html(first);
        Assert.Equal(page, EvaluationPage.Html(second));
        Assert.Contains("b &amp; c", page, StringComparison.Ordinal);
        Assert.Contains("e&lt;0&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        foreach (var svg in page.Split("<svg").Skip(1)) XDocument.Parse("<svg" + svg[..(svg.IndexOf("</svg>", StringComparison.Ordinal) + 6)]);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_a_code()
    {
        var set = Set();
        Refused("MOTE0801", new TensorType(ElementType.Float32, [1, 4]));
        Refused("MOTE0801", new TensorType(ElementType.Int32, [1, 3]));
        var two = new ExampleSet(Stored, ["a", "b"], [new Example("x", 1, "", Split.Test)], [1, 2, 3]);
        Assert.Equal("MOTE0802", Code(() => Run(Model(Stored, false), two)));
        Assert.Equal("MOTE0804", Code(() => Run(Model(Stored, false), set, new EvaluateOptions(Split.Validation))));
        var b = new GraphBuilder("broken");
        var x = b.Input("x", Type("real"));
        var y = b.Add(new Unary(UnaryKind.Log), [x], null, "y", Origin);
        Assert.Equal("MOTE0803", Code(() => Run(b.Build([y]), set)));

        void Refused(string code, TensorType input) =>
            Assert.Equal(code, Code(() => Run(Model(input, softmax: false), set)));

        static string Code(Action action) => Assert.Throws<MoteException>(action).Diagnostics[0].Code;
    }
}
