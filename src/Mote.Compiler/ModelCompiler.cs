using Mote.Compiler.Lowering;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;

namespace Mote.Compiler;

/// <summary>From a graph, as the passes leave it, to a program in C.</summary>
public static class ModelCompiler
{
    /// <exception cref="MoteException">The graph needs something the kernels do not have.</exception>
    public static CProgram Compile(Graph graph, CompileOptions options) =>
        new Compilation(new LayerLowering()).Compile(graph, options);
}
