using Mote.Core.Graphs;

namespace Mote.Passes;

/// <summary>A function from graph to graph that changes how outputs are computed, never what they are.</summary>
public interface IPass
{
    /// <summary>Verb and object, as on the command line: fuse-pad.</summary>
    string Name { get; }

    /// <summary>The same instance when there was nothing to do.</summary>
    Graph Run(Graph graph);
}
