using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mote.Numerics.Fast;

/// <summary>16 floats in a register of 512 bits.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Lanes512>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector512<float> _lanes;

    [MethodImpl(Inline)]
    private Lanes512(Vector512<float> lanes) => _lanes = lanes;

    public static int Width => 16;

    public static int TileVectors => 4;

    public static Lanes512 Zero
    {
        [MethodImpl(Inline)]
        get => new(Vector512<float>.Zero);
    }

    [MethodImpl(Inline)]
    public static Lanes512 Splat(float x) => new(Vector512.Create(x));

    [MethodImpl(Inline)]
    public static Lanes512 Load(float* from) => new(Vector512.Load(from));

    [MethodImpl(Inline)]
    public void Store(float* to) => _lanes.Store(to);

    [MethodImpl(Inline)]
    public static Lanes512 Load(float* from, int count) => new(Avx512F.MaskLoad(from, First(count), Vector512<float>.Zero));

    [MethodImpl(Inline)]
    public void Store(float* to, int count) => Avx512F.MaskStore(to, First(count), _lanes);

    [MethodImpl(Inline)]
    private static Vector512<float> First(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    [MethodImpl(Inline)]
    public static Lanes512 operator +(Lanes512 a, Lanes512 b) => new(a._lanes + b._lanes);

    [MethodImpl(Inline)]
    public static Lanes512 operator -(Lanes512 a, Lanes512 b) => new(a._lanes - b._lanes);

    [MethodImpl(Inline)]
    public static Lanes512 operator *(Lanes512 a, Lanes512 b) => new(a._lanes * b._lanes);

    [MethodImpl(Inline)]
    public static Lanes512 operator /(Lanes512 a, Lanes512 b) => new(a._lanes / b._lanes);

    [MethodImpl(Inline)]
    public static Lanes512 operator &(Lanes512 a, Lanes512 b) => new(a._lanes & b._lanes);

    [MethodImpl(Inline)]
    public static Lanes512 Fma(Lanes512 a, Lanes512 b, Lanes512 c) => new(Vector512.MultiplyAddEstimate(a._lanes, b._lanes, c._lanes));

    [MethodImpl(Inline)]
    public static Lanes512 Max(Lanes512 a, Lanes512 b) => new(Vector512.MaxNative(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes512 Min(Lanes512 a, Lanes512 b) => new(Vector512.MinNative(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes512 Sqrt(Lanes512 a) => new(Vector512.Sqrt(a._lanes));

    [MethodImpl(Inline)]
    public static Lanes512 Greater(Lanes512 a, Lanes512 b) => new(Vector512.GreaterThan(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes512 Same(Lanes512 a, Lanes512 b) => new(Vector512.Equals(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes512 Select(Lanes512 mask, Lanes512 a, Lanes512 b) =>
        new(Vector512.ConditionalSelect(mask._lanes, a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes512 Round(Lanes512 a) => new(Vector512.Round(a._lanes));

    [MethodImpl(Inline)]
    public static Lanes512 PowerOfTwo(Lanes512 a) =>
        new(Vector512.ShiftLeft(Vector512.ConvertToInt32Native(a._lanes) + Vector512.Create(127), 23).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes512 Exponent(Lanes512 a) =>
        new(Vector512.ConvertToSingle(Vector512.ShiftRightLogical(a._lanes.AsInt32(), 23) - Vector512.Create(127)));

    [MethodImpl(Inline)]
    public static Lanes512 Fraction(Lanes512 a) =>
        new(((a._lanes.AsInt32() & Vector512.Create(0x007F_FFFF)) | Vector512.Create(0x3F80_0000)).AsSingle());

    [MethodImpl(Inline)]
    public float Sum()
    {
        Vector256<float> sum = _lanes.GetLower() + _lanes.GetUpper();
        Vector128<float> half = sum.GetLower() + sum.GetUpper();
        return half[0] + half[2] + (half[1] + half[3]);
    }
}
