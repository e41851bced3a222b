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

/// <summary>
/// Overlapping frames of a signal, each through <see cref="Body"/>: frame t is X[0, t·FrameStep ... t·FrameStep + FrameSize - 1, ...], for
/// t from 0 as long as frames lie within X. X [1, n, ...]; further operands go to every frame. The body takes a frame, [1, FrameSize, ...],
/// and the further operands; of its results [1, ...] those of all frames are stacked: [1, frames, ...]. Memory is needed for one frame
/// at a time.
/// </summary>
public sealed record ForEachFrame(int FrameSize, int FrameStep, Subgraph Body) : Op
{
    public const int Input = 0, First = 1;
}

public static class ControlFlow
{
    /// <summary>The graphs in an operator: then and else, condition and body, or a body; none in most.</summary>
    public static ImmutableArray<Subgraph> Subgraphs(this Op op) =>
        op is If branch ? [branch.Then, branch.Else] : op is While loop ? [loop.Condition, loop.Body]
        : op is ForEachFrame frames ? [frames.Body] : [];
}
