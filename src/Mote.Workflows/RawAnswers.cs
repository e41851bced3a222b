using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Data;

namespace Mote.Workflows;

/// <summary>What a classifier answers to raw examples.</summary>
public static class RawAnswers
{
    /// <returns>The class of the largest output for each place.</returns>
    /// <exception cref="MoteException">MOTE0801: the model takes something else.</exception>
    public static int[] Of(Graph graph, ExampleSet set, IReadOnlyList<int> places)
    {
        if (places.Count == 0) return [];
        var (data, examples) = Inputs(graph, set, places);
        return Labels.Answers(graph, InterpreterRun.Outputs(graph, data, examples));
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

    /// <summary>The share of right answers; no number where there are no examples.</summary>
    public static double Accuracy(Graph graph, ExampleSet set, Split split)
    {
        var places = set.Places(split);
        return Of(graph, set, places).Zip(places).Count(p => p.First == set.Examples[p.Second].Label) / (double)places.Length;
    }
}
