using Mote.Core.Diagnostics;
using Mote.Core.Graphs;

namespace Mote.Training.Networks;

/// <summary>How a float model is made a network that can be trained further.</summary>
public sealed record ImportOptions
{
    /// <summary>Whether a layer's weights stay as they are, by the layer's name. All are trained where nothing is said.</summary>
    public Func<string, bool>? IsFrozen { get; init; }

    /// <summary>
    /// Puts batch normalization back behind convolutions that a clamp follows; the layer's bias becomes its β. At inference nothing
    /// changes at first; in training a batch's own statistics are used from the first step on.
    /// </summary>
    public bool BatchNorm { get; init; }

    /// <summary>Leaves out a softmax at the end, because the loss has one.</summary>
    public bool Logits { get; init; }
}

/// <summary>Float models as networks: for fine-tuning what somebody else has trained.</summary>
public static class GraphImport
{
    /// <summary>
    /// Constants that are weights or biases (sums with one number a channel, too) become parameters, other constants and the weights
    /// of frozen layers become buffers that nothing changes, and clamps in operators become nodes. Recurrent cells begin each example
    /// with zeros.
    /// </summary>
    /// <param name="graph">Of floats.</param>
    /// <param name="options">What is not said is trained as it is.</param>
    /// <param name="notes">Takes what the network leaves out (MOTE0603).</param>
    /// <exception cref="MoteException">MOTE0602: layers that cannot be trained, all of them.</exception>
    public static Network FromGraph(Graph graph, ImportOptions? options = null, ICollection<Diagnostic>? notes = null) =>
        new GraphImporter(graph, options ?? new ImportOptions(), notes ?? []).Import();
}
