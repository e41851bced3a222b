namespace Mote.Data;

/// <summary>What is known of one example beside its samples.</summary>
/// <param name="Id">Unique in its set and stable: the file and, for a window of it, the place of its first sample.</param>
/// <param name="Label">Index of its class.</param>
/// <param name="Group">Whose it is: a speaker, a person, a machine. Empty where nobody knows.</param>
/// <param name="Split">What it is for.</param>
public sealed record Example(string Id, int Label, string Group, Split Split);
