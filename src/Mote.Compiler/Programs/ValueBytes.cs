using Mote.Core.Graphs;

namespace Mote.Compiler.Programs;

/// <summary>How many bytes values take in memory: what their types say, but for signs that are packed.</summary>
public sealed class ValueBytes
{
    private readonly Graph _graph;
    private readonly Dictionary<ValueId, int> _packed = [];

    public ValueBytes(Graph graph, IEnumerable<Step> steps)
    {
        _graph = graph;
        foreach (var step in steps)
        {
            if (step.IsView && _packed.TryGetValue(step.Node.Inputs[0], out var same)) _packed[step.Node.Output] = same;
            else if (step.Calls is [{ ResultBytes: { } bytes }]) _packed[step.Node.Output] = bytes;
        }
    }

    public int this[ValueId value] => _packed.TryGetValue(value, out var bytes) ? bytes : _graph.Type(value).Bytes;

    /// <summary>Of signs as bits, in runs of words of their own.</summary>
    public static int OfSigns(int signs, int run) => signs / run * ((run + 31) / 32) * sizeof(uint);
}
