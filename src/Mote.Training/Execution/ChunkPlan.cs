using Mote.Training.Networks;

namespace Mote.Training.Execution;

/// <summary>
/// Into how many chunks a batch is cut. Many keep a chunk's values in the cache and many cores busy; few make long matrix products. The number
/// must not depend on the machine: sums over the batch depend on it.
/// </summary>
internal static class ChunkPlan
{
    /// <summary>Multiply-accumulates that a chunk should have at least, to be worth the calls.</summary>
    private const long LeastWork = 4_000_000;

    private const int MostChunks = 16;

    public static (int Chunks, int Size) Of(Network network, int batch)
    {
        var work = batch * network.Nodes.Sum(n => Work(network, n));
        var chunks = (int)Math.Clamp(work / LeastWork, 1, Math.Min(MostChunks, batch));
        var size = (batch + chunks - 1) / chunks;
        // Pairs and threes are judged together.
        size = (size + Together(network) - 1) / Together(network) * Together(network);
        return ((batch + size - 1) / size, size);
    }

    private static int Together(Network network) => network.Nodes.Select(n => n.Op).OfType<LossGradient>().Select(o => o.Loss).FirstOrDefault() switch
    {
        Loss.Triplet => 3,
        Loss.Contrastive => 2,
        Loss.SoftmaxCrossEntropy or Loss.Focal or Loss.MeanSquaredError or Loss.Huber or null => 1,
    };

    /// <summary>Multiply-accumulates of an example, roughly: the result's elements times the weights that each of them takes.</summary>
    private static long Work(Network network, NetworkNode node)
    {
        if (node.Op is ConvolveDepthwise or DepthwiseInputGradient)
            return network.Values[node.Output].Shape.Elements * (network.Values[node.Inputs[1]].Shape is var w ? (long)w[1] * w[2] : 0);
        var weights = node.Inputs.Where(i => !network.Values[i].IsPerExample).Select(i => network.Values[i].Shape)
            .Where(s => s.Rank >= 2).Select(s => (long)s.Elements / s[0]).DefaultIfEmpty(1).Max();
        return network.Values[node.Output].Shape.Elements * weights;
    }
}
