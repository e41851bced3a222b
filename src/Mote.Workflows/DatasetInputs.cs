using System.Runtime.InteropServices;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Data;

namespace Mote.Workflows;

/// <summary>
/// Examples of a data set for models; the integers that the device will be given are <see cref="ExampleSet.Type"/>.
/// </summary>
public static class DatasetInputs
{
    /// <summary>Inputs and classes of one split, in order: reals for a model that takes floats.</summary>
    /// <param name="graph">Takes floats, or the set's own integers.</param>
    /// <param name="set">The examples.</param>
    /// <param name="split">Which of them.</param>
    /// <exception cref="MoteException">MOTE0801: the model takes something else.</exception>
    public static LabelledInputs Of(Graph graph, ExampleSet set, Split split)
    {
        var places = set.Places(split);
        var inputs = new byte[places.Length][];
        var reals = new float[set.Type.Elements];
        var taken = graph.Type(graph.Inputs[0]);
        if (graph.Inputs.Length != 1 || taken != set.Type && (!taken.IsFloat || taken.Elements != set.Type.Elements))
            throw new MoteException("MOTE0801", graph.Name, $"the model takes {taken}, the dataset's examples are {set.Type}.",
                "Use a model of this dataset.");
        for (var i = 0; i < inputs.Length; i++)
        {
            if (taken == set.Type)
            {
                inputs[i] = set.Bytes(places[i]).ToArray();
                continue;
            }
            set.Read(places[i], reals);
            inputs[i] = MemoryMarshal.AsBytes<float>(reals).ToArray();
        }
        // What reconstructs gives no class.
        return new LabelledInputs(
            inputs, Reconstruction.Of(graph, set.Classes.Length) is null ? [.. places.Select(p => set.Examples[p].Label)] : null);
    }
}
