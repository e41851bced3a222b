using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Text;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Core.Tests;

/// <summary>Graphs that no builder makes: a pass that goes wrong could, and the verifier must say what is wrong.</summary>
public class VerifierTests
{
    private static readonly TensorType Image = new(ElementType.Int8, [1, 2, 2, 3], new Quantization.PerTensor(0.1f, 5));

    private static readonly Node Clamp = new(new Relu(Activation.Relu), [new(0)], [new(1)], Origin.Of("clamp"));

    private static readonly ImmutableArray<Value> Values = [new(new(0), "x", Image), new(new(1), "y", Image)];

    private static IReadOnlyList<string> Problems(ImmutableArray<Value>? values = null, Node[]? nodes = null, int[]? inputs = null, int[]? outputs = null) =>
        GraphVerifier.Problems(new Graph("broken", values ?? Values, [.. nodes ?? [Clamp]],
            [.. (inputs ?? [0]).Select(i => new ValueId(i))], [.. (outputs ?? [1]).Select(i => new ValueId(i))]));

    [Fact]
    public void A_sound_graph_has_no_problems()
    {
        Assert.Empty(Problems());
        Assert.All(OpSamples.All, g => Assert.Empty(GraphVerifier.Problems(g)));
        for (ulong seed = 0; seed < 500; seed++) Assert.Empty(GraphVerifier.Problems(GraphGenerator.Create(seed)));
    }

    [Fact]
    public void Operands_must_be_defined_before_their_use()
    {
        Assert.Contains(Problems(inputs: []), p => p.Contains("%0 is not defined", StringComparison.Ordinal));
        Assert.Contains(Problems(nodes: [Clamp with { Inputs = [new(1)] }]), p => p.Contains("%1 is not defined before its use", StringComparison.Ordinal));
        Assert.Contains(Problems(nodes: [Clamp with { Inputs = [new(7)] }]), p => p.Contains("%7 is not defined", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_are_defined_once()
    {
        Assert.Contains(Problems(nodes: [Clamp, Clamp]), p => p.Contains("%1 is defined twice", StringComparison.Ordinal));
        Assert.Contains(Problems(nodes: [Clamp with { Outputs = [new(0)] }]), p => p.Contains("%0 is defined twice", StringComparison.Ordinal));
        Assert.Contains(Problems(inputs: [0, 0]), p => p.Contains("%0 is defined twice", StringComparison.Ordinal));
        Assert.Contains(Problems(nodes: []), p => p.Contains("%1 is neither", StringComparison.Ordinal));
    }

    [Fact]
    public void Constants_are_nobody_elses_output()
    {
        var data = RandomTensors.Create(Image, new RandomStream(1));
        Assert.Contains(Problems(values: [Values[0], Values[1] with { Data = data }]), p => p.Contains("%1 is defined twice", StringComparison.Ordinal));
    }

    [Fact]
    public void Outputs_exist()
    {
        Assert.Contains(Problems(outputs: [5]), p => p.Contains("%5 is never defined", StringComparison.Ordinal));
        Assert.Contains(Problems(outputs: [-1]), p => p.Contains("never defined", StringComparison.Ordinal));
        Assert.Contains(Problems(nodes: [Clamp with { Outputs = [new(9)] }]), p => p.Contains("%9 is out of range", StringComparison.Ordinal));
        Assert.Contains(Problems(nodes: [Clamp with { Outputs = [ValueId.None] }]), p => p.Contains("out of range", StringComparison.Ordinal));
    }

    [Fact]
    public void Types_are_what_inference_says()
    {
        var wrong = Image with { Shape = [1, 2, 3, 2] };
        Assert.Contains(Problems(values: [Values[0], Values[1] with { Type = wrong }]), p => p.Contains("inferred i8[1,2,2,3]", StringComparison.Ordinal));
        Assert.Contains(Problems(nodes: [Clamp with { Op = new Relu(Activation.None) }]), p => p.Contains("MOTE0201", StringComparison.Ordinal));
        var real = new TensorType(ElementType.Float32, [2]);
        Assert.Contains(Problems(values: [Values[0] with { Type = real }], nodes: [Clamp with { Outputs = [] }], outputs: [0]),
            p => p.Contains("0 outputs, 1 are inferred", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbering_types_and_data_are_sound()
    {
        Assert.Contains(Problems(values: [Values[0] with { Id = new(1) }, Values[1]]), p => p.Contains("calls itself", StringComparison.Ordinal));
        Assert.Contains(Problems(values: [Values[0] with { Type = Image with { Shape = [0] } }, Values[1]]), p => p.Contains("not positive", StringComparison.Ordinal));
        var other = Tensor.FromBytes(new TensorType(ElementType.Int8, [2]), [1, 2]);
        Assert.Contains(Problems(values: [Values[0] with { Data = other }, Values[1]], inputs: []), p => p.Contains("holds i8[2]", StringComparison.Ordinal));
    }

    [Fact]
    public void The_exception_names_the_pass_and_holds_the_graph()
    {
        var graph = new Graph("broken", Values, [], [new(0)], [new(1)]);
        var e = Assert.Throws<InvalidGraphException>(() => GraphVerifier.Verify(graph, "fuse-nothing"));
        Assert.Contains("fuse-nothing", e.Message, StringComparison.Ordinal);
        Assert.Same(graph, e.Graph);
        Assert.Contains("broken", GraphText.Outline(e.Graph), StringComparison.Ordinal);
    }

    [Fact]
    public void A_builder_refuses_what_is_not_defined()
    {
        var s = new GraphSketch("open", new RandomStream(1));
        var x = s.Input([2]);
        Assert.Throws<InvalidOperationException>(() => s.Keep(new Concatenation(0), x, new ValueId(3)));
        Assert.Throws<InvalidOperationException>(() => s.Build(new ValueId(3)));
        Assert.Throws<InvalidOperationException>(() => s.Build(ValueId.None));
    }
}
