using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Execution.Fast;

/// <summary>The inner loops of convolutions and matrices of reals: a lane a channel, a product rounded before it is added.</summary>
internal static unsafe class RealSums
{
    private const int Tile = PackedRealWeights.Tile, Half = Tile / 2;

    /// <summary>Pixels after which the weights are read anew.</summary>
    private const int Block = 24;

    /// <param name="weights">Packed.</param>
    /// <param name="image">With its borders of zeros.</param>
    /// <param name="y">[pixels, channels]</param>
    public static void Convolve(PackedRealWeights weights, float* image, float* y)
    {
        for (var first = 0; first < weights.Pixels; first += Block)
        {
            var end = Math.Min(first + Block, weights.Pixels);
            for (var tile = 0; tile < weights.Tiles; tile += 2)
            {
                var pixel = first;
                for (; end - pixel > 2; pixel += 6)
                {
                    SixPixels(weights, image, y, pixel, tile);
                    if (tile + 1 < weights.Tiles) SixPixels(weights, image, y, pixel, tile + 1);
                }
                for (; pixel < end; pixel++) OnePixel(weights, image, y, pixel, tile);
            }
        }
    }

    /// <summary>Of 16 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixPixels(PackedRealWeights weights, float* image, float* y, int pixel, int tile)
    {
        const int pixels = 6;
        int* places = weights.Places + pixel;
        float* x0 = image + places[0], x1 = image + places[1], x2 = image + places[2];
        float* x3 = image + places[3], x4 = image + places[4], x5 = image + places[5];
        var w = weights.Panel(tile);
        var offset = weights.Offsets;
        var last = offset + weights.Steps;
        Vector256<float> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default;
        Vector256<float> a3 = default, b3 = default, a4 = default, b4 = default, a5 = default, b5 = default;
        do
        {
            var at = *offset++;
            Vector256<float> wa = Vector256.Load(w), wb = Vector256.Load(w + Half);
            w += Tile;
            var x = Vector256.Create(x0[at]);
            (a0, b0) = (a0 + x * wa, b0 + x * wb);
            x = Vector256.Create(x1[at]);
            (a1, b1) = (a1 + x * wa, b1 + x * wb);
            x = Vector256.Create(x2[at]);
            (a2, b2) = (a2 + x * wa, b2 + x * wb);
            x = Vector256.Create(x3[at]);
            (a3, b3) = (a3 + x * wa, b3 + x * wb);
            x = Vector256.Create(x4[at]);
            (a4, b4) = (a4 + x * wa, b4 + x * wb);
            x = Vector256.Create(x5[at]);
            (a5, b5) = (a5 + x * wa, b5 + x * wb);
        }
        while (offset != last);
        var room = stackalloc float[pixels * Tile];
        var isWhole = weights.Channels - tile * Tile >= Tile && weights.Pixels - pixel >= pixels;
        var target = isWhole ? y + (nint)pixel * weights.Channels + tile * Tile : room;
        nint stride = isWhole ? weights.Channels : Tile;
        Finish(weights, tile, a0, b0, target);
        Finish(weights, tile, a1, b1, target + stride);
        Finish(weights, tile, a2, b2, target + 2 * stride);
        Finish(weights, tile, a3, b3, target + 3 * stride);
        Finish(weights, tile, a4, b4, target + 4 * stride);
        Finish(weights, tile, a5, b5, target + 5 * stride);
        if (!isWhole) CopyPart(weights, room, y, pixel, pixels, tile);
    }

    /// <summary>Of 32 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OnePixel(PackedRealWeights weights, float* image, float* y, int pixel, int tile)
    {
        var x = image + weights.Places[pixel];
        float* w = weights.Panel(tile), v = weights.Panel(tile + 1);
        var offset = weights.Offsets;
        var last = offset + weights.Steps;
        Vector256<float> a = default, b = default, c = default, d = default;
        do
        {
            var element = Vector256.Create(x[*offset++]);
            (a, b) = (a + element * Vector256.Load(w), b + element * Vector256.Load(w + Half));
            (c, d) = (c + element * Vector256.Load(v), d + element * Vector256.Load(v + Half));
            w += Tile;
            v += Tile;
        }
        while (offset != last);
        var room = stackalloc float[2 * Tile];
        Finish(weights, tile, a, b, room);
        Finish(weights, tile + 1, c, d, room + Tile);
        CopyPart(weights, room, y, pixel, 1, tile);
        CopyPart(weights, room + Tile, y, pixel, 1, tile + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(PackedRealWeights weights, int tile, Vector256<float> a, Vector256<float> b, float* y)
    {
        var ends = weights.Ends(tile);
        if (weights.IsScaled) (a, b) = (a * Vector256.Load(ends), b * Vector256.Load(ends + Half));
        if (weights.HasBias) (a, b) = (a + Vector256.Load(ends + Tile), b + Vector256.Load(ends + Tile + Half));
        Vector256<float> low = Vector256.Create(weights.Low), high = Vector256.Create(weights.High);
        Clamp(a, low, high).Store(y);
        Clamp(b, low, high).Store(y + Half);
    }

    /// <summary>As std::min(std::max(value, low), high): NaN and -0 pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clamp(Vector256<float> value, Vector256<float> low, Vector256<float> high)
    {
        var raised = Vector256.ConditionalSelect(Vector256.LessThan(value, low), low, value);
        return Vector256.ConditionalSelect(Vector256.LessThan(high, raised), high, raised);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyPart(PackedRealWeights weights, float* room, float* y, int pixel, int pixels, int tile)
    {
        var channels = Math.Min(Tile, weights.Channels - tile * Tile);
        if (channels <= 0) return;
        for (var p = 0; p < Math.Min(pixels, weights.Pixels - pixel); p++)
            new ReadOnlySpan<float>(room + p * Tile, channels)
                .CopyTo(new Span<float>(y + (nint)(pixel + p) * weights.Channels + tile * Tile, channels));
    }
}
