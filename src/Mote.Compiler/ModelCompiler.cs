using Mote.Compiler.Lowering;
using Mote.Compiler.Memory;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;

namespace Mote.Compiler;

/// <summary>From a graph, as the passes leave it, to a program in C.</summary>
public static class ModelCompiler
{
    /// <exception cref="MoteException">The graph needs something the kernels do not have.</exception>
    public static CProgram Compile(Graph graph, CompileOptions options)
    {
        var layouts = Layouts.Choose(graph, options);
        var (arena, steps) = ArenaPlanner.Plan(graph, Lower.Graph(graph, layouts, options));
        return new CProgram(CNames.Identifier(graph.Name), graph, steps, arena, options) { Layouts = layouts };
    }
}
