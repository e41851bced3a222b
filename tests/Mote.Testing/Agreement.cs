using System.Runtime.InteropServices;
using Mote.Core.Types;

namespace Mote.Testing;

/// <summary>Whether two tensors agree: integers bit for bit, floats within 1e-5 relative.</summary>
public static class Agreement
{
    public const float Tolerance = 1e-5f;

    /// <summary>Null if they agree; otherwise the first difference.</summary>
    public static string? Difference(ElementType element, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (expected.Length != actual.Length) return $"{expected.Length} bytes expected, {actual.Length} found";
        if (element != ElementType.Float32)
        {
            var at = expected.CommonPrefixLength(actual);
            return at == expected.Length ? null : $"byte {at}: {expected[at]} expected, {actual[at]} found";
        }
        var (e, a) = (MemoryMarshal.Cast<byte, float>(expected).ToArray(), MemoryMarshal.Cast<byte, float>(actual).ToArray());
        // Relative to the tensor's largest value: single elements may be differences of large sums.
        var scale = e.Length == 0 ? 0 : e.Max(MathF.Abs);
        for (var i = 0; i < e.Length; i++)
            if (!(MathF.Abs(e[i] - a[i]) <= Tolerance * MathF.Max(scale, 1e-30f)) && !(float.IsNaN(e[i]) && float.IsNaN(a[i])))
                return $"element {i}: {e[i]} expected, {a[i]} found";
        return null;
    }
}
