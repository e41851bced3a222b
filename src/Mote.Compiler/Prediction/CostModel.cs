using Mote.Compiler.Lowering;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;

namespace Mote.Compiler.Prediction;

/// <summary>
/// Predicts what graphs will take, for searches over architectures: compiles them as <see cref="ModelCompiler"/> does, but for layers like
/// ones that it has seen, which are looked up. Lives as long as the search; may be asked by several threads.
/// <para>
/// Instructions are counted by the generators of routines, and fitted to emulators' counts for C (<see cref="KernelWork"/>). Weights and
/// scales of a layer that is looked up do not count. In instructions that is off by less than a hundredth on cores with DSP or vector
/// instructions, and less than a tenth on Cortex-M0+ and RV32IMC, whose kernels group products as far as weights allow. Flash is off by
/// what layers of one shape share more or less: they have routines in common if their rescaling has one form. Tests hold both.
/// </para>
/// </summary>
/// <param name="options">Core and goal.</param>
public sealed class CostModel(CompileOptions options)
{
    private readonly Compilation _compilation = new(new RememberedLowering(new ProgramParts()));

    /// <param name="graph">As the passes leave it, with weights of any values.</param>
    /// <exception cref="MoteException">The graph needs something the kernels do not have.</exception>
    public ProgramCost Predict(Graph graph) => _compilation.CostOf(graph, options);

    /// <summary>Of a graph alone, by its own weights.</summary>
    /// <param name="graph">As the passes leave it.</param>
    /// <param name="options">Core and goal.</param>
    /// <exception cref="MoteException">The graph needs something the kernels do not have.</exception>
    public static ProgramCost Of(Graph graph, CompileOptions options) => new Compilation(new LayerLowering()).CostOf(graph, options);
}
