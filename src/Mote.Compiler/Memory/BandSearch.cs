using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Rules;
using Mote.Passes.Bands;

namespace Mote.Compiler.Memory;

/// <summary>
/// Looks for the region of a graph and the number of bands that bring the arena within a budget and compute least twice. The arena is the
/// planner's, for each way in turn, those that compute least twice first; ways whose lower bound is above the budget are not planned.
/// The search is bounded by counts, so that every machine finds the same.
/// </summary>
/// <param name="whole">The program without bands, whose arena is too large.</param>
/// <param name="budget">The most bytes.</param>
/// <param name="compile">Compiles a graph.</param>
/// <param name="compileSmallest">Likewise, with whatever makes the arena smaller at the cost of time.</param>
/// <param name="lowerPortable">Lowers a graph to portable kernels, which need least beside operands and results.</param>
internal sealed class BandSearch(
    CProgram whole, int budget, Func<Graph, CProgram> compile, Func<Graph, CProgram> compileSmallest,
    Func<Graph, ImmutableArray<Step>> lowerPortable)
{
    private const int MostBands = 16;

    /// <summary>Ways that are bounded, and those that are planned.</summary>
    private const int MostBounds = 600, MostPlans = 24;

    /// <summary>Of those that come nearest, where none is within the budget.</summary>
    private const int MostSmallest = 8;

    /// <returns>The program within the budget, or the one with the least arena of those that were planned, which may be the whole
    /// one.</returns>
    public CProgram Program()
    {
        var ways = Ways().OrderBy(w => w.ExtraMacs).ThenBy(w => w.Choice.Bands).Take(MostBounds).ToList();
        var best = whole;
        var (planned, above) = (new List<(Way Way, int Bytes)>(), new List<(Way Way, int Bound)>());
        foreach (var way in ways)
        {
            if (planned.Count == MostPlans) break;
            var bound = ArenaPlanner.LowerBound(way.Graph, lowerPortable(way.Graph));
            if (bound > budget)
            {
                above.Add((way, bound));
                continue;
            }
            if (Try(way, compile, ref best)) return best;
            planned.Add((way, best.Arena.Bytes));
        }
        // What can be reached, where it is not the budget: of the least bounds, then with the smallest kernels.
        foreach (var (way, _) in above.OrderBy(a => a.Bound).ThenBy(a => a.Way.ExtraMacs).Take(MostSmallest))
            if (Try(way, compile, ref best)) return best;
        foreach (var (way, _) in planned.OrderBy(p => p.Bytes).Take(MostSmallest))
            if (Try(way, compileSmallest, ref best)) return best;
        foreach (var (way, _) in above.OrderBy(a => a.Bound).ThenBy(a => a.Way.ExtraMacs).Take(MostSmallest))
            if (Try(way, compileSmallest, ref best)) return best;
        return best;
    }

    /// <summary>Whether it is within the budget; the best of all is kept.</summary>
    private bool Try(Way way, Func<Graph, CProgram> compiled, ref CProgram best)
    {
        var program = compiled(way.Graph) with { Bands = way.Choice };
        if (program.Arena.Bytes < best.Arena.Bytes) best = program;
        return program.Arena.Bytes <= budget;
    }

    /// <summary>All regions that hold every step at which too much is alive, or else the fullest one, in all numbers of bands.</summary>
    private IEnumerable<Way> Ways()
    {
        var graph = whole.Graph;
        var live = LiveBytes.Of(whole);
        var over = Enumerable.Range(0, live.Length).Where(i => live[i] > budget).ToList();
        // Where no step has too much alive, the arena is too large for lack of a better placement: then the fullest step has to shrink.
        var fullest = Array.IndexOf(live, live.Max());
        var (first, last) = over.Count == 0 ? (fullest, fullest) : (over[0], over[^1]);
        var macs = Costs.Macs(graph);
        var regions = BandRegion.Of(graph).Where(r => r.FirstNode <= first && r.LastNode >= last).ToList();
        if (regions.Count == 0) regions = [.. BandRegion.Of(graph).Where(r => r.FirstNode <= fullest && r.LastNode >= fullest)];
        foreach (var region in regions)
        {
            var rows = graph.Type(region.Output(graph)).Shape[1];
            var heights = Enumerable.Range(2, MostBands - 1).Where(n => n <= rows).Select(n => (rows + n - 1) / n).Distinct();
            foreach (var height in heights)
            {
                var pass = new SplitIntoBands(region, height);
                if (!pass.IsPossible(graph)) continue;
                var banded = pass.Run(graph);
                var extra = Costs.Macs(banded) - macs;
                yield return new Way(banded, extra, new BandChoice(
                    graph.Nodes[region.FirstNode].Origin, graph.Nodes[region.LastNode].Origin, (rows + height - 1) / height, height, extra,
                    whole.Arena.Bytes, graph));
            }
        }
    }

    private sealed record Way(Graph Graph, long ExtraMacs, BandChoice Choice);
}
