using System.Runtime.CompilerServices;
using Mote.Numerics;

namespace Mote.Execution.Fast;

/// <summary>Four neighbouring bytes of an image that every output channel multiplies with four of its weights.</summary>
/// <param name="Offset">From the first byte of a window.</param>
/// <param name="Weight">The first of the weights within a channel's.</param>
/// <param name="Count">How many of the four bytes count: the weights of the others are zero.</param>
internal readonly record struct FourTaps(int Offset, int Weight, int Count);

/// <summary>
/// Weights as <see cref="SumKernels.Convolve"/> reads them: panels of sixteen channels; in a panel, step after step, four weights of
/// each channel. Beside them the places of the windows and of the bytes in a window, so that no image is copied out by windows.
/// </summary>
internal sealed unsafe class PackedWeights
{
    private const int Tile = ChannelScaling.Channels, BytesAStep = 4 * Tile;

    private readonly PinnedArray<sbyte> _weights;
    private readonly PinnedArray<int> _places;
    private readonly PinnedArray<nint> _offsets;

    private PackedWeights(
        ChannelScaling scaling, PinnedArray<sbyte> weights, PinnedArray<int> places, PinnedArray<nint> offsets, int pixels)
    {
        (Scaling, _weights, _places, _offsets, Pixels) = (scaling, weights, places, offsets, pixels);
        Tiles = TilesOf(scaling.Count);
    }

    public ChannelScaling Scaling { get; }

    /// <summary>Panels; one more is there, of zeros, where their number is odd.</summary>
    public int Tiles { get; }

    public int Pixels { get; }

    public int Steps => _offsets.Length;

    /// <summary>Of the first byte of each pixel's window, in the image; the last one is repeated.</summary>
    public int* Places => _places.Pointer;

    /// <summary>Of each step's four bytes, in the window.</summary>
    public nint* Offsets => _offsets.Pointer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public sbyte* Panel(int tile) => _weights.Pointer + (nint)tile * Steps * BytesAStep;

    /// <param name="sums">The channels' weights, biases and scales.</param>
    /// <param name="taps">The steps.</param>
    /// <param name="places">Of the windows.</param>
    /// <returns>Null where the sums or their scaling may leave 32 bits.</returns>
    public static PackedWeights? Of(ChannelSums sums, IReadOnlyList<FourTaps> taps, int[] places)
    {
        var tiles = (TilesOf(sums.Channels) + 1) / 2 * 2;
        if ((long)tiles * taps.Count * BytesAStep > int.MaxValue / 2 || sums.Scaling(tiles) is not { } scaling) return null;
        var weights = new PinnedArray<sbyte>(tiles * taps.Count * BytesAStep);
        var target = weights.Span;
        for (var c = 0; c < sums.Channels; c++)
        {
            var source = sums.Weights.Span.Slice(c * sums.Depth, sums.Depth);
            for (var step = 0; step < taps.Count; step++)
                source.Slice(taps[step].Weight, taps[step].Count)
                    .CopyTo(target[((c / Tile * taps.Count + step) * BytesAStep + c % Tile * 4)..]);
        }
        int[] repeated = [.. places, .. Enumerable.Repeat(places[^1], 6)];
        nint[] offsets = [.. taps.Select(t => (nint)t.Offset)];
        return new PackedWeights(scaling, weights, new PinnedArray<int>(repeated), new PinnedArray<nint>(offsets), places.Length);
    }

    private static int TilesOf(int channels) => (channels + Tile - 1) / Tile;
}

/// <summary>The arithmetic of a layer of sums: weights by output channel, and what becomes of the sums.</summary>
/// <param name="Weights">[channels, depth]</param>
/// <param name="Bias">Empty, or one a channel.</param>
/// <param name="Factors">One a channel.</param>
/// <param name="ZeroX">Of the input.</param>
/// <param name="ZeroY">Of the output.</param>
/// <param name="Clamp">Of the output.</param>
internal sealed record ChannelSums(
    ReadOnlyMemory<sbyte> Weights, int[] Bias, QuantizedMultiplier[] Factors, int ZeroX, int ZeroY, (int Low, int High) Clamp)
{
    public int Channels => Factors.Length;

    /// <summary>Weights a channel.</summary>
    public int Depth => Weights.Length / Channels;

    /// <summary>For inputs biased by 128, with the zero points folded into what the sums begin with.</summary>
    public ChannelScaling? Scaling(int tiles)
    {
        var (starts, ranges) = (new int[Channels], new SumRange[Channels]);
        var (least, most) = (sbyte.MinValue - ZeroX, sbyte.MaxValue - ZeroX);
        for (var c = 0; c < Channels; c++)
        {
            var bias = Bias.Length > 0 ? Bias[c] : 0;
            var (sum, low, high) = (0L, (long)bias, (long)bias);
            foreach (var w in Weights.Span.Slice(c * Depth, Depth))
            {
                sum += w;
                low += w > 0 ? w * least : w * most;
                high += w > 0 ? w * most : w * least;
            }
            starts[c] = unchecked((int)(bias - sum * (128 + ZeroX)));
            ranges[c] = new SumRange(low, high);
        }
        return ChannelScaling.Of(Factors, starts, ranges, ZeroY, Clamp, tiles);
    }
}
