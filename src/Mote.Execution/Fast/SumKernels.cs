using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Execution.Fast;

/// <summary>The two inner loops that most inferences spend their time in, for one vector path.</summary>
internal abstract unsafe class SumKernels
{
    /// <summary>Every output pixel a row of a matrix: its sums over the places of an image that its window covers.</summary>
    /// <param name="weights">Packed, with the places.</param>
    /// <param name="image">Biased by 128, with its borders.</param>
    /// <param name="y">[pixels, channels]</param>
    public abstract void Convolve(PackedWeights weights, byte* image, sbyte* y);

    /// <summary>Some rows of output pixels of a convolution by channels.</summary>
    /// <param name="weights">Packed.</param>
    /// <param name="woven">Biased by 128, one weave after another: see <see cref="PackedColumns"/>.</param>
    /// <param name="y">[rows, width, channels]</param>
    /// <param name="rows">Of outputs.</param>
    public abstract void ConvolveRows(PackedColumns weights, byte* woven, sbyte* y, int rows);

    public static SumKernels For(VectorPath path) => path switch
    {
        VectorPath.Portable => new SumKernels<PortableDot, Vector256<int>, PortableRescale>(),
        VectorPath.Avx2 => new SumKernels<Avx2Dot, EvenAndOdd, Avx2Rescale>(),
        VectorPath.AvxVnni => new SumKernels<VnniDot, Vector256<sbyte>, Avx2Rescale>(),
        VectorPath.Avx512 => new SumKernels<Avx2Dot, EvenAndOdd, Avx512Rescale>(),
        VectorPath.Avx512Vnni => new SumKernels<VnniDot, Vector256<sbyte>, Avx512Rescale>(),
    };
}

/// <inheritdoc/>
internal sealed unsafe class SumKernels<TDot, TWeights, TRescale> : SumKernels
    where TDot : struct, IDot<TWeights>
    where TWeights : unmanaged
    where TRescale : struct, IRescale
{
    private const int Tile = ChannelScaling.Channels;

    /// <summary>Pixels after which the weights are read anew: what they read stays in the first-level cache meanwhile.</summary>
    private const int Block = 48;

    public override void Convolve(PackedWeights weights, byte* image, sbyte* y)
    {
        for (var first = 0; first < weights.Pixels; first += Block)
        {
            var end = Math.Min(first + Block, weights.Pixels);
            for (var tile = 0; tile < weights.Tiles; tile += 2)
            {
                var pixel = first;
                for (; end - pixel > 3; pixel += 6)
                {
                    SixPixels(weights, image, y, pixel, tile);
                    if (tile + 1 < weights.Tiles) SixPixels(weights, image, y, pixel, tile + 1);
                }
                if (end - pixel > 1) ThreePixels(weights, image, y, pixel, tile);
                else if (end - pixel == 1) OnePixel(weights, image, y, pixel, tile);
            }
        }
    }

    /// <summary>
    /// Of 16 channels. Pixels beyond the last one are the last one again. Nothing is called while the sums are in registers: a call
    /// would have all of them in memory, in the loop too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixPixels(PackedWeights weights, byte* image, sbyte* y, int pixel, int tile)
    {
        const int pixels = 6;
        int* places = weights.Places + pixel;
        byte* x0 = image + places[0], x1 = image + places[1], x2 = image + places[2];
        byte* x3 = image + places[3], x4 = image + places[4], x5 = image + places[5];
        var table = weights.Scaling.Tables + tile * ChannelScaling.Integers;
        var w = weights.Panel(tile);
        var offset = weights.Offsets;
        var last = offset + weights.Steps;
        Vector256<int> a0 = Vector256.Load(table), b0 = Vector256.Load(table + 8);
        Vector256<int> a1 = a0, b1 = b0, a2 = a0, b2 = b0, a3 = a0, b3 = b0, a4 = a0, b4 = b0, a5 = a0, b5 = b0;
        do
        {
            var at = *offset++;
            var (wa, wb) = (TDot.Load(w), TDot.Load(w + 32));
            w += 64;
            var x = Four(x0 + at);
            (a0, b0) = (TDot.Add(a0, x, wa), TDot.Add(b0, x, wb));
            x = Four(x1 + at);
            (a1, b1) = (TDot.Add(a1, x, wa), TDot.Add(b1, x, wb));
            x = Four(x2 + at);
            (a2, b2) = (TDot.Add(a2, x, wa), TDot.Add(b2, x, wb));
            x = Four(x3 + at);
            (a3, b3) = (TDot.Add(a3, x, wa), TDot.Add(b3, x, wb));
            x = Four(x4 + at);
            (a4, b4) = (TDot.Add(a4, x, wa), TDot.Add(b4, x, wb));
            x = Four(x5 + at);
            (a5, b5) = (TDot.Add(a5, x, wa), TDot.Add(b5, x, wb));
        }
        while (offset != last);
        var scaling = weights.Scaling;
        var room = stackalloc sbyte[pixels * Tile];
        var following = weights.Pixels - pixel - pixels;
        // What the stores of a narrow pixel write beyond it, those of the next pixels write anew, if there are any.
        var isWhole = scaling.Count - tile * Tile >= Tile ? following >= 0 : scaling.Count < Tile && following >= Tile;
        var target = isWhole ? y + (nint)pixel * scaling.Count + tile * Tile : room;
        nint stride = isWhole ? scaling.Count : Tile;
        var (low, high, left) = (Vector128.Create(scaling.Low), Vector128.Create(scaling.High), scaling.ShiftsLeft);
        Stored(a0, b0, table, left, low, high).Store(target);
        Stored(a1, b1, table, left, low, high).Store(target + stride);
        Stored(a2, b2, table, left, low, high).Store(target + 2 * stride);
        Stored(a3, b3, table, left, low, high).Store(target + 3 * stride);
        Stored(a4, b4, table, left, low, high).Store(target + 4 * stride);
        Stored(a5, b5, table, left, low, high).Store(target + 5 * stride);
        if (!isWhole) CopyPart(weights, room, y, pixel, pixels, tile);
    }

    /// <summary>Of 32 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ThreePixels(PackedWeights weights, byte* image, sbyte* y, int pixel, int tile)
    {
        const int pixels = 3;
        int* places = weights.Places + pixel;
        byte* x0 = image + places[0], x1 = image + places[1], x2 = image + places[2];
        int* table = weights.Scaling.Tables + tile * ChannelScaling.Integers, table2 = table + ChannelScaling.Integers;
        sbyte* w = weights.Panel(tile), v = weights.Panel(tile + 1);
        var offset = weights.Offsets;
        var last = offset + weights.Steps;
        Vector256<int> a0 = Vector256.Load(table), b0 = Vector256.Load(table + 8);
        Vector256<int> c0 = Vector256.Load(table2), d0 = Vector256.Load(table2 + 8);
        Vector256<int> a1 = a0, b1 = b0, c1 = c0, d1 = d0, a2 = a0, b2 = b0, c2 = c0, d2 = d0;
        do
        {
            var at = *offset++;
            Vector256<byte> p = Four(x0 + at), q = Four(x1 + at), r = Four(x2 + at);
            var weight = TDot.Load(w);
            (a0, a1, a2) = (TDot.Add(a0, p, weight), TDot.Add(a1, q, weight), TDot.Add(a2, r, weight));
            weight = TDot.Load(w + 32);
            (b0, b1, b2) = (TDot.Add(b0, p, weight), TDot.Add(b1, q, weight), TDot.Add(b2, r, weight));
            weight = TDot.Load(v);
            (c0, c1, c2) = (TDot.Add(c0, p, weight), TDot.Add(c1, q, weight), TDot.Add(c2, r, weight));
            weight = TDot.Load(v + 32);
            (d0, d1, d2) = (TDot.Add(d0, p, weight), TDot.Add(d1, q, weight), TDot.Add(d2, r, weight));
            w += 64;
            v += 64;
        }
        while (offset != last);
        var scaling = weights.Scaling;
        var room = stackalloc sbyte[2 * pixels * Tile];
        var (low, high, left) = (Vector128.Create(scaling.Low), Vector128.Create(scaling.High), scaling.ShiftsLeft);
        Stored(a0, b0, table, left, low, high).Store(room);
        Stored(a1, b1, table, left, low, high).Store(room + Tile);
        Stored(a2, b2, table, left, low, high).Store(room + 2 * Tile);
        Stored(c0, d0, table2, left, low, high).Store(room + 3 * Tile);
        Stored(c1, d1, table2, left, low, high).Store(room + 4 * Tile);
        Stored(c2, d2, table2, left, low, high).Store(room + 5 * Tile);
        CopyPart(weights, room, y, pixel, pixels, tile);
        CopyPart(weights, room + 3 * Tile, y, pixel, pixels, tile + 1);
    }

    /// <summary>Of 32 channels; even and odd steps in sums of their own, so that none waits for another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OnePixel(PackedWeights weights, byte* image, sbyte* y, int pixel, int tile)
    {
        var x = image + weights.Places[pixel];
        int* table = weights.Scaling.Tables + tile * ChannelScaling.Integers, table2 = table + ChannelScaling.Integers;
        sbyte* w = weights.Panel(tile), v = weights.Panel(tile + 1);
        var offsets = weights.Offsets;
        var steps = weights.Steps;
        Vector256<int> a = Vector256.Load(table), b = Vector256.Load(table + 8);
        Vector256<int> c = Vector256.Load(table2), d = Vector256.Load(table2 + 8);
        Vector256<int> e = default, f = default, g = default, h = default;
        for (; steps > 1; steps -= 2, offsets += 2, w += 128, v += 128)
        {
            var even = Four(x + offsets[0]);
            (a, b) = (TDot.Add(a, even, TDot.Load(w)), TDot.Add(b, even, TDot.Load(w + 32)));
            (c, d) = (TDot.Add(c, even, TDot.Load(v)), TDot.Add(d, even, TDot.Load(v + 32)));
            var odd = Four(x + offsets[1]);
            (e, f) = (TDot.Add(e, odd, TDot.Load(w + 64)), TDot.Add(f, odd, TDot.Load(w + 96)));
            (g, h) = (TDot.Add(g, odd, TDot.Load(v + 64)), TDot.Add(h, odd, TDot.Load(v + 96)));
        }
        if (steps > 0)
        {
            var even = Four(x + offsets[0]);
            (a, b) = (TDot.Add(a, even, TDot.Load(w)), TDot.Add(b, even, TDot.Load(w + 32)));
            (c, d) = (TDot.Add(c, even, TDot.Load(v)), TDot.Add(d, even, TDot.Load(v + 32)));
        }
        var scaling = weights.Scaling;
        var room = stackalloc sbyte[2 * Tile];
        var (low, high, left) = (Vector128.Create(scaling.Low), Vector128.Create(scaling.High), scaling.ShiftsLeft);
        Stored(a + e, b + f, table, left, low, high).Store(room);
        Stored(c + g, d + h, table2, left, low, high).Store(room + Tile);
        CopyPart(weights, room, y, pixel, 1, tile);
        CopyPart(weights, room + Tile, y, pixel, 1, tile + 1);
    }

    public override void ConvolveRows(PackedColumns weights, byte* woven, sbyte* y, int rows)
    {
        for (var tile = 0; tile < weights.Tiles; tile++)
        for (var row = 0; row < Math.Min(rows, weights.RowsAWeave); row++)
            if (weights.Steps == 3) ThreeSteps(weights, woven, y, tile, row, rows);
            else AnySteps(weights, woven, y, tile, row, rows);
    }

    /// <summary>Every row that is served as the first one is; windows of three columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ThreeSteps(PackedColumns weights, byte* woven, sbyte* y, int tile, int first, int rows)
    {
        var scaling = weights.Scaling;
        var table = scaling.Tables + tile * ChannelScaling.Integers;
        var (low, high, left) = (Vector128.Create(scaling.Low), Vector128.Create(scaling.High), scaling.ShiftsLeft);
        var w = weights.Panel(tile, first);
        var (wa0, wb0, wa1, wb1) = (TDot.Load(w), TDot.Load(w + 32), TDot.Load(w + 64), TDot.Load(w + 96));
        var (wa2, wb2) = (TDot.Load(w + 128), TDot.Load(w + 160));
        var (at0, at1, at2) = (weights.Offsets[0], weights.Offsets[1], weights.Offsets[2]);
        nint stride = weights.Stride, count = scaling.Count;
        var channels = scaling.Count - tile * Tile;
        Vector256<int> startA = Vector256.Load(table), startB = Vector256.Load(table + 8);
        woven += tile * Tile * PackedColumns.Taps;
        y += first * weights.Blocks * count + tile * Tile;
        for (var row = first; row < rows; row += weights.RowsAWeave)
        {
            var x = woven;
            var target = y;
            for (var blocks = weights.Blocks; blocks > 0; blocks--, x += stride, target += count)
            {
                var a = TDot.Add(startA, Vector256.Load(x + at0), wa0);
                var b = TDot.Add(startB, Vector256.Load(x + at0 + 32), wb0);
                a = TDot.Add(a, Vector256.Load(x + at1), wa1);
                b = TDot.Add(b, Vector256.Load(x + at1 + 32), wb1);
                a = TDot.Add(a, Vector256.Load(x + at2), wa2);
                b = TDot.Add(b, Vector256.Load(x + at2 + 32), wb2);
                StoreChannels(Stored(a, b, table, left, low, high), target, channels);
            }
            woven += weights.WeaveBytes;
            y += weights.RowsAWeave * weights.Blocks * count;
        }
    }

    /// <summary>As above, for windows of any width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AnySteps(PackedColumns weights, byte* woven, sbyte* y, int tile, int first, int rows)
    {
        var scaling = weights.Scaling;
        var table = scaling.Tables + tile * ChannelScaling.Integers;
        var (low, high, left) = (Vector128.Create(scaling.Low), Vector128.Create(scaling.High), scaling.ShiftsLeft);
        var w = weights.Panel(tile, first);
        var offsets = weights.Offsets;
        nint stride = weights.Stride, count = scaling.Count;
        var channels = scaling.Count - tile * Tile;
        Vector256<int> startA = Vector256.Load(table), startB = Vector256.Load(table + 8);
        woven += tile * Tile * PackedColumns.Taps;
        y += first * weights.Blocks * count + tile * Tile;
        for (var row = first; row < rows; row += weights.RowsAWeave)
        {
            var x = woven;
            var target = y;
            for (var blocks = weights.Blocks; blocks > 0; blocks--, x += stride, target += count)
            {
                var (a, b) = (startA, startB);
                var v = w;
                for (var step = 0; step < weights.Steps; step++, v += 64)
                {
                    var column = x + offsets[step];
                    a = TDot.Add(a, Vector256.Load(column), TDot.Load(v));
                    b = TDot.Add(b, Vector256.Load(column + 32), TDot.Load(v + 32));
                }
                StoreChannels(Stored(a, b, table, left, low, high), target, channels);
            }
            woven += weights.WeaveBytes;
            y += weights.RowsAWeave * weights.Blocks * count;
        }
    }

    /// <summary>Sixteen, or less without writing beyond them and without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreChannels(Vector128<sbyte> stored, sbyte* y, int channels)
    {
        if (channels >= Tile)
        {
            stored.Store(y);
            return;
        }
        var (low, high) = (stored.AsUInt64().GetElement(0), stored.AsUInt64().GetElement(1));
        for (var c = 0; c < channels; c++) y[c] = (sbyte)((c < 8 ? low : high) >> (8 * (c & 7)));
    }

    /// <summary>The channels and pixels that there are, out of sixteen channels a pixel.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyPart(PackedWeights weights, sbyte* room, sbyte* y, int pixel, int pixels, int tile)
    {
        var scaling = weights.Scaling;
        var channels = Math.Min(Tile, scaling.Count - tile * Tile);
        if (channels <= 0) return;
        for (var p = 0; p < Math.Min(pixels, weights.Pixels - pixel); p++)
            new ReadOnlySpan<sbyte>(room + p * Tile, channels)
                .CopyTo(new Span<sbyte>(y + (nint)(pixel + p) * scaling.Count + tile * Tile, channels));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Stored(
        Vector256<int> first, Vector256<int> last, int* table, bool shiftsLeft, Vector128<sbyte> low, Vector128<sbyte> high) =>
        Vector128.Min(Vector128.Max(TRescale.Rescaled(first, last, table, shiftsLeft), low), high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Four(byte* x) => Vector256.Create(*(int*)x).AsByte();
}
