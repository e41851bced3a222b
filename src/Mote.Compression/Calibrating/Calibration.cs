using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Numerics;

namespace Mote.Compression;

/// <summary>
/// The ranges of a float graph's values over examples, as the interpreter computes them. The same examples in the same order give the
/// same ranges on any number of processors.
/// </summary>
public static class Calibration
{
    /// <param name="graph">In float.</param>
    /// <param name="examples">All inputs of an example one after another, as the interpreter takes them.</param>
    /// <param name="options">The method.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MoteException">MOTE0704: there are no examples, or a value is not finite.</exception>
    public static ActivationRanges Run(
        Graph graph, IReadOnlyList<byte[]> examples, CalibrationOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new CalibrationOptions();
        if (examples.Count == 0) throw new MoteException("MOTE0704", graph.Name, "there are no examples to calibrate with.");
        var values = graph.Values.Where(v => v.Type.IsFloat && !v.IsConstant && graph.States.All(s => s.Before != v.Id)).ToArray();
        var seen = new (float Low, float High)[examples.Count][];
        Each(graph, examples, options.IsSequence, (i, run) =>
        {
            seen[i] = [.. values.Select(v => run.Range(v.Id))];
            for (var v = 0; v < values.Length; v++)
                if (!float.IsFinite(seen[i][v].Low) || !float.IsFinite(seen[i][v].High))
                    throw new MoteException("MOTE0704", values[v].Name, $"with example {i} it holds a value that is not finite.",
                        "Integers cannot stand for it: leave the example out, or mend the model.");
        }, cancellation);
        var whole = Enumerable.Range(0, values.Length)
            .Select(v => (Low: Math.Min(seen.Min(s => s[v].Low), 0), High: Math.Max(seen.Max(s => s[v].High), 0))).ToArray();
        var found = options.Method switch
        {
            CalibrationMethod.MinMax => whole,
            CalibrationMethod.MovingAverage => Averaged(seen, values.Length, (float)options.Decay),
            CalibrationMethod.Percentile => Histograms(h => h.Percentile(options.Percentile)),
            CalibrationMethod.MeanSquaredError => Histograms(h => h.LeastSquares()),
            CalibrationMethod.KullbackLeibler => Histograms(h => h.LeastDivergence()),
        };
        return new ActivationRanges(Enumerable.Range(0, values.Length).ToImmutableDictionary(v => values[v].Id,
            v => new ActivationRange(found[v].Low, found[v].High) { Observed = whole[v] }));

        (float Low, float High)[] Histograms(Func<Histogram, (float, float)> range)
        {
            var histograms = whole.Select(w => w.High > w.Low ? new Histogram(w.Low, w.High) : null).ToArray();
            Each(graph, examples, options.IsSequence, (_, run) =>
            {
                for (var v = 0; v < values.Length; v++)
                {
                    // Counts are added up in whatever order: they are integers.
                    if (histograms[v] is not { } histogram) continue;
                    lock (histogram) histogram.Add(run.Reals(values[v].Id));
                }
            }, cancellation);
            return [.. histograms.Select((h, v) => h is null ? whole[v] : range(h))];
        }
    }

    /// <summary>An example's inputs as bytes, from reals.</summary>
    /// <exception cref="MoteException">MOTE0704: an example has another number of reals than the graph has inputs.</exception>
    public static IReadOnlyList<byte[]> Examples(Graph graph, IEnumerable<float[]> reals)
    {
        var types = graph.Inputs.Select(graph.Type).ToArray();
        var expected = types.Sum(t => t.Elements);
        if (types.FirstOrDefault(t => !t.IsFloat) is { } other)
            throw new MoteException("MOTE0704", graph.Name, $"an input is {other}; examples of reals are for float inputs.");
        return [.. reals.Select((x, i) => x.Length == expected ? MemoryMarshal.AsBytes<float>(x).ToArray()
            : throw new MoteException("MOTE0704", $"example {i}", $"it has {x.Length} numbers; the inputs take {expected}."))];
    }

    private static (float Low, float High)[] Averaged((float Low, float High)[][] seen, int values, float decay)
    {
        var average = seen[0].ToArray();
        foreach (var example in seen.Skip(1))
            for (var v = 0; v < values; v++)
                average[v] = (FakeQuantization.MovingAverage(average[v].Low, example[v].Low, decay),
                    FakeQuantization.MovingAverage(average[v].High, example[v].High, decay));
        return average;
    }

    private static void Each(Graph graph, IReadOnlyList<byte[]> examples, bool isSequence, Action<int, CalibrationRun> see,
        CancellationToken cancellation)
    {
        if (isSequence)
        {
            var run = new CalibrationRun(graph);
            for (var i = 0; i < examples.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                run.Run(examples[i], reset: false);
                see(i, run);
            }
            return;
        }
        try
        {
            Parallel.For(0, examples.Count, new ParallelOptions { CancellationToken = cancellation }, () => new CalibrationRun(graph),
                (i, _, run) =>
                {
                    run.Run(examples[i], reset: true);
                    see(i, run);
                    return run;
                }, _ => { });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<MoteException>().FirstOrDefault() is { } first)
        {
            throw first;
        }
    }
}

/// <summary>As <see cref="GraphTrace"/>, with an LSTM's cell states of all steps in place of the last one.</summary>
internal sealed class CalibrationRun
{
    private readonly GraphTrace _trace;
    private readonly Dictionary<ValueId, CellTrace> _cells = [];

    public CalibrationRun(Graph graph)
    {
        _trace = new GraphTrace(graph);
        foreach (var node in graph.Nodes.Where(n => n.Op is Lstm && graph.Type(n.Inputs[0]).IsFloat))
            _cells[node.Outputs[2]] = new CellTrace(graph, node);
    }

    public void Run(byte[] example, bool reset)
    {
        if (reset) _trace.Reset();
        _trace.Run(example);
        foreach (var cell in _cells.Values) cell.Run(_trace.Reals(cell.Input));
    }

    /// <summary>The value's elements with the last example.</summary>
    public ReadOnlySpan<float> Reals(ValueId id) => _cells.TryGetValue(id, out var cell) ? cell.Cells : _trace.Reals(id);

    public (float Low, float High) Range(ValueId id) => FakeQuantization.Range(Reals(id));
}
