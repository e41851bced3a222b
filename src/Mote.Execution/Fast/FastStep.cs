using Mote.Core.Graphs;
using Mote.Execution.Reference;

namespace Mote.Execution.Fast;

/// <summary>Where values are while a plan runs: one such memory an executor, so that executors of one plan can run at once.</summary>
/// <param name="arena">All values that change.</param>
/// <param name="scratch">What a step needs while it runs, shared by all steps.</param>
/// <param name="values">The bytes of each value, constants too.</param>
/// <param name="interpreters">Of the graphs inside of nodes.</param>
internal sealed unsafe class FastMemory(
    PinnedArray<byte> arena, PinnedArray<byte> scratch, Memory<byte>[] values, IReadOnlyDictionary<FastPlan, FastInterpreter> interpreters)
{
    public Memory<byte>[] Values => values;

    public byte* Scratch => scratch.Pointer;

    public FastInterpreter Interpreter(FastPlan plan) => interpreters[plan];

    /// <summary>A place of the arena.</summary>
    public byte* At(int offset) => arena.Pointer + offset;
}

/// <summary>What a plan does in place of a node. Immutable: everything that changes is in the memory it is given.</summary>
internal abstract class FastStep
{
    /// <summary>Bytes of scratch memory, over-reads included.</summary>
    public virtual int ScratchBytes => 0;

    /// <summary>Of graphs inside of the node.</summary>
    public virtual IReadOnlyList<FastPlan> Subplans => [];

    public abstract void Run(FastMemory memory);
}

/// <summary>A node without a fast kernel, or one whose shape or numbers none suits: the definition itself.</summary>
internal sealed class ReferenceStep(Graph graph, Node node) : FastStep
{
    public override void Run(FastMemory memory) => ReferenceKernels.Run(node.Op, new KernelCall(graph, node, memory.Values));
}
