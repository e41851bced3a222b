using System.Runtime.CompilerServices;
using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Execution.Fast;

/// <summary>
/// Weights of sums of reals: panels of sixteen output channels; in a panel, for each weight in the reference's order, those of all
/// sixteen. Each lane adds up one channel in that order, product by product, so the sums are the reference's to the bit.
/// </summary>
internal sealed unsafe class PackedRealWeights
{
    public const int Tile = 16;

    private readonly PinnedArray<float> _weights;
    private readonly PinnedArray<float> _ends;
    private readonly PinnedArray<int> _places;
    private readonly PinnedArray<nint> _offsets;

    private PackedRealWeights(int channels, int steps, int[] places)
    {
        (Channels, Pixels, Tiles) = (channels, places.Length, (channels + Tile - 1) / Tile);
        var even = (Tiles + 1) / 2 * 2;
        _weights = new PinnedArray<float>(even * steps * Tile);
        _ends = new PinnedArray<float>(even * 2 * Tile);
        _places = new PinnedArray<int>([.. places, .. Enumerable.Repeat(places[^1], 6)]);
        _offsets = new PinnedArray<nint>(steps);
    }

    public int Channels { get; }

    public int Pixels { get; }

    /// <summary>One more is there where their number is odd.</summary>
    public int Tiles { get; }

    public int Steps => _offsets.Length;

    /// <summary>Whether sums are multiplied by their channel's scale: weights are integers.</summary>
    public bool IsScaled { get; private init; }

    public bool HasBias { get; private init; }

    public float Low { get; private init; }

    public float High { get; private init; }

    /// <summary>Of the first element of each pixel's window; the last one is repeated.</summary>
    public int* Places => _places.Pointer;

    /// <summary>Of each step's element, in the window, in elements.</summary>
    public nint* Offsets => _offsets.Pointer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Panel(int tile) => _weights.Pointer + (nint)tile * Steps * Tile;

    /// <summary>Scales, then biases, of sixteen channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Ends(int tile) => _ends.Pointer + tile * 2 * Tile;

    /// <param name="node">With weights [channels, ...] as operand 1 and perhaps a bias as operand 2.</param>
    /// <param name="activation">Fused into the node.</param>
    /// <param name="offsets">Where each of a channel's weights has its element.</param>
    /// <param name="places">Of the windows.</param>
    /// <param name="byChannel">The weights by channel.</param>
    /// <returns>Null where a weight is not finite: zeros around an image would not be neutral.</returns>
    public static PackedRealWeights? Of(PlannedNode node, Activation activation, nint[] offsets, int[] places, float[] byChannel)
    {
        if (!byChannel.All(float.IsFinite)) return null;
        var type = node.Type(1);
        var scales = type.IsFloat ? [] : HybridWeights.Scales(type);
        var (low, high) = Requantization.Clamp(activation);
        var channels = byChannel.Length / offsets.Length;
        if ((long)byChannel.Length * sizeof(float) > int.MaxValue / 4) return null;
        var packed = new PackedRealWeights(channels, offsets.Length, places)
        {
            IsScaled = scales.Length > 0,
            HasBias = node.Has(2),
            Low = low,
            High = high,
        };
        offsets.CopyTo(packed._offsets.Span);
        for (var c = 0; c < channels; c++)
        {
            for (var step = 0; step < offsets.Length; step++)
                packed._weights.Span[(c / Tile * offsets.Length + step) * Tile + c % Tile] = byChannel[c * offsets.Length + step];
            var ends = packed._ends.Span[(c / Tile * 2 * Tile + c % Tile)..];
            if (packed.IsScaled) ends[0] = scales[scales.Length == 1 ? 0 : c];
            if (packed.HasBias) ends[Tile] = node.Data(2)!.Span<float>()[c];
        }
        return packed;
    }
}
