using Mote.Core.Types;

namespace Mote.Core.Ops;

/// <summary>The same elements in the same order under another shape.</summary>
public sealed record Reshape(Shape To) : Op;

/// <summary>
/// Adds Before[axis] and After[axis] elements around X, as they are stored: Value is the integer, or the bits of a float; null stands
/// for the real value zero.
/// </summary>
public sealed record Pad(EquatableArray<int> Before, EquatableArray<int> After, int? Value = null) : Op;

/// <summary>Operands one after another along Axis; all other dimensions agree.</summary>
public sealed record Concatenation(int Axis) : Op;
