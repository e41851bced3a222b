using Mote.Core.Graphs;
using Mote.Passes.DeadChannels;
using Mote.Passes.Rules;

namespace Mote.Passes;

/// <summary>The passes in their order, with the reason on each line.</summary>
public static class Pipelines
{
    public static IReadOnlyList<IPass> ForDevice { get; } =
    [
        new EliminateDeadCode(),                       // smallest graph first
        new RewritePass(new FoldConstants()),          // weights that the file computes become weights
        new RewritePass(new RemoveReshape()),          // neighbours see each other
        new RewritePass(new FusePad()),                // needs convolutions beside their padding
        new RewritePass(new MergeRequantization()),    // idle clamps go before they would be fused
        new RewritePass(new FuseActivation()),         // needs clamps that keep the type
        new EliminateDeadChannels(),                   // needs clamps inside: they decide which channels are constant
        new RewritePass(new FoldConstants()),          // dropped channels may have left constants behind
        new OrderForMemory(),                          // last: sizes are what they will be
    ];

    /// <summary>As <see cref="ForDevice"/>, but with operators alone that files of other tools know.</summary>
    public static IReadOnlyList<IPass> ForExchange { get; } =
        [.. ForDevice.Where(p => p is not OrderForMemory).Select(
            p => p.Name == "merge-requantization" ? new RewritePass(new MergeRequantization(withTables: false)) : p)];

    /// <summary>
    /// Runs the passes in order, verifying after each, and again until none finds anything: one may uncover work for an earlier one
    /// (an idle clamp that goes may have stood between a reshape and its reader).
    /// </summary>
    /// <exception cref="InvalidGraphException">A pass broke the graph: a bug of ours, with the pass's name.</exception>
    public static Graph Run(IEnumerable<IPass> passes, Graph graph)
    {
        var list = passes.ToList();
        while (true)
        {
            var start = graph;
            foreach (var pass in list)
            {
                var next = pass.Run(graph);
                if (!ReferenceEquals(next, graph)) GraphVerifier.Verify(next, pass.Name);
                graph = next;
            }
            if (ReferenceEquals(start, graph)) return graph;
        }
    }
}
