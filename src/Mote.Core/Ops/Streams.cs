namespace Mote.Core.Ops;

/// <summary>
/// Overlapping frames of a stream: Y[..., k] is FrameSize samples, FrameStep further on than Y[..., k - 1]. X int16 [..., n], n a
/// multiple of FrameStep; Y [..., n / FrameStep, FrameSize]; then a bool [] that says whether all of Y is valid. With Prefill zeros
/// precede the stream, so that it always is. States: the samples that the next frames need, and, without Prefill, how many steps
/// are missing until frames are valid. What is not valid begins with zeros.
/// </summary>
public sealed record Framer(int FrameSize, int FrameStep, bool Prefill) : Op
{
    public const int Input = 0, History = 1, Missing = 2;

    /// <summary>Steps that a frame takes, the last one perhaps in part.</summary>
    public int Steps => FrameStep <= 0 ? 0 : FrameSize / FrameStep + (FrameSize % FrameStep == 0 ? 0 : 1);

    /// <summary>Samples that are kept. Without prefill a frame begins at the oldest of whole steps.</summary>
    public int Kept => Prefill ? FrameSize - FrameStep : (Steps - 1) * FrameStep;

    public bool Counts => !Prefill && Kept > 0;
}

/// <summary>
/// Frames beside their neighbours: Y is the last Left + 1 + Right frames, oldest first, every Step calls. X int16 [n],
/// Y [(Left + 1 + Right)·n]; then a bool [] that says whether this is such a call. Before the first frame stand copies of it.
/// States: the frames, and how many calls are missing (-1 before the first).
/// </summary>
public sealed record Stacker(int Left, int Right, int Step) : Op
{
    public const int Input = 0, Frames = 1, Missing = 2;

    public int Kept => Left + Right;
}

/// <summary>
/// The inverse of <see cref="Framer"/>: frames added where they overlap. X [..., k, FrameSize], Y [..., k·FrameStep], both int16
/// (sums saturate) or float. State: what later frames are still to be added to, FrameSize - FrameStep samples.
/// </summary>
public sealed record OverlapAdd(int FrameSize, int FrameStep) : Op
{
    public const int Input = 0, Tail = 1;

    public int Kept => FrameSize - FrameStep;
}

/// <summary>A stream Length samples later, zeros first. X int16 [..., n], Y alike; state: Length samples.</summary>
public sealed record Delay(int Length) : Op
{
    public const int Input = 0, Line = 1;
}

/// <summary>
/// The last rows of a stream: M' is M without its first row, X after it. X [1, 1, w, c], M [1, n, w, c], both int8. The one result
/// is M', the state's new value.
/// </summary>
public sealed record CircularBuffer : Op
{
    public const int Input = 0, Rows = 1;
}

/// <summary>
/// Whether this is the last of every Cycles calls, a bool []. State: calls that are missing, an int32 [] that begins with Cycles.
/// What shall happen in such calls only is chosen with <see cref="Select"/>.
/// </summary>
public sealed record Periodic(int Cycles) : Op
{
    public const int Missing = 0;
}
