using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Numerics.Fast;

/// <summary>4 floats in a register of 128 bits; machines without vectors emulate it.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Lanes128>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector128<float> _lanes;

    [MethodImpl(Inline)]
    private Lanes128(Vector128<float> lanes) => _lanes = lanes;

    public static int Width => 4;

    public static int TileVectors => 2;

    public static Lanes128 Zero
    {
        [MethodImpl(Inline)]
        get => new(Vector128<float>.Zero);
    }

    [MethodImpl(Inline)]
    public static Lanes128 Splat(float x) => new(Vector128.Create(x));

    [MethodImpl(Inline)]
    public static Lanes128 Load(float* from) => new(Vector128.Load(from));

    [MethodImpl(Inline)]
    public void Store(float* to) => _lanes.Store(to);

    [MethodImpl(Inline)]
    public static Lanes128 Load(float* from, int count) => new(Vector128.Create(
        count > 0 ? from[0] : 0, count > 1 ? from[1] : 0, count > 2 ? from[2] : 0, count > 3 ? from[3] : 0));

    [MethodImpl(Inline)]
    public void Store(float* to, int count)
    {
        if (count > 0)
            to[0] = _lanes[0];
        if (count > 1)
            to[1] = _lanes[1];
        if (count > 2)
            to[2] = _lanes[2];
        if (count > 3)
            to[3] = _lanes[3];
    }

    [MethodImpl(Inline)]
    public static Lanes128 operator +(Lanes128 a, Lanes128 b) => new(a._lanes + b._lanes);

    [MethodImpl(Inline)]
    public static Lanes128 operator -(Lanes128 a, Lanes128 b) => new(a._lanes - b._lanes);

    [MethodImpl(Inline)]
    public static Lanes128 operator *(Lanes128 a, Lanes128 b) => new(a._lanes * b._lanes);

    [MethodImpl(Inline)]
    public static Lanes128 operator /(Lanes128 a, Lanes128 b) => new(a._lanes / b._lanes);

    [MethodImpl(Inline)]
    public static Lanes128 operator &(Lanes128 a, Lanes128 b) => new(a._lanes & b._lanes);

    [MethodImpl(Inline)]
    public static Lanes128 Fma(Lanes128 a, Lanes128 b, Lanes128 c) => new(Vector128.MultiplyAddEstimate(a._lanes, b._lanes, c._lanes));

    [MethodImpl(Inline)]
    public static Lanes128 Max(Lanes128 a, Lanes128 b) => new(Vector128.MaxNative(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes128 Min(Lanes128 a, Lanes128 b) => new(Vector128.MinNative(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes128 Sqrt(Lanes128 a) => new(Vector128.Sqrt(a._lanes));

    [MethodImpl(Inline)]
    public static Lanes128 Greater(Lanes128 a, Lanes128 b) => new(Vector128.GreaterThan(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes128 Same(Lanes128 a, Lanes128 b) => new(Vector128.Equals(a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 a, Lanes128 b) =>
        new(Vector128.ConditionalSelect(mask._lanes, a._lanes, b._lanes));

    [MethodImpl(Inline)]
    public static Lanes128 Round(Lanes128 a) => new(Vector128.Round(a._lanes));

    [MethodImpl(Inline)]
    public static Lanes128 PowerOfTwo(Lanes128 a) =>
        new(Vector128.ShiftLeft(Vector128.ConvertToInt32Native(a._lanes) + Vector128.Create(127), 23).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes128 Exponent(Lanes128 a) =>
        new(Vector128.ConvertToSingle(Vector128.ShiftRightLogical(a._lanes.AsInt32(), 23) - Vector128.Create(127)));

    [MethodImpl(Inline)]
    public static Lanes128 Fraction(Lanes128 a) =>
        new(((a._lanes.AsInt32() & Vector128.Create(0x007F_FFFF)) | Vector128.Create(0x3F80_0000)).AsSingle());

    [MethodImpl(Inline)]
    public float Sum() => _lanes[0] + _lanes[2] + (_lanes[1] + _lanes[3]);
}
