using System.Runtime.CompilerServices;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Fast;

/// <summary>
/// Weights beside int16 activations, two by two: panels of sixteen output channels; in a panel, step after step, two weights of each
/// channel, 16 bits each. What sums become is scalar: they have up to 64 bits.
/// </summary>
internal sealed unsafe class PackedPairs
{
    public const int Tile = 16;

    private readonly PinnedArray<short> _weights;
    private readonly PinnedArray<int> _places;
    private readonly PinnedArray<nint> _offsets;
    private readonly long[] _bias;
    private readonly QuantizedMultiplier[] _factors;
    private readonly (int Low, int High) _clamp;
    private readonly bool _isWide;

    /// <param name="node">Int16, with weights as operand 1 and perhaps a bias as operand 2.</param>
    /// <param name="activation">Fused into the node.</param>
    /// <param name="factors">By output channel.</param>
    /// <param name="taps">Two neighbouring elements each.</param>
    /// <param name="places">Of the windows, in elements.</param>
    public PackedPairs(
        PlannedNode node, Activation activation, QuantizedMultiplier[] factors, IReadOnlyList<PairOfTaps> taps, int[] places)
    {
        (_factors, _clamp, Pixels) = (factors, Requantization.Clamp(activation, node.Y), places.Length);
        var bias = node.Has(2) ? node.Data(2) : null;
        _bias = bias is null ? new long[factors.Length]
            : bias.Type.Element == ElementType.Int32 ? [.. bias.Span<int>()] : bias.Span<long>().ToArray();
        _isWide = bias?.Type.Element != ElementType.Int32;
        Tiles = (factors.Length + Tile - 1) / Tile;
        _places = new PinnedArray<int>([.. places, .. Enumerable.Repeat(places[^1], 3)]);
        _offsets = new PinnedArray<nint>([.. taps.Select(t => (nint)t.Offset)]);
        _weights = new PinnedArray<short>(Tiles * taps.Count * 2 * Tile);
        var source = node.Weights.Span;
        var depth = source.Length / factors.Length;
        for (var c = 0; c < factors.Length; c++)
        for (var step = 0; step < taps.Count; step++)
        for (var i = 0; i < taps[step].Count; i++)
            _weights.Span[(c / Tile * taps.Count + step) * 2 * Tile + c % Tile * 2 + i] = source[c * depth + taps[step].Weight + i];
    }

    public int Channels => _factors.Length;

    public int Pixels { get; }

    public int Tiles { get; }

    public int Steps => _offsets.Length;

    /// <summary>Of the first element of each pixel's window; the last one is repeated.</summary>
    public int* Places => _places.Pointer;

    public nint* Offsets => _offsets.Pointer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public short* Panel(int tile) => _weights.Pointer + (nint)tile * Steps * 2 * Tile;

    /// <summary>Bias, rescaling, clamp, as the reference: one rounding, or two where biases have 32 bits.</summary>
    public short Finish(long sum, int channel)
    {
        sum += _bias[channel];
        var factor = _factors[channel];
        var scaled = _isWide ? FixedPoint.MultiplyWide(sum, factor) : FixedPoint.Multiply(unchecked((int)sum), factor);
        return (short)Math.Clamp(scaled, _clamp.Low, _clamp.High);
    }
}

/// <summary>Two neighbouring elements that every output channel multiplies with two of its weights, or one.</summary>
/// <param name="Offset">From the first element of a window.</param>
/// <param name="Weight">The first of the weights within a channel's.</param>
/// <param name="Count">How many of the two count.</param>
internal readonly record struct PairOfTaps(int Offset, int Weight, int Count)
{
    /// <summary>Neighbouring elements by twos.</summary>
    public static IEnumerable<PairOfTaps> Run(int offset, int weight, int count)
    {
        for (var i = 0; i < count; i += 2) yield return new PairOfTaps(offset + i, weight + i, Math.Min(2, count - i));
    }
}
