using Mote.Core.Types;

namespace Mote.Core.Ops;

/// <summary>Mean over Axes (sorted, not negative).</summary>
public sealed record Mean(EquatableArray<int> Axes, bool KeepDims) : Op;
