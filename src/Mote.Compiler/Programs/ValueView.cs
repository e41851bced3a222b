using Mote.Core.Graphs;

namespace Mote.Compiler.Programs;

/// <summary>
/// By what their operators mean, a value's bytes are a run of another one's: a slice of whole rows of its operand, an operand of a
/// concatenation of the result. Where both lie so, nothing needs to be copied.
/// </summary>
/// <param name="Part">The shorter one, or an equally long one.</param>
/// <param name="Whole">What it is a run of.</param>
/// <param name="Offset">Where in it the run begins, in bytes.</param>
public sealed record ValueView(ValueId Part, ValueId Whole, int Offset);
