using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler;

/// <summary>
/// For the goal of balance: chooses each layer's form so that the program is as near as possible to the best one in instructions, flash and
/// RAM at once. Of the three quotients by what the best would take, the largest is made small; among equals, their sum.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="forms">Its steps lowered in every form, by <see cref="KernelForm"/>.</param>
/// <param name="smallest">Its steps lowered for least flash.</param>
internal sealed class Balance(Graph graph, ImmutableArray<ImmutableArray<Step>> forms, ImmutableArray<Step> smallest)
{
    private ProgramCost _best;

    /// <summary>One form a node.</summary>
    public KernelForm[] Choose()
    {
        var all = forms.Select(f => ProgramCost.Of(graph, f)).Append(ProgramCost.Of(graph, smallest)).ToArray();
        _best = new ProgramCost(all.Min(c => c.Instructions), all.Min(c => c.Flash), Math.Max(1, all.Min(c => c.Ram)));
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

    /// <summary>The largest quotient, in thousandths, so that the sum decides where that hardly differs; and the sum.</summary>
    private (int Largest, double Sum) Score(KernelForm[] choice)
    {
        var cost = ProgramCost.Of(graph, [.. choice.Select((form, i) => forms[(int)form][i])]);
        double[] quotients = [cost.Instructions / Math.Max(1, _best.Instructions), cost.Flash / _best.Flash, cost.Ram / _best.Ram];
        return ((int)(1000 * quotients.Max()), quotients.Sum());
    }
}
