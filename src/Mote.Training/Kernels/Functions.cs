using System.Numerics;
using Mote.Core.Diagnostics;
using Mote.Core.Ops;

namespace Mote.Training.Kernels;

/// <summary>Functions of one real and their slopes.</summary>
internal static class Functions<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Half = T.CreateChecked(0.5), Three = T.CreateChecked(3), Six = T.CreateChecked(6);
    private static readonly T Cubic = T.CreateChecked(0.044715), RootTwoOverPi = T.Sqrt(T.CreateChecked(2) / T.Pi);

    /// <exception cref="MoteException">MOTE0602: the function cannot be trained through.</exception>
    public static Func<T, T> Of(UnaryKind kind) => kind switch
    {
        UnaryKind.Abs => T.Abs,
        UnaryKind.Neg => x => -x,
        UnaryKind.Sqrt => T.Sqrt,
        UnaryKind.Rsqrt => x => T.One / T.Sqrt(x),
        UnaryKind.Square => x => x * x,
        UnaryKind.Exp => T.Exp,
        UnaryKind.Log => T.Log,
        UnaryKind.Sin => T.Sin,
        UnaryKind.Cos => T.Cos,
        UnaryKind.Logistic => Logistic,
        UnaryKind.Tanh => T.Tanh,
        UnaryKind.Elu => x => x >= T.Zero ? x : T.Exp(x) - T.One,
        UnaryKind.HardSwish => x => x * T.Min(T.Max(x + Three, T.Zero), Six) / Six,
        UnaryKind.GeluTanh => x => Half * x * (T.One + T.Tanh(Inner(x))),
        UnaryKind.Ceil or UnaryKind.Floor or UnaryKind.Round or UnaryKind.Not or UnaryKind.Gelu => throw NoSlope(kind),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <returns>The slope, given what the function is applied to and what it gave.</returns>
    /// <exception cref="MoteException">MOTE0602: there is none that helps.</exception>
    public static Func<T, T, T> Slope(UnaryKind kind) => kind switch
    {
        UnaryKind.Abs => (x, _) => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.Zero,
        UnaryKind.Neg => (_, _) => -T.One,
        UnaryKind.Sqrt => (_, y) => Half / y,
        UnaryKind.Rsqrt => (x, y) => -Half * y / x,
        UnaryKind.Square => (x, _) => x + x,
        UnaryKind.Exp => (_, y) => y,
        UnaryKind.Log => (x, _) => T.One / x,
        UnaryKind.Sin => (x, _) => T.Cos(x),
        UnaryKind.Cos => (x, _) => -T.Sin(x),
        UnaryKind.Logistic => (_, y) => y * (T.One - y),
        UnaryKind.Tanh => (_, y) => T.One - y * y,
        UnaryKind.Elu => (x, y) => x >= T.Zero ? T.One : y + T.One,
        UnaryKind.HardSwish => (x, _) => x <= -Three ? T.Zero : x >= Three ? T.One : (x + x + Three) / Six,
        UnaryKind.GeluTanh => (x, _) => GeluSlope(x, T.Tanh(Inner(x))),
        UnaryKind.Ceil or UnaryKind.Floor or UnaryKind.Round or UnaryKind.Not or UnaryKind.Gelu => throw NoSlope(kind),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static T Logistic(T x) => T.One / (T.One + T.Exp(-x));

    private static T Inner(T x) => RootTwoOverPi * (x + Cubic * x * x * x);

    private static T GeluSlope(T x, T t) =>
        Half * (T.One + t) + Half * x * (T.One - t * t) * RootTwoOverPi * (T.One + Three * Cubic * x * x);

    private static MoteException NoSlope(UnaryKind kind) =>
        new("MOTE0602", kind.ToString(), "nothing can be learned through this function.",
        "Remove it from the part that is trained, or use one with a slope.");
}
