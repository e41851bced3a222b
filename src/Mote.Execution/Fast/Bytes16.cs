using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Execution.Fast;

/// <summary>Sixteen int8 at a time, in and out of 32 bits.</summary>
internal static unsafe class Bytes16
{
    public const int Count = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> First, Vector256<int> Last) Load(sbyte* x) => Widen(Vector128.Load(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> First, Vector256<int> Last) Widen(Vector128<sbyte> x)
    {
        var words = Vector256.WidenLower(x.ToVector256Unsafe());
        return (Vector256.WidenLower(words), Vector256.WidenUpper(words));
    }

    /// <summary>The first of the sixteen.</summary>
    public static void StorePart(Vector128<sbyte> stored, sbyte* y, int count)
    {
        if (count == 8)
        {
            *(long*)y = stored.AsInt64().ToScalar();
            return;
        }
        var bytes = stackalloc sbyte[Count];
        stored.Store(bytes);
        for (var c = 0; c < count; c++) y[c] = bytes[c];
    }
}
