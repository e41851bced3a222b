using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Formats;

namespace Mote.Workflows;

/// <summary>A file of examples: all inputs of the model, little-endian, one example after another.</summary>
public static class ExampleFile
{
    /// <exception cref="MoteException">MOTE0003: its size is no multiple of the inputs'.</exception>
    public static (byte[] Data, int Examples) Read(string path, Graph graph)
    {
        var data = WholeFile.Read(path);
        var bytes = graph.Inputs.Sum(i => graph.Type(i).Bytes);
        if (data.Length == 0 || bytes == 0 || data.Length % bytes != 0)
            throw new MoteException("MOTE0003", path, $"has {data.Length} bytes; examples of this model take {bytes} bytes each.");
        return (data, data.Length / bytes);
    }
}
