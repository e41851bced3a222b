using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mote.Execution.Fast;

/// <summary>The inner loop of convolutions and matrices of int16 with int8 weights.</summary>
internal static unsafe class Int16Sums
{
    private const int Tile = PackedPairs.Tile, Pixels = 3;

    /// <summary>Steps whose sums fit 32 bits: two products of at most 2^22 each.</summary>
    private const int Safe = 255;

    /// <param name="weights">Packed.</param>
    /// <param name="image">With its borders of zeros.</param>
    /// <param name="y">[pixels, channels]</param>
    /// <param name="vectors">Whether there are products of pairs.</param>
    public static void Convolve(PackedPairs weights, short* image, short* y, bool vectors)
    {
        var sums = stackalloc long[Pixels * Tile];
        for (var tile = 0; tile < weights.Tiles; tile++)
        {
            var channels = Math.Min(Tile, weights.Channels - tile * Tile);
            for (var pixel = 0; pixel < weights.Pixels; pixel += Pixels)
            {
                new Span<long>(sums, Pixels * Tile).Clear();
                for (var step = 0; step < weights.Steps; step += Safe)
                {
                    var steps = Math.Min(Safe, weights.Steps - step);
                    if (vectors) AddByPairs(weights, image, pixel, tile, step, steps, sums);
                    else AddOneByOne(weights, image, pixel, tile, step, steps, sums);
                }
                for (var p = 0; p < Math.Min(Pixels, weights.Pixels - pixel); p++)
                for (var c = 0; c < channels; c++)
                    y[(nint)(pixel + p) * weights.Channels + tile * Tile + c] = weights.Finish(sums[p * Tile + c], tile * Tile + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddByPairs(PackedPairs weights, short* image, int pixel, int tile, int step, int steps, long* sums)
    {
        int* places = weights.Places + pixel;
        short* x0 = image + places[0], x1 = image + places[1], x2 = image + places[2];
        var w = weights.Panel(tile) + (nint)step * 2 * Tile;
        var offset = weights.Offsets + step;
        var last = offset + steps;
        Vector256<int> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default;
        do
        {
            var at = *offset++;
            Vector256<short> wa = Vector256.Load(w), wb = Vector256.Load(w + Tile);
            w += 2 * Tile;
            var x = Vector256.Create(*(int*)(x0 + at)).AsInt16();
            (a0, b0) = (a0 + Avx2.MultiplyAddAdjacent(x, wa), b0 + Avx2.MultiplyAddAdjacent(x, wb));
            x = Vector256.Create(*(int*)(x1 + at)).AsInt16();
            (a1, b1) = (a1 + Avx2.MultiplyAddAdjacent(x, wa), b1 + Avx2.MultiplyAddAdjacent(x, wb));
            x = Vector256.Create(*(int*)(x2 + at)).AsInt16();
            (a2, b2) = (a2 + Avx2.MultiplyAddAdjacent(x, wa), b2 + Avx2.MultiplyAddAdjacent(x, wb));
        }
        while (offset != last);
        Widen(a0, sums);
        Widen(b0, sums + 8);
        Widen(a1, sums + Tile);
        Widen(b1, sums + Tile + 8);
        Widen(a2, sums + 2 * Tile);
        Widen(b2, sums + 2 * Tile + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(Vector256<int> part, long* sums)
    {
        (Vector256.Load(sums) + Vector256.WidenLower(part)).Store(sums);
        (Vector256.Load(sums + 4) + Vector256.WidenUpper(part)).Store(sums + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOneByOne(PackedPairs weights, short* image, int pixel, int tile, int step, int steps, long* sums)
    {
        for (var p = 0; p < Pixels; p++, sums += Tile)
        {
            var x = image + weights.Places[pixel + p];
            var w = weights.Panel(tile) + (nint)step * 2 * Tile;
            for (var i = step; i < step + steps; i++, w += 2 * Tile)
            {
                var (first, second) = (x[weights.Offsets[i]], x[weights.Offsets[i] + 1]);
                for (var c = 0; c < Tile; c++) sums[c] += first * w[2 * c] + second * w[2 * c + 1];
            }
        }
    }
}
