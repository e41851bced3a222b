using System.Collections.Immutable;
using Mote.Training.Networks;

namespace Mote.Training.Execution;

/// <summary>
/// Into how many chunks a batch is cut, level by level: so many that what a chunk reads and makes in a level stays in a core's cache, and
/// some for cores to share. The number must not depend on the machine: sums over the batch depend on it.
/// </summary>
internal static class ChunkPlan
{
    /// <summary>Elements that a chunk's values of a level may have: half a megabyte in single precision.</summary>
    private const long CachedElements = 128 << 10;

    private const int LeastChunks = 4;

    /// <summary>Examples of a chunk.</summary>
    public static int Size(ImmutableArray<NetworkValue> values, Level level, int batch)
    {
        var each = level.Chunked.SelectMany(n => n.Inputs.Concat(n.Outputs)).Distinct().Where(v => values[v].IsPerExample)
            .Sum(v => (long)values[v].Shape.Elements);
        var most = (batch + LeastChunks - 1) / LeastChunks;
        var size = (int)Math.Clamp(CachedElements / Math.Max(1, each), 1, most);
        // The same number for each chunk but the last.
        var chunks = (batch + size - 1) / size;
        size = (batch + chunks - 1) / chunks;
        var together = Together(level);
        return (size + together - 1) / together * together;
    }

    /// <summary>Pairs, threes and groups are judged together.</summary>
    private static int Together(Level level) =>
        level.Chunked.Select(n => n.Op).OfType<LossGradient>().Select(o => Together(o.Loss)).Aggregate(1, LeastMultiple);

    private static int Together(Loss loss) => loss switch
    {
        Loss.Triplet => 3,
        Loss.Contrastive => 2,
        Loss.Relations o => o.Group,
        Loss.SoftmaxCrossEntropy or Loss.Focal or Loss.MeanSquaredError or Loss.Huber or Loss.Distillation => 1,
    };

    private static int LeastMultiple(int a, int b)
    {
        var multiple = a;
        while (multiple % b != 0) multiple += a;
        return multiple;
    }
}
