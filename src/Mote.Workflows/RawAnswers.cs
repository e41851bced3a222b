using System.Runtime.InteropServices;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Data;
using Mote.Execution.Fast;

namespace Mote.Workflows;

/// <summary>What a classifier answers to raw examples.</summary>
public static class RawAnswers
{
    /// <returns>The class of the largest output for each place.</returns>
    public static int[] Of(Graph graph, ExampleSet set, IReadOnlyList<int> places, int threads)
    {
        var answers = new int[places.Count];
        var plan = new FastPlan(graph);
        var output = graph.Type(graph.Outputs[0]);
        Parallel.For(
            0, places.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new FastInterpreter(plan), (i, _, run) =>
        {
            run.Reset();
            answers[i] = Largest(run.Run(set.Bytes(places[i])), output.Element);
            return run;
        }, _ => { });
        return answers;
    }

    /// <summary>The raw bytes of some examples, as a model that begins with the sensor's integers takes them.</summary>
    /// <exception cref="MoteException">MOTE0801: the model takes something else.</exception>
    public static (byte[] Data, int Examples) Inputs(Graph graph, ExampleSet set, IReadOnlyList<int> places)
    {
        if (graph.Inputs.Length != 1 || graph.Type(graph.Inputs[0]) != set.Type)
            throw new MoteException("MOTE0801", graph.Name, $"the model takes {string.Join(", ", graph.Inputs.Select(graph.Type))}, "
                + $"the dataset's examples are {set.Type}.", "Use a model that was trained on raw examples of this dataset.");
        return ([.. places.SelectMany(p => set.Bytes(p).ToArray())], places.Count);
    }

    /// <summary>The share of right answers.</summary>
    public static double Accuracy(Graph graph, ExampleSet set, Split split, int threads)
    {
        var places = set.Places(split);
        var answers = Of(graph, set, places, threads);
        return places.Length == 0
            ? double.NaN
            : Enumerable.Range(0, places.Length).Count(i => answers[i] == set.Examples[places[i]].Label) / (double)places.Length;
    }

    /// <summary>The first of the largest.</summary>
    private static int Largest(byte[] output, ElementType element)
    {
        var numbers = element == ElementType.Float32 ? MemoryMarshal.Cast<byte, float>(output).ToArray()
            : element == ElementType.Int16 ? [.. MemoryMarshal.Cast<byte, short>(output).ToArray().Select(v => (float)v)]
            : output.Select(b => (float)(sbyte)b).ToArray();
        return Array.IndexOf(numbers, numbers.Max());
    }
}
