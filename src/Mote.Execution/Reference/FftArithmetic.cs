using System.Numerics;
using Mote.Numerics;

namespace Mote.Execution.Reference;

/// <summary>A complex number of a transform.</summary>
internal readonly record struct Complex<T>(T Re, T Im)
    where T : INumber<T>
{
    /// <summary>Integers wrap.</summary>
    public static Complex<T> operator +(Complex<T> a, Complex<T> b) => new(a.Re + b.Re, a.Im + b.Im);

    public static Complex<T> operator -(Complex<T> a, Complex<T> b) => new(a.Re - b.Re, a.Im - b.Im);
}

/// <summary>How a transform multiplies and divides: what distinguishes fixed point from float.</summary>
internal interface IFftArithmetic<T>
    where T : INumber<T>
{
    /// <summary>Before a stage, so that its sums fit; float needs none.</summary>
    static abstract T Divided(T x, int radix);

    static abstract T Product(T a, T b);

    static abstract Complex<T> Product(Complex<T> a, Complex<T> b);

    /// <summary>Rounded down.</summary>
    static abstract T Half(T x);

    /// <summary>Half of a sum that need not fit.</summary>
    static abstract T HalfOfSum(T a, T b);

    static abstract T HalfOfDifference(T a, T b);

    static abstract T[] Table(double[] table);
}

internal readonly struct FftInt16 : IFftArithmetic<short>
{
    public static short Divided(short x, int radix) => Rounded(x * (short.MaxValue / radix));

    public static short Product(short a, short b) => Rounded(a * b);

    public static Complex<short> Product(Complex<short> a, Complex<short> b) =>
        new(Rounded(a.Re * b.Re - a.Im * b.Im), Rounded(a.Re * b.Im + a.Im * b.Re));

    public static short Half(short x) => (short)(x >> 1);

    public static short HalfOfSum(short a, short b) => (short)((a + b) >> 1);

    public static short HalfOfDifference(short a, short b) => (short)((a - b) >> 1);

    public static short[] Table(double[] table) => FftTables.ToInt16(table);

    private static short Rounded(int product) => unchecked((short)((product + (1 << 14)) >> 15));
}

internal readonly struct FftInt32 : IFftArithmetic<int>
{
    public static int Divided(int x, int radix) => Rounded((long)x * (int.MaxValue / radix));

    public static int Product(int a, int b) => Rounded((long)a * b);

    public static Complex<int> Product(Complex<int> a, Complex<int> b) =>
        new(Rounded((long)a.Re * b.Re - (long)a.Im * b.Im), Rounded((long)a.Re * b.Im + (long)a.Im * b.Re));

    public static int Half(int x) => x >> 1;

    /// <summary>There is no wider type: the sum wraps.</summary>
    public static int HalfOfSum(int a, int b) => unchecked(a + b) >> 1;

    public static int HalfOfDifference(int a, int b) => unchecked(a - b) >> 1;

    public static int[] Table(double[] table) => FftTables.ToInt32(table);

    private static int Rounded(long product) => unchecked((int)((product + (1 << 30)) >> 31));
}

internal readonly struct FftFloat : IFftArithmetic<float>
{
    public static float Divided(float x, int radix) => x;

    public static float Product(float a, float b) => a * b;

    public static Complex<float> Product(Complex<float> a, Complex<float> b) =>
        new((a.Re * b.Re) - (a.Im * b.Im), (a.Re * b.Im) + (a.Im * b.Re));

    public static float Half(float x) => x * 0.5f;

    public static float HalfOfSum(float a, float b) => (a + b) * 0.5f;

    public static float HalfOfDifference(float a, float b) => (a - b) * 0.5f;

    public static float[] Table(double[] table) => FftTables.ToFloat(table);
}
