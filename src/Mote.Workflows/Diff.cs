using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Differences;
using Mote.Core.Graphs;
using Mote.Formats;

namespace Mote.Workflows;

/// <summary>What of two models can differ.</summary>
public enum DiffAspect { Structure, Weights, Quantization, Outputs }

/// <param name="Tolerance">What weights and outputs may differ by, as the reals they stand for.</param>
/// <param name="Aspects">Those that decide; all are shown.</param>
/// <param name="Inputs">A folder of examples, or a file of them; null for seeded random ones.</param>
public sealed record DiffOptions(double Tolerance, ImmutableHashSet<DiffAspect> Aspects, string? Inputs)
{
    public static readonly DiffOptions Default = new(0, [.. Enum.GetValues<DiffAspect>()], null);
}

/// <param name="Change">added, removed or changed.</param>
/// <param name="Index">The layer in the second model; in the first where it was removed.</param>
public sealed record NodeReport(string Change, int Index, string Op, string Layer, ImmutableArray<string> Details);

/// <summary>Two tensors compared as the reals they stand for.</summary>
/// <param name="Elements">Compared; 0 where the shapes are too different.</param>
/// <param name="Differing">Of them, not equal.</param>
/// <param name="MaxDifference">Absolute; null where one has a number and the other has none, or where nothing was compared.</param>
/// <param name="Largest">Absolute value in the first tensor, to judge the difference by.</param>
/// <param name="Within">Whether all are within the tolerance.</param>
public sealed record TensorDifference(
    string Tensor, string First, string Second, long Elements, long Differing, double? MaxDifference, double Largest, bool Within);

public sealed record QuantizationReport(string Tensor, string First, string Second);

/// <summary>How two models differ.</summary>
/// <param name="IsEqual">In the aspects that were asked for, within the tolerance.</param>
/// <param name="Interface">Differences of inputs and outputs, a sentence each.</param>
/// <param name="Weights">Only those that differ.</param>
/// <param name="EqualWeights">How many more were compared and are the same.</param>
/// <param name="Examples">Inputs that both were run on; 0 where they do not take the same inputs.</param>
/// <param name="Outputs">All of them, over all examples.</param>
public sealed record DiffReport(
    string First, string Second, bool IsEqual, double Tolerance, ImmutableArray<string> DecidedBy, ImmutableArray<string> Interface,
    ImmutableArray<NodeReport> Nodes, ImmutableArray<TensorDifference> Weights, int EqualWeights,
    ImmutableArray<QuantizationReport> Quantization, int Examples, ImmutableArray<TensorDifference> Outputs);

/// <summary>Compares two models: what they are made of, what they hold, and what they answer.</summary>
public static class Diff
{
    private const int RandomExamples = 8;

    /// <exception cref="MoteException">A model or the inputs cannot be read.</exception>
    public static DiffReport Run(string firstPath, string secondPath, DiffOptions options, CancellationToken cancellation = default)
    {
        var (first, second) = (ModelFile.Read(firstPath), ModelFile.Read(secondPath));
        var graphs = new GraphDifferences(first, second);
        var weights = graphs.Constants.Select(p => Tensors(p.Second.Name, p.First, p.Second, options.Tolerance)).ToList();
        var (data, examples) = Inputs(first, options.Inputs);
        var converted = OutputDifferences.ConvertInputs(first, second, data, examples);
        var outputs = converted is null ? []
            : OutputDifferences.Compare(first, second, data, converted, examples, options.Tolerance, cancellation);
        var differing = weights.Where(w => w.Differing > 0 || !w.Within).ToImmutableArray();
        return new DiffReport(
            firstPath, secondPath, options.Aspects.All(Holds), options.Tolerance,
            [.. options.Aspects.Order().Select(a => a.ToString().ToLowerInvariant())], [.. graphs.Interface],
            [.. graphs.Nodes.Select(n => new NodeReport(n.Change.ToString().ToLowerInvariant(), n.Index, n.Op, n.Layer, [.. n.Details]))],
            differing, weights.Count - differing.Length,
            [.. graphs.Quantization.Select(q => new QuantizationReport(q.Tensor, q.First, q.Second))],
            converted is null ? 0 : examples, outputs);

        bool Holds(DiffAspect aspect) => aspect switch
        {
            DiffAspect.Structure => graphs.Interface.Count == 0 && graphs.Nodes.Count == 0,
            DiffAspect.Weights => weights.All(w => w.Within),
            DiffAspect.Quantization => graphs.Quantization.Count == 0,
            DiffAspect.Outputs => converted is not null && first.Outputs.Length == second.Outputs.Length && outputs.All(o => o.Within),
        };
    }

    private static (byte[] Data, int Examples) Inputs(Graph graph, string? path) => path is null
        ? (RandomInputs.Of(graph, RandomExamples), RandomExamples)
        : Directory.Exists(path) ? VerificationSet.ReadInputs(path, graph) : ExampleFile.Read(path, graph);

    private static TensorDifference Tensors(string name, Value first, Value second, double tolerance)
    {
        var (a, b) = (first.Data!, second.Data!);
        var tally = new DifferenceTally(tolerance);
        if (a.Type.Shape.Elements != b.Type.Shape.Elements) return DifferenceTally.NotComparable(name, a.Type, b.Type);
        tally.Add(RealValues.Of(a.Type, a.Bytes), RealValues.Of(b.Type, b.Bytes));
        return tally.Report(name, a.Type, b.Type);
    }
}
