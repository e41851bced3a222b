using Mote.Core.Types;

namespace Mote.Core.Graphs;

/// <summary>
/// Memory that survives from one inference to the next. The graph stays free of side effects: a state is a value that is there
/// when an inference begins, and the value that is kept when it ends.
/// </summary>
/// <param name="Before">Read as any value; made by nobody. Never an output: it would be gone when the inference ends.</param>
/// <param name="After">Of the same type; the next inference's Before. No other state's Before.</param>
/// <param name="Initial">What a reset gives Before.</param>
public sealed record State(ValueId Before, ValueId After, Tensor Initial)
{
    public bool IsWritten => After != Before;
}
