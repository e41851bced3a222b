using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Workflows;

/// <summary>What two models answer to the same inputs.</summary>
internal static class OutputDifferences
{
    /// <summary>
    /// The first model's examples as the second one takes them: the same bytes where the types are equal, otherwise the nearest to
    /// the same reals, so that a model and its quantized version can be compared.
    /// </summary>
    /// <returns>Null where the models do not take the same inputs.</returns>
    public static byte[]? ConvertInputs(Graph first, Graph second, byte[] data, int examples)
    {
        if (first.Inputs.Length != second.Inputs.Length) return null;
        var converted = new List<byte>();
        var at = 0;
        for (var example = 0; example < examples; example++)
            for (var i = 0; i < first.Inputs.Length; i++)
            {
                var (from, to) = (first.Type(first.Inputs[i]), second.Type(second.Inputs[i]));
                var bytes = data.AsSpan(at, from.Bytes);
                at += from.Bytes;
                if (from.Shape.Elements != to.Shape.Elements) return null;
                if (from.Element == to.Element && from.Quantization == to.Quantization) converted.AddRange(bytes);
                else if (RealValues.Store(to, RealValues.Of(from, bytes)) is { } stored) converted.AddRange(stored);
                else return null;
            }
        return [.. converted];
    }

    public static ImmutableArray<TensorDifference> Compare(
        Graph first, Graph second, byte[] firstInputs, byte[] secondInputs, int examples, double tolerance, CancellationToken cancellation)
    {
        var (a, b) = (InterpreterRun.Outputs(first, firstInputs, examples, cancellation),
            InterpreterRun.Outputs(second, secondInputs, examples, cancellation));
        var reports = ImmutableArray.CreateBuilder<TensorDifference>();
        var (offsetA, offsetB) = (0, 0);
        for (var o = 0; o < Math.Min(first.Outputs.Length, second.Outputs.Length); o++)
        {
            var (from, to) = (first.Type(first.Outputs[o]), second.Type(second.Outputs[o]));
            var name = second[second.Outputs[o]].Name;
            var tally = new DifferenceTally(tolerance);
            if (from.Shape.Elements != to.Shape.Elements) reports.Add(DifferenceTally.NotComparable(name, from, to));
            else
            {
                for (var example = 0; example < examples; example++)
                    tally.Add(RealValues.Of(from, a.AsSpan(example * (a.Length / examples) + offsetA, from.Bytes)),
                        RealValues.Of(to, b.AsSpan(example * (b.Length / examples) + offsetB, to.Bytes)));
                reports.Add(tally.Report(name, from, to));
            }
            (offsetA, offsetB) = (offsetA + from.Bytes, offsetB + to.Bytes);
        }
        return reports.ToImmutable();
    }
}

/// <summary>Adds up how tensors of reals differ.</summary>
internal sealed class DifferenceTally(double tolerance)
{
    private long _elements, _differing;
    private double _most, _largest;
    private bool _isWithin = true;

    public void Add(double[] first, double[] second)
    {
        _elements += first.Length;
        for (var i = 0; i < first.Length; i++)
        {
            if (double.IsFinite(first[i])) _largest = Math.Max(_largest, Math.Abs(first[i]));
            if (first[i].Equals(second[i])) continue;
            _differing++;
            var difference = Math.Abs(first[i] - second[i]);
            if (!(difference <= tolerance)) _isWithin = false;
            _most = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(_most, difference);
        }
    }

    public TensorDifference Report(string name, TensorType first, TensorType second) => new(
        name, Plain(first), Plain(second), _elements, _differing, double.IsFinite(_most) ? _most : null, _largest, _isWithin);

    public static TensorDifference NotComparable(string name, TensorType first, TensorType second) =>
        new(name, Plain(first), Plain(second), 0, 0, null, 0, false);

    private static string Plain(TensorType type) => (type with { Quantization = null }).ToString();
}
