namespace Mote.Core.Ops;

/// <summary>Y = act(f(A, B)), shapes broadcast as in NumPy. Sub and Div have an activation, the others none.</summary>
public sealed record Binary(BinaryKind Kind, Activation Activation = Activation.None) : Op
{
    public bool TakesActivation => Kind is BinaryKind.Sub or BinaryKind.Div;
}

public enum BinaryKind
{
    /// <summary>a - b</summary>
    Sub,

    /// <summary>a / b</summary>
    Div,

    /// <summary>a where a &lt; b, else b</summary>
    Minimum,

    /// <summary>a where a > b, else b</summary>
    Maximum,

    /// <summary>(a - b)²</summary>
    SquaredDifference,

    /// <summary>⌊a / b⌋</summary>
    FloorDiv,

    /// <summary>a - b·⌊a / b⌋</summary>
    FloorMod,

    /// <summary>Both; of bool.</summary>
    And,

    /// <summary>At least one; of bool.</summary>
    Or,
}

/// <summary>Y[i] = A[i] is Kind to B[i], as bool; shapes broadcast as in NumPy. Quantized operands compare as the reals they stand
/// for.</summary>
public sealed record Compare(ComparisonKind Kind) : Op;

public enum ComparisonKind
{
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
}

/// <summary>Y = A where Condition holds, B elsewhere; the three shapes broadcast as in NumPy.</summary>
public sealed record Select : Op
{
    public const int Condition = 0, A = 1, B = 2;
}

/// <summary>Y = X where X >= 0, Alpha · X below; shapes broadcast as in NumPy.</summary>
public sealed record PRelu : Op
{
    public const int Input = 0, Alpha = 1;
}

/// <summary>The sum of all operands, which have one shape.</summary>
public sealed record AddN : Op;
