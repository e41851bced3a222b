using Mote.Core.Types;

namespace Mote.Core.Ops;

public enum ReduceKind
{
    Sum,
    Min,
    Max,

    /// <summary>Whether all booleans hold.</summary>
    All,

    /// <summary>Whether one of them does.</summary>
    Any,
}

/// <summary>Sum, extreme, conjunction or disjunction over Axes (ascending).</summary>
public sealed record Reduce(ReduceKind Kind, EquatableArray<int> Axes, bool KeepDims) : Op;

public enum ArgKind
{
    Min,
    Max,
}

/// <summary>The place of the smallest or largest element along Axis, the first of equal ones; the axis goes.</summary>
public sealed record ArgReduce(ArgKind Kind, int Axis) : Op;

/// <summary>
/// Y[k] = Σ X[i] over i ≤ k along Axis (i ≥ k with Reverse); Exclusive leaves out X[k] itself. The int8 sum begins at minus the zero
/// point, not at zero, because the reference's does.
/// </summary>
public sealed record CumSum(int Axis, bool Exclusive = false, bool Reverse = false) : Op;
