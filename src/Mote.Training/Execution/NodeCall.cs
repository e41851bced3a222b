using Mote.Core.Types;
using Mote.Training.Arithmetic;
using Mote.Training.Networks;

namespace Mote.Training.Execution;

/// <summary>Computes one node for some of the batch's examples, or, on whole values, for all of it.</summary>
internal delegate void NodeKernel<T>(in NodeCall<T> call)
    where T : unmanaged;

/// <summary>How a node is computed.</summary>
/// <param name="Run">For a chunk of the batch.</param>
/// <param name="Scratch">Elements of memory of its own, for a chunk.</param>
/// <param name="Prepare">Before the chunks of a level, once: what depends on whole values alone, such as weights in another order.</param>
/// <param name="Prepared">Elements of memory for what is prepared.</param>
/// <param name="Parts">Of a gathered node: into how many parts its result is cut; a number of its own, whatever the threads are.</param>
/// <param name="ScratchEach">Elements of memory of its own, for each example of a chunk.</param>
internal sealed record Kernel<T>(
    NodeKernel<T> Run, long Scratch = 0, NodeKernel<T>? Prepare = null, long Prepared = 0, long ScratchEach = 0, int Parts = 1)
    where T : unmanaged;

/// <summary>What is the same for all nodes of a step.</summary>
/// <param name="Seed">Of everything random.</param>
/// <param name="Step">Steps done before.</param>
/// <param name="Examples">How many the batch has; at most what memory was made for.</param>
/// <param name="Roundings">Where roundings are counted.</param>
internal readonly record struct StepContext(ulong Seed, long Step, int Examples, RoundingStatistics? Roundings = null);

/// <summary>A node with the memory of its operands and results.</summary>
internal sealed unsafe class BoundNode<T>(NetworkNode node, NetworkValue[] inputs, NetworkValue[] outputs)
    where T : unmanaged
{
    public NetworkNode Node => node;

    public NetworkValue[] Inputs => inputs;

    public NetworkValue[] Outputs => outputs;

    /// <summary>Each begins with the batch's or its own first element; of chunk-local values an offset.</summary>
    public nint[] X { get; } = new nint[inputs.Length];

    public nint[] Y { get; } = new nint[outputs.Length];

    public bool[] XIsLocal { get; } = new bool[inputs.Length];

    public bool[] YIsLocal { get; } = new bool[outputs.Length];

    /// <summary>Of results that are sums over the batch: where a chunk's own part stands among the chunk's parts; else -1.</summary>
    public long[] Partial { get; } = [.. Enumerable.Repeat(-1L, outputs.Length)];

    public Kernel<T>? Kernel { get; set; }

    public T* Prepared { get; set; }

    /// <summary>Whether it is computed for all examples at once, part by part of its result.</summary>
    public bool IsGathered { get; init; }
}

/// <param name="node">What is computed.</param>
/// <param name="context">Of the step.</param>
/// <param name="first">The chunk's first example.</param>
/// <param name="count">How many it has; 0 for a node on whole values.</param>
/// <param name="local">The worker's memory for values of one chunk.</param>
/// <param name="partial">The chunk's memory for its parts of sums.</param>
/// <param name="scratch">The worker's memory for the kernel's own use.</param>
/// <param name="prepared">The node's memory for what was prepared.</param>
/// <param name="part">Of a gathered node's result.</param>
/// <param name="parts">Of how many.</param>
internal readonly unsafe struct NodeCall<T>(
    BoundNode<T> node, StepContext context, int first, int count, T* local, T* partial, T* scratch, T* prepared, int part = 0,
    int parts = 1)
    where T : unmanaged
{
    public StepContext Context => context;

    /// <summary>Examples of this chunk.</summary>
    public int Count => count;

    public int First => first;

    /// <summary>The share of <paramref name="rows"/> of the result that this call is to compute.</summary>
    public (int First, int Count) Share(int rows)
    {
        var begin = (int)((long)rows * part / parts);
        return (begin, (int)((long)rows * (part + 1) / parts) - begin);
    }

    public T* Scratch => scratch;

    public T* Prepared => prepared;

    public int Operands => node.Inputs.Length;

    public int Results => node.Outputs.Length;

    public Shape XShape(int operand) => node.Inputs[operand].Shape;

    public Shape YShape(int result = 0) => node.Outputs[result].Shape;

    public bool XIsPerExample(int operand) => node.Inputs[operand].IsPerExample;

    public bool YIsPerExample(int result = 0) => node.Outputs[result].IsPerExample;

    /// <summary>Elements that the operand has in this call.</summary>
    public int XElements(int operand) => node.Inputs[operand].Shape.Elements * (XIsPerExample(operand) ? count : 1);

    public int YElements(int result = 0) => node.Outputs[result].Shape.Elements * (YIsPerExample(result) ? count : 1);

    /// <summary>The operand's elements of the chunk's examples one after another, or the whole value.</summary>
    public T* X(int operand) => node.XIsLocal[operand] ? local + node.X[operand]
        : (T*)node.X[operand] + (XIsPerExample(operand) ? (long)first * node.Inputs[operand].Shape.Elements : 0);

    /// <summary>As <see cref="X"/>. A sum over the batch is the chunk's part of it, zeroed before.</summary>
    public T* Y(int result = 0) => node.Partial[result] >= 0 ? partial + node.Partial[result]
        : node.YIsLocal[result] ? local + node.Y[result]
        : (T*)node.Y[result] + (YIsPerExample(result) ? (long)first * node.Outputs[result].Shape.Elements : 0);

    public ReadOnlySpan<T> XSpan(int operand) => new(X(operand), XElements(operand));

    public Span<T> YSpan(int result = 0) => new(Y(result), YElements(result));
}
