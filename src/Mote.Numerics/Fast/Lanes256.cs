using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mote.Numerics.Fast;

/// <summary>8 floats in a register of 256 bits.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Lanes256>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector256<float> _lanes;

    [MethodImpl(Inline)]
    private Lanes256(Vector256<float> lanes) => _lanes = lanes;

    public static int Width => 8;

    public static int TileVectors => 2;

    public static Lanes256 Zero
    {
        [MethodImpl(Inline)]
        get => new(Vector256<float>.Zero);
    }

    [MethodImpl(Inline)]
    public static Lanes256 Splat(float x) => new(Vector256.Create(x));

    [MethodImpl(Inline)]
    public static Lanes256 Load(float* from) => new(Vector256.Load(from));

    [MethodImpl(Inline)]
    public void Store(float* to) => _lanes.Store(to);

    [MethodImpl(Inline)]
    public static Lanes256 Load(float* from, int count) => new(Avx.MaskLoad(from, First(count)));

    [MethodImpl(Inline)]
    public void Store(float* to, int count) => Avx.MaskStore(to, First(count), _lanes);

    [MethodImpl(Inline)]
    private static Vector256<float> First(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(Inline)]
    public static Lanes256 operator +(Lanes256 a, Lanes256 b) => new(a._lanes + b._lanes);

    [MethodImpl(Inline)]
    public static Lanes256 operator -(Lanes256 a, Lanes256 b) => new(a._lanes - b._lanes);

    [MethodImpl(Inline)]
    public static Lanes256 operator *(Lanes256 a, Lanes256 b) => new(a._lanes * b._lanes);

    [MethodImpl(Inline)]
    public static Lanes256 operator /(Lanes256 a, Lanes256 b) => new(a._lanes / b._lanes);

    [MethodImpl(Inline)]
    public static Lanes256 operator &(Lanes256 a, Lanes256 b) => new(a._lanes & b._lanes);

    [MethodImpl(Inline)]
    public static Lanes256 Fma(Lanes256 a, Lanes256 b, Lanes256 c) => new(Vector256.MultiplyAddEstimate(a._lanes, b._lanes, c._lanes));

    [MethodImpl(Inline)]
    public static Lanes256 Max(Lanes256 a, Lanes256 b) => new(Vector256.MaxNative(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes256 Min(Lanes256 a, Lanes256 b) => new(Vector256.MinNative(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes256 Sqrt(Lanes256 a) => new(Vector256.Sqrt(a._lanes));

    [MethodImpl(Inline)]
    public static Lanes256 Greater(Lanes256 a, Lanes256 b) => new(Vector256.GreaterThan(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes256 Same(Lanes256 a, Lanes256 b) => new(Vector256.Equals(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes256 Select(Lanes256 mask, Lanes256 a, Lanes256 b) =>
        new(Vector256.ConditionalSelect(mask._lanes, a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes256 Round(Lanes256 a) => new(Vector256.Round(a._lanes));

    [MethodImpl(Inline)]
    public static Lanes256 PowerOfTwo(Lanes256 a) =>
        new(Vector256.ShiftLeft(Vector256.ConvertToInt32Native(a._lanes) + Vector256.Create(127), 23).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes256 Exponent(Lanes256 a) =>
        new(Vector256.ConvertToSingle(Vector256.ShiftRightLogical(a._lanes.AsInt32(), 23) - Vector256.Create(127)));

    [MethodImpl(Inline)]
    public static Lanes256 Fraction(Lanes256 a) =>
        new(((a._lanes.AsInt32() & Vector256.Create(0x007F_FFFF)) | Vector256.Create(0x3F80_0000)).AsSingle());

    [MethodImpl(Inline)]
    public float Sum()
    {
        Vector128<float> half = _lanes.GetLower() + _lanes.GetUpper();
        return half[0] + half[2] + (half[1] + half[3]);
    }
}
