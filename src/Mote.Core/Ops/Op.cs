namespace Mote.Core.Ops;

/// <summary>
/// The meaning of a node: its attributes and nothing else. No operands, no types, no code: every concern is one exhaustive
/// switch elsewhere, and the compiler lists them all when a record is added here.
/// </summary>
[Closed]
public abstract record Op
{
    private protected Op()
    {
    }
}

/// <summary>A clamp that many operators end with.</summary>
public enum Activation
{
    None,

    /// <summary>max(x, 0)</summary>
    Relu,

    /// <summary>min(max(x, 0), 6)</summary>
    Relu6,

    /// <summary>min(max(x, -1), 1)</summary>
    ReluN1To1,
}
