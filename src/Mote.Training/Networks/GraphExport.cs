using Mote.Core.Diagnostics;

namespace Mote.Training.Networks;

/// <summary>What a trained network computes, as a graph that passes, quantizer and compiler know what to do with.</summary>
public static class GraphExport
{
    /// <summary>
    /// Batch normalization is folded into the layer before it (where there is none it stays a product and a sum), biases and clamps
    /// become part of their layers, and recurrent cells begin each inference with zeros. Nodes that round activations or weights are
    /// left out; what they have learned comes beside the graph.
    /// </summary>
    /// <param name="network">As it is trained, or in its form for inference.</param>
    /// <param name="numbers">Of a parameter or a buffer, by its place in the network.</param>
    /// <param name="name">Of the graph.</param>
    /// <exception cref="MoteException">MOTE0201, MOTE0202: a layer that no graph can have, such as a convolution with numbers that are not
    /// finite.</exception>
    public static ExportedModel ToGraph(Network network, Func<int, float[]> numbers, string name)
    {
        var stored = network.Parameters.Concat(network.Buffers).ToDictionary(v => v.Name, v => v.Id);
        var exporter = new GraphExporter(network.ForInference(), value => numbers(stored[value]), name);
        return exporter.Export();
    }
}
