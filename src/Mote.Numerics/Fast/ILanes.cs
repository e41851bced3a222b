namespace Mote.Numerics.Fast;

/// <summary>
/// A register of floats that kernels are generic over, so that one source serves every vector width. The compiler makes a method of its
/// own for each width, in which all of this is a single instruction.
/// </summary>
internal unsafe interface ILanes<T> where T : unmanaged, ILanes<T>
{
    /// <summary>Floats in a register.</summary>
    static abstract int Width { get; }

    /// <summary>Vectors that a row of a matrix product's tile may have: as many as the machine has registers for.</summary>
    static abstract int TileVectors { get; }

    static abstract T Zero { get; }

    static abstract T Splat(float x);

    static abstract T Load(float* from);

    /// <summary>The first <paramref name="count"/> floats; zeros follow. Memory beyond them is not touched.</summary>
    static abstract T Load(float* from, int count);

    void Store(float* to);

    /// <summary>Stores the first <paramref name="count"/> floats; memory beyond them is not touched.</summary>
    void Store(float* to, int count);

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator *(T a, T b);

    static abstract T operator /(T a, T b);

    /// <summary>Bits of both.</summary>
    static abstract T operator &(T a, T b);

    /// <summary>a·b + c, rounded once where the machine can.</summary>
    static abstract T Fma(T a, T b, T c);

    static abstract T Max(T a, T b);

    static abstract T Min(T a, T b);

    static abstract T Sqrt(T a);

    /// <summary>All bits where a > b, none elsewhere (and where either is no number).</summary>
    static abstract T Greater(T a, T b);

    /// <summary>All bits where a is b.</summary>
    static abstract T Same(T a, T b);

    /// <summary>a where the mask has bits, else b.</summary>
    static abstract T Select(T mask, T a, T b);

    /// <summary>To the nearest integer, half to even; |a| &lt; 2^22.</summary>
    static abstract T Round(T a);

    /// <summary>2^a for whole numbers a from -126 to 127.</summary>
    static abstract T PowerOfTwo(T a);

    /// <summary>The exponent of a positive normal number, as a float: floor(log2(a)).</summary>
    static abstract T Exponent(T a);

    /// <summary>The factor from 1 to 2 that a positive normal number is a power of two of.</summary>
    static abstract T Fraction(T a);

    /// <summary>The lanes' sum, always in the same order: halves are added to each other.</summary>
    float Sum();
}
