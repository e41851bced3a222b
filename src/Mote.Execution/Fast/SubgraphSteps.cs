using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Execution.Fast;

/// <summary>A node that runs graphs of its own: each has a plan, and each executor an interpreter for it.</summary>
internal abstract class SubgraphStep(Node node, params FastPlan[] plans) : FastStep
{
    public override IReadOnlyList<FastPlan> Subplans => plans;

    /// <summary>The bytes of an operand.</summary>
    protected ReadOnlySpan<byte> Operand(FastMemory memory, int operand) => memory.Values[node.Inputs[operand].Index].Span;

    /// <summary>The bytes of all operands from one on, one after another.</summary>
    protected byte[] Operands(FastMemory memory, int first)
    {
        using var all = new MemoryStream();
        for (var i = first; i < node.Inputs.Count; i++) all.Write(Operand(memory, i));
        return all.ToArray();
    }

    protected void Deliver(FastMemory memory, ReadOnlySpan<byte> results)
    {
        foreach (var output in node.Outputs)
        {
            var y = memory.Values[output.Index].Span;
            results[..y.Length].CopyTo(y);
            results = results[y.Length..];
        }
    }
}

internal sealed class IfStep(Node node, FastPlan then, FastPlan otherwise) : SubgraphStep(node, then, otherwise)
{
    public override void Run(FastMemory memory)
    {
        var taken = Operand(memory, If.Condition)[0] != 0 ? Subplans[0] : Subplans[1];
        Deliver(memory, memory.Interpreter(taken).Run(Operands(memory, If.First)));
    }
}

internal sealed class WhileStep(Node node, FastPlan condition, FastPlan body) : SubgraphStep(node, condition, body)
{
    public override void Run(FastMemory memory)
    {
        var (condition, body) = (memory.Interpreter(Subplans[0]), memory.Interpreter(Subplans[1]));
        var carried = Operands(memory, 0);
        while (condition.Run(carried)[0] != 0) carried = body.Run(carried);
        Deliver(memory, carried);
    }
}
