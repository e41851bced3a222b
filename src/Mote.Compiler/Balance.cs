using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler;

/// <summary>
/// For the goal of balance: chooses each layer's form so that the program is as near as possible to the best one in instructions, flash and
/// RAM at once. Of the three quotients by what the best would take, the largest is made small; among equals, the second; then their sum.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="forms">Its steps lowered in every form, by <see cref="KernelForm"/>.</param>
/// <param name="fastest">Its steps lowered for fewest instructions.</param>
/// <param name="smallest">Its steps lowered for least flash.</param>
internal sealed class Balance(
    Graph graph, ImmutableArray<ImmutableArray<Step>> forms, ImmutableArray<Step> fastest, ImmutableArray<Step> smallest)
{
    private const double LeastGain = 1 - LeastRam.LeastGain;

    private ProgramCost _best;

    /// <summary>One form a node.</summary>
    public KernelForm[] Choose()
    {
        var all = forms.Select(f => ProgramCost.Of(graph, f)).ToArray();
        var small = ProgramCost.Of(graph, smallest, sharesKernels: true);
        // Portable kernels are no measure of RAM where they spare next to nothing: the goal of least RAM does not take them then.
        var ram = all.Min(c => c.Ram);
        if (small.Ram < LeastGain * ram) ram = small.Ram;
        _best = new ProgramCost(
            Math.Min(ProgramCost.Of(graph, fastest).Instructions, all.Min(c => c.Instructions)),
            Math.Min(small.Flash, all.Min(c => c.Flash)), Math.Max(1, ram));
        KernelForm[]? best = null;
        foreach (var start in Enumerable.Range(0, forms.Length))
        {
            var choice = Enumerable.Repeat((KernelForm)start, graph.Nodes.Length).ToArray();
            while (Improve(choice))
            {
            }
            if (best is null || Score(choice).CompareTo(Score(best)) < 0) best = choice;
        }
        return best ?? [];
    }

    /// <summary>Changes one node's form to the best effect; false if there is none. Forms that differ in nothing are not tried.</summary>
    private bool Improve(KernelForm[] choice)
    {
        var (least, node, form) = (Score(choice), -1, default(KernelForm));
        for (var i = 0; i < choice.Length; i++)
        {
            var before = choice[i];
            for (var f = 0; f < forms.Length; f++)
            {
                if (f == (int)before || forms[f][i].Calls.SequenceEqual(forms[(int)before][i].Calls)) continue;
                choice[i] = (KernelForm)f;
                if (Score(choice) is var score && score.CompareTo(least) < 0) (least, node, form) = (score, i, choice[i]);
            }
            choice[i] = before;
        }
        if (node >= 0) choice[node] = form;
        return node >= 0;
    }

    /// <summary>The two largest quotients, in thousandths, so that the sum decides where they hardly differ; and the sum.</summary>
    private (int Largest, int Second, double Sum) Score(KernelForm[] choice)
    {
        var cost = ProgramCost.Of(graph, [.. choice.Select((form, i) => forms[(int)form][i])]);
        double[] quotients = [cost.Instructions / Math.Max(1, _best.Instructions), cost.Flash / _best.Flash, cost.Ram / _best.Ram];
        Array.Sort(quotients);
        return ((int)(1000 * quotients[2]), (int)(1000 * quotients[1]), quotients.Sum());
    }
}
