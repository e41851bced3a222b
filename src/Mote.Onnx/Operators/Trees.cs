using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>Tree ensembles of ai.onnx.ml: nodes in any order, by tree and number, become rows in preorder.</summary>
internal static class Trees
{
    private const int MostNodes = 1 << 20, MostDepth = 500;

    public static Dictionary<string, OperatorTable.Handler> Handlers { get; } = new()
    {
        ["ai.onnx.ml.TreeEnsembleRegressor"] = Regressor,
        ["ai.onnx.ml.TreeEnsembleClassifier"] = Classifier,
    };

    private static void Regressor(Importer m, OnnxNode n)
    {
        var x = Classical.Features(m, n);
        var outputs = n.Int("n_targets", 1);
        var weights = Weights(n, "target");
        var scores = Scores(m, n, x, outputs, weights, n.Text("aggregate_function", "SUM"));
        m.Define(n, Classical.Transformed(m, n, scores, n.Text("post_transform", "NONE")));
    }

    private static void Classifier(Importer m, OnnxNode n)
    {
        var x = Classical.Features(m, n);
        var labels = Classical.Labels(n);
        var weights = Weights(n, "class");
        var transform = n.Text("post_transform", "NONE");
        // Of two classes, one may speak for both.
        if (labels.Length == 2 && weights.Values.SelectMany(w => w).Select(w => w.Output).Distinct().Count() == 1)
        {
            var single = weights.ToDictionary(w => w.Key, w => w.Value.ConvertAll(v => (0, v.Weight)));
            var score = Scores(m, n, x, 1, single, "SUM");
            var positive = weights.Values.SelectMany(w => w).All(w => w.Weight >= 0);
            Classical.OneScore(m, n, score, labels, transform, positive && transform == "NONE" ? 0.5f : 0, positive
                || transform == "LOGISTIC");
            return;
        }
        Classical.Classes(m, n, Scores(m, n, x, labels.Length, weights, "SUM"), labels, transform);
    }

    /// <summary>What each leaf adds to which outputs, by tree and node.</summary>
    private static Dictionary<(int Tree, int Node), List<(int Output, float Weight)>> Weights(OnnxNode n, string kind)
    {
        int[] trees = n.Ints($"{kind}_treeids") ?? [], nodes = n.Ints($"{kind}_nodeids") ?? [], ids = n.Ints($"{kind}_ids") ?? [];
        var weights = n.Floats($"{kind}_weights") ?? [];
        if (trees.Length != weights.Length || nodes.Length != weights.Length || ids.Length != weights.Length)
            throw n.Bad($"the lists of {kind} weights differ in length.");
        var all = new Dictionary<(int, int), List<(int, float)>>();
        for (var i = 0; i < weights.Length; i++)
        {
            if (!all.TryGetValue((trees[i], nodes[i]), out var list)) all[(trees[i], nodes[i])] = list = [];
            list.Add((ids[i], weights[i]));
        }
        return all;
    }

    private static OnnxValue Scores(Importer m, OnnxNode n, OnnxValue x, int outputs,
        Dictionary<(int Tree, int Node), List<(int Output, float Weight)>> weights, string aggregate)
    {
        if (aggregate is not ("SUM" or "AVERAGE")) throw n.Bad($"the aggregation {aggregate} is not supported; SUM and AVERAGE are.");
        if (outputs is <= 0 or > 1 << 16) throw n.Bad($"{outputs} outputs are out of all proportion.");
        var offsets = n.Floats("base_values") is { Length: > 0 } given ? given : new float[outputs];
        if (offsets.Length != outputs) throw n.Bad($"{offsets.Length} base values for {outputs} outputs.");
        var planter = new Planter(n, outputs, weights);
        var op = planter.Plant(offsets, aggregate == "AVERAGE");
        var id = m.Emit(n, op, [m.Arrange(n, x)]);
        return Importer.Arranged(n, id, [x.Dims[0], outputs], [0, 1]);
    }

    /// <summary>Follows the file's nodes from each tree's first one.</summary>
    private sealed class Planter
    {
        private readonly OnnxNode _n;
        private readonly int _outputs;
        private readonly Dictionary<(int Tree, int Node), List<(int Output, float Weight)>> _weights;
        private readonly int[] _trees, _ids, _tested, _yes, _no;
        private readonly float[] _values;
        private readonly string[] _modes;
        private readonly Dictionary<(int Tree, int Node), int> _places = [];
        private readonly List<int> _roots = [], _features = [], _next = [];
        private readonly List<float> _thresholds = [], _leaves = [];

        public Planter(OnnxNode n, int outputs, Dictionary<(int Tree, int Node), List<(int Output, float Weight)>> weights)
        {
            (_n, _outputs, _weights) = (n, outputs, weights);
            int[] Ints(string name) => n.Ints("nodes_" + name) ?? [];
            (_trees, _ids, _tested, _yes, _no) = (Ints("treeids"), Ints("nodeids"), Ints("featureids"), Ints("truenodeids"),
                Ints("falsenodeids"));
            (_values, _modes) = (n.Floats("nodes_values") ?? [], n.Texts("nodes_modes"));
            int[] lengths = [_ids.Length, _tested.Length, _yes.Length, _no.Length, _values.Length, _modes.Length];
            if (lengths.Any(l => l != _trees.Length)) throw n.Bad("the lists of nodes differ in length.");
            for (var i = 0; i < _trees.Length; i++)
                if (!_places.TryAdd((_trees[i], _ids[i]), i)) throw n.Bad($"node {_ids[i]} of tree {_trees[i]} is there twice.");
        }

        public TreeEnsemble Plant(float[] offsets, bool average)
        {
            // A tree's first node is the one no other leads to.
            var inner = new HashSet<(int, int)>();
            for (var i = 0; i < _trees.Length; i++)
                if (_modes[i] != "LEAF")
                {
                    inner.Add((_trees[i], _yes[i]));
                    inner.Add((_trees[i], _no[i]));
                }
            for (var i = 0; i < _trees.Length; i++)
            {
                if (inner.Contains((_trees[i], _ids[i]))) continue;
                _roots.Add(_features.Count);
                Grow(i, 0);
            }
            if (_roots.Count != _trees.Distinct().Count()) throw _n.Bad("a tree has several first nodes, or none.");
            var scale = average ? 1f / Math.Max(1, _roots.Count) : 1;
            return new TreeEnsemble(_outputs, _roots.ToEquatableArray(), _features.ToEquatableArray(), _thresholds.ToEquatableArray(),
                _next.ToEquatableArray(), _leaves.Select(l => l * scale).ToEquatableArray(), offsets.ToEquatableArray());
        }

        private void Grow(int i, int depth)
        {
            if (depth > MostDepth || _features.Count > MostNodes)
                throw _n.Bad($"the trees are out of all proportion, or tree {_trees[i]} has a cycle.");
            var place = _features.Count;
            if (_modes[i] == "LEAF")
            {
                var row = new float[_outputs];
                foreach (var (output, weight) in _weights.GetValueOrDefault((_trees[i], _ids[i]), []))
                    row[output >= 0 && output < _outputs ? output : throw _n.Bad($"output {output} is not one of {_outputs}.")] += weight;
                _features.Add(TreeEnsemble.Leaf);
                _thresholds.Add(0);
                _next.Add(_leaves.Count / _outputs);
                _leaves.AddRange(row);
                return;
            }
            // x < t is x <= the float before t; the other two are these with their ends exchanged.
            var (yes, no) = _modes[i] is "BRANCH_GTE" or "BRANCH_GT" ? (_no[i], _yes[i]) : (_yes[i], _no[i]);
            var threshold = _modes[i] is "BRANCH_LT" or "BRANCH_GTE" ? MathF.BitDecrement(_values[i]) : _values[i];
            if (_modes[i] is not ("BRANCH_LEQ" or "BRANCH_LT" or "BRANCH_GTE" or "BRANCH_GT"))
                throw _n.Bad($"the mode {_modes[i]} is not supported.");
            _features.Add(_tested[i]);
            _thresholds.Add(threshold);
            _next.Add(0);
            Grow(Place(i, yes), depth + 1);
            _next[place] = _features.Count;
            Grow(Place(i, no), depth + 1);
        }

        private int Place(int i, int node) =>
            _places.TryGetValue((_trees[i], node), out var place) ? place : throw _n.Bad($"tree {_trees[i]} has no node {node}.");
    }
}
