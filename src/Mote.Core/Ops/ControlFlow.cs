using System.Collections.Immutable;

namespace Mote.Core.Ops;

/// <summary>
/// Operand 0 is the condition, one bool; the others are what both branches take. Where it holds, the results are those of
/// <see cref="Then"/>, otherwise those of <see cref="Else"/>: only one of them is computed.
/// </summary>
public sealed record If(Subgraph Then, Subgraph Else) : Op
{
    public const int Condition = 0, First = 1;
}

/// <summary>
/// The results begin as the operands; while <see cref="Condition"/> of them (one bool) holds, they become <see cref="Body"/> of them.
/// </summary>
public sealed record While(Subgraph Condition, Subgraph Body) : Op;

public static class ControlFlow
{
    /// <summary>The graphs in an operator: then and else, or condition and body; none in most.</summary>
    public static ImmutableArray<Subgraph> Subgraphs(this Op op) =>
        op is If branch ? [branch.Then, branch.Else] : op is While loop ? [loop.Condition, loop.Body] : [];
}
