using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static IEnumerable<Graph> Forests()
    {
        (int Rows, int Features, int Trees, int Depth, int Outputs)[] forms = [(1, 4, 3, 3, 1), (3, 2, 5, 4, 3), (2, 7, 1, 1, 2), (1, 3, 2, 0, 1), (1, 5, 40, 6, 2)];
        foreach (var form in forms) yield return Float($"trees {form}", s => Grown(s, form));
        yield return Float("no trees", s => s.Node(new TreeEnsemble(2, [], [], [], [], [], [0.5f, -1]), null, s.Input([2, 3])));
    }

    /// <summary>Trees of random shape: each branch has another below it down to a depth, most of the time.</summary>
    private static ValueId Grown(GraphSketch s, (int Rows, int Features, int Trees, int Depth, int Outputs) form)
    {
        var (roots, features, thresholds, next, leaves) = (new List<int>(), new List<int>(), new List<float>(), new List<int>(), new List<float>());
        for (var t = 0; t < form.Trees; t++)
        {
            roots.Add(features.Count);
            Grow(form.Depth);
        }
        var offsets = Enumerable.Range(0, form.Outputs).Select(_ => (float)s.Random.NextNormal());
        var op = new TreeEnsemble(form.Outputs, roots.ToEquatableArray(), features.ToEquatableArray(), thresholds.ToEquatableArray(),
            next.ToEquatableArray(), leaves.ToEquatableArray(), offsets.ToEquatableArray());
        return s.Node(op, null, s.Input([form.Rows, form.Features]));

        void Grow(int depth)
        {
            var node = features.Count;
            var isLeaf = depth == 0 || (depth < form.Depth && s.Random.Next(0, 5) == 0);
            features.Add(isLeaf ? TreeEnsemble.Leaf : s.Random.Next(0, form.Features));
            thresholds.Add(isLeaf ? 0 : (float)s.Random.NextNormal());
            next.Add(leaves.Count / form.Outputs);
            if (isLeaf)
            {
                for (var o = 0; o < form.Outputs; o++) leaves.Add((float)s.Random.NextNormal());
                return;
            }
            Grow(depth - 1);
            next[node] = features.Count;
            Grow(depth - 1);
        }
    }
}
