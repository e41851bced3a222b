namespace Mote.Compression.Pruning;

/// <summary>Numbers for neurons; some turn out to be the same, because they can only go together, or to have to stay (0).</summary>
internal sealed class Labels
{
    private readonly List<int> _parent = [0];

    /// <summary>So many new ones.</summary>
    public int[] New(int count)
    {
        var first = _parent.Count;
        for (var i = 0; i < count; i++) _parent.Add(first + i);
        return [.. Enumerable.Range(first, count)];
    }

    /// <summary>The number that stands for all that go together; the smallest, so that 0 wins.</summary>
    public int Find(int label)
    {
        while (_parent[label] != label) label = _parent[label] = _parent[_parent[label]];
        return label;
    }

    public void Join(int a, int b)
    {
        var (x, y) = (Find(a), Find(b));
        _parent[Math.Max(x, y)] = Math.Min(x, y);
    }

    public void Join(int[] a, int[] b)
    {
        for (var i = 0; i < a.Length; i++) Join(a[i], b[i]);
    }

    public void Keep(int[] labels)
    {
        foreach (var label in labels) Join(label, 0);
    }
}
