using Mote.Core.Graphs;

namespace Mote.Compression;

/// <summary>Examples of a float graph for the integer graph that was made of it.</summary>
public static class QuantizedInputs
{
    /// <param name="from">The float graph.</param>
    /// <param name="to">The integer graph.</param>
    /// <param name="example">All inputs of the float graph one after another.</param>
    /// <returns>All inputs of the integer graph: reals rounded to its input types, all else as it is.</returns>
    public static byte[] Of(Graph from, Graph to, ReadOnlySpan<byte> example) => StoredReals.Inputs(from, to, example);
}
