namespace Mote.Core.Ops;

/// <summary>
/// Y[i] = f(X[i]). Real, or quantized with two scales: then the function of the reals both stand for, as the reference rounds it
/// where the reference has it, and otherwise dequantized, computed and quantized.
/// </summary>
public sealed record Unary(UnaryKind Kind) : Op;

public enum UnaryKind
{
    /// <summary>|x|</summary>
    Abs,

    /// <summary>-x</summary>
    Neg,

    /// <summary>√x</summary>
    Sqrt,

    /// <summary>1 / √x</summary>
    Rsqrt,

    /// <summary>x²</summary>
    Square,

    /// <summary>e^x</summary>
    Exp,

    /// <summary>ln x</summary>
    Log,

    /// <summary>sin x</summary>
    Sin,

    /// <summary>cos x</summary>
    Cos,

    /// <summary>Smallest integer not below x.</summary>
    Ceil,

    /// <summary>Largest integer not above x.</summary>
    Floor,

    /// <summary>Nearest integer, ties to even.</summary>
    Round,

    /// <summary>1 / (1 + e^-x)</summary>
    Logistic,

    /// <summary>tanh x</summary>
    Tanh,

    /// <summary>x where x >= 0, e^x - 1 below</summary>
    Elu,

    /// <summary>x · min(max(x + 3, 0), 6) / 6</summary>
    HardSwish,

    /// <summary>Whether x is false; of bool.</summary>
    Not,

    /// <summary>x · Φ(x), Φ the normal distribution</summary>
    Gelu,

    /// <summary>x · (1 + tanh(√(2/π) · (x + 0.044715·x³))) / 2</summary>
    GeluTanh,
}

/// <summary>Y[i] = X[i] where X[i] >= 0, Alpha · X[i] below.</summary>
public sealed record LeakyRelu(float Alpha) : Op;

/// <summary>Elements of X as numbers of another type, whatever they stand for. Reals lose their fraction, integers their upper
/// bits.</summary>
public sealed record Cast(Types.ElementType To) : Op;

/// <summary>X's shape full of stored zeros.</summary>
public sealed record ZerosLike : Op;
