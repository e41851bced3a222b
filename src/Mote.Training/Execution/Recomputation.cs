using System.Collections.Immutable;
using Mote.Training.Networks;

namespace Mote.Training.Execution;

/// <summary>
/// What is cheap to make again is not kept for the backward pass: in each later level that reads it, it is computed anew, for one chunk at
/// a time, from what that level reads anyway or what is kept (Chen and others 2016, "Training Deep Nets with Sublinear Memory Cost"). Of a
/// normalized layer only the convolution's result stays in memory. Recomputed values are the same to the bit.
/// </summary>
internal sealed class Recomputation
{
    private readonly List<NetworkValue> _values;
    private readonly ImmutableArray<Level> _levels;
    private readonly HashSet<int> _kept;
    private readonly int[] _lastRead;
    private readonly Dictionary<int, (NetworkNode Node, int Level)> _makers = [];

    private Recomputation(Network network, ImmutableArray<Level> levels)
    {
        (_values, _levels, _kept) = ([.. network.Values], levels, [.. network.Outputs]);
        _lastRead = new int[network.Values.Length];
        for (var level = 0; level < levels.Length; level++)
        {
            foreach (var node in levels[level].Chunked)
            {
                foreach (var output in node.Outputs) _makers[output] = (node, level);
                foreach (var input in node.Inputs) _lastRead[input] = level;
            }
            foreach (var node in levels[level].Gathered)
            {
                _kept.UnionWith(node.Inputs);
                foreach (var input in node.Inputs) _lastRead[input] = level;
            }
        }
    }

    /// <summary>The network's values and further ones, and levels that read those.</summary>
    public static (ImmutableArray<NetworkValue> Values, ImmutableArray<Level> Levels) Of(Network network, ImmutableArray<Level> levels)
    {
        var all = new Recomputation(network, levels);
        var changed = levels.Select((level, i) => level with { Chunked = all.Rewrite(i) }).ToImmutableArray();
        return ([.. all._values], changed);
    }

    private ImmutableArray<NetworkNode> Rewrite(int level)
    {
        var nodes = new List<NetworkNode>();
        var again = new Dictionary<int, int>();
        foreach (var node in _levels[level].Chunked)
        {
            var inputs = node.Inputs.Select(i => CanRepeat(i, level) ? Repeat(i, level, nodes, again) : i).ToArray();
            nodes.Add(node with { Inputs = [.. inputs] });
        }
        return [.. nodes];
    }

    private bool CanRepeat(int value, int level)
    {
        if (_kept.Contains(value) || !_makers.TryGetValue(value, out var maker) || maker.Level >= level) return false;
        return maker.Node.Op is ScaleShift or Dropout or Clamp
            && maker.Node.Inputs.Where(i => _values[i].IsPerExample).All(i => IsThere(i, level) || CanRepeat(i, level));
    }

    /// <summary>Whether a value is kept until this level for other reasons.</summary>
    private bool IsThere(int value, int level) =>
        _kept.Contains(value) || _values[value].Kind == ValueKind.Input || (_lastRead[value] >= level && !CanRepeat(value, level));

    private int Repeat(int value, int level, List<NetworkNode> nodes, Dictionary<int, int> again)
    {
        if (again.TryGetValue(value, out var known)) return known;
        var maker = _makers[value].Node;
        var inputs = maker.Inputs.Select(i => CanRepeat(i, level) ? Repeat(i, level, nodes, again) : i).ToArray();
        var copy = _values[value] with { Id = _values.Count };
        _values.Add(copy);
        nodes.Add(maker with { Inputs = [.. inputs], Outputs = [copy.Id] });
        return again[value] = copy.Id;
    }
}
