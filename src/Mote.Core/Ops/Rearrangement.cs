using Mote.Core.Types;

namespace Mote.Core.Ops;

/// <summary>
/// Y[i] = X[Begin + i·Strides] for 0 ≤ i &lt; Sizes, under the shape To, which differs from Sizes in dimensions of 1 only.
/// Begin is not negative; a stride may be.
/// </summary>
public sealed record StridedSlice(EquatableArray<int> Begin, EquatableArray<int> Sizes, EquatableArray<int> Strides, Shape To) : Op;

/// <summary>
/// Consecutive parts of X along Axis, one output each: part k has Sizes[k] elements. With DropAxis each has one, and the axis goes.
/// </summary>
public sealed record Split(int Axis, EquatableArray<int> Sizes, bool DropAxis = false) : Op;

/// <summary>Operands of one shape one after another along a new axis.</summary>
public sealed record Pack(int Axis) : Op;

/// <summary>Axis k of Y is axis Permutation[k] of X.</summary>
public sealed record Transpose(EquatableArray<int> Permutation) : Op;

/// <summary>The elements in reverse order along each of Axes (ascending).</summary>
public sealed record Reverse(EquatableArray<int> Axes) : Op;

/// <summary>X repeated along its dimensions of 1, and along new ones in front, until it has the shape To.</summary>
public sealed record BroadcastTo(Shape To) : Op;

/// <summary>Y[n, y, x, (i·Block + j)·c + k] = X[n, y·Block + i, x·Block + j, k]. X [n,h,w,c].</summary>
public sealed record SpaceToDepth(int Block) : Op;

/// <summary>Y[n, y·Block + i, x·Block + j, k] = X[n, y, x, (i·Block + j)·c + k]. Y [n,h,w,c].</summary>
public sealed record DepthToSpace(int Block) : Op;

/// <summary>
/// Y[(i·b + j)·n + m, y, x, k] = P[m, y·a + i, x·b + j, k], with Block = a,b and P the operand with Before and After elements of the
/// real value zero around its spatial axes. X [n,h,w,c], or [n,h,c] with one block size.
/// </summary>
public sealed record SpaceToBatch(EquatableArray<int> Block, EquatableArray<int> Before, EquatableArray<int> After) : Op;

/// <summary>
/// Undoes <see cref="SpaceToBatch"/>: its P without Before elements at the beginning and After at the end of each spatial axis.
/// </summary>
public sealed record BatchToSpace(EquatableArray<int> Block, EquatableArray<int> Before, EquatableArray<int> After) : Op;

/// <summary>
/// X with Before and After elements around it, mirrored at its borders; Symmetric repeats the border element itself, the other
/// kind (REFLECT) does not.
/// </summary>
public sealed record MirrorPad(EquatableArray<int> Before, EquatableArray<int> After, bool Symmetric) : Op;
