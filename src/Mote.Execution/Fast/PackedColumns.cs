using System.Runtime.CompilerServices;
using Mote.Core.Ops;

namespace Mote.Execution.Fast;

/// <summary>
/// Weights of a convolution by channels as <see cref="SumKernels.ConvolveRows"/> reads them. The rows that a row of outputs reads
/// are woven together first, four by four: [groups of four rows, width, channels, 4]. Then four products of a channel are one step,
/// and a column serves every output that it is in. Where a pixel has fewer than 16 channels, several pixels are a block.
/// </summary>
internal sealed unsafe class PackedColumns
{
    /// <summary>Rows woven together.</summary>
    public const int Taps = 4;

    private const int Tile = ChannelScaling.Channels, BytesAStep = Taps * Tile;

    private readonly PinnedArray<sbyte> _weights;
    private readonly PinnedArray<nint> _offsets;

    private PackedColumns(ChannelScaling scaling, PinnedArray<sbyte> weights, PinnedArray<nint> offsets)
    {
        (Scaling, _weights, _offsets) = (scaling, weights, offsets);
        Tiles = (scaling.Count + Tile - 1) / Tile;
    }

    public ChannelScaling Scaling { get; }

    public int Tiles { get; }

    public int Steps => _offsets.Length;

    /// <summary>Blocks of a row of outputs.</summary>
    public int Blocks { get; private init; }

    /// <summary>Bytes from what a block reads to what the next one reads.</summary>
    public int Stride { get; private init; }

    /// <summary>Bytes of one weave.</summary>
    public int WeaveBytes { get; private init; }

    /// <summary>Rows of outputs that a weave serves: where windows have less than four rows, those of the next outputs are in it,
    /// too, and their weights are moved instead.</summary>
    public int RowsAWeave { get; private init; }

    public nint* Offsets => _offsets.Pointer;

    /// <param name="tile">Sixteen channels.</param>
    /// <param name="row">Of those that a weave serves.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public sbyte* Panel(int tile, int row) => _weights.Pointer + ((nint)row * Tiles + tile) * Steps * BytesAStep;

    /// <param name="sums">By channel; [channels, kernelY, kernelX].</param>
    /// <param name="kernel">Size of the window.</param>
    /// <param name="steps">Of the window.</param>
    /// <param name="width">Of a row of inputs, with borders.</param>
    /// <param name="outputs">Of a row.</param>
    /// <returns>Null where the sums or their scaling may leave 32 bits.</returns>
    public static PackedColumns? Of(ChannelSums sums, (int Y, int X) kernel, Steps steps, int width, int outputs)
    {
        var channels = sums.Channels;
        var pixels = steps.StrideX == 1 && Tile % channels == 0 && outputs % (Tile / channels) == 0 ? Tile / channels : 1;
        var groups = GroupsOf(kernel.Y);
        var rows = groups == 1 && steps.DilationY == 1 ? (Taps - kernel.Y) / steps.StrideY + 1 : 1;
        var count = groups * kernel.X;
        var tiles = (channels * pixels + Tile - 1) / Tile;
        if (Repeated(sums, pixels).Scaling(tiles) is not { } scaling) return null;
        var weights = new PinnedArray<sbyte>(rows * tiles * count * BytesAStep);
        var offsets = new nint[count];
        for (var kx = 0; kx < kernel.X; kx++)
        for (var group = 0; group < groups; group++)
        {
            var step = kx * groups + group;
            offsets[step] = (group * width + kx * steps.DilationX) * channels * Taps;
            for (var row = 0; row < rows; row++)
            for (var c = 0; c < scaling.Count; c++)
            for (var tap = 0; tap < Taps; tap++)
                if (group * Taps + tap - row * steps.StrideY is var ky && ky >= 0 && ky < kernel.Y)
                    weights.Span[((row * tiles + c / Tile) * count + step) * BytesAStep + c % Tile * Taps + tap] =
                        sums.Weights.Span[c % channels * sums.Depth + ky * kernel.X + kx];
        }
        return new PackedColumns(scaling, weights, new PinnedArray<nint>(offsets))
        {
            Blocks = outputs / pixels,
            Stride = steps.StrideX * pixels * channels * Taps,
            WeaveBytes = groups * width * channels * Taps,
            RowsAWeave = rows,
        };
    }

    public static int GroupsOf(int kernelY) => (kernelY + Taps - 1) / Taps;

    private static ChannelSums Repeated(ChannelSums sums, int times) => times == 1 ? sums : sums with
    {
        Weights = Enumerable.Repeat(sums.Weights.ToArray(), times).SelectMany(w => w).ToArray(),
        Bias = [.. Enumerable.Repeat(sums.Bias, times).SelectMany(b => b)],
        Factors = [.. Enumerable.Repeat(sums.Factors, times).SelectMany(f => f)],
    };
}
