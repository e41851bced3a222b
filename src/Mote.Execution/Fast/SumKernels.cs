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

    /// <summary>One row of output pixels of a convolution by channels.</summary>
    /// <param name="weights">Packed.</param>
    /// <param name="columns">Biased by 128, four bytes of a column beside each other: see <see cref="PackedColumns"/>.</param>
    /// <param name="y">[width, channels]</param>
    public abstract void ConvolveRow(PackedColumns weights, byte* columns, sbyte* y);

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

    /// <summary>Of 16 channels. Pixels beyond the last one are the last one again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixPixels(PackedWeights weights, byte* image, sbyte* y, int pixel, int tile)
    {
        int* places = weights.Places + pixel;
        byte* x0 = image + places[0], x1 = image + places[1], x2 = image + places[2];
        byte* x3 = image + places[3], x4 = image + places[4], x5 = image + places[5];
        var table = weights.Scaling.Tables + tile * ChannelScaling.Integers;
        Vector256<int> a0 = Vector256.Load(table), b0 = Vector256.Load(table + 8);
        Vector256<int> a1 = a0, b1 = b0, a2 = a0, b2 = b0, a3 = a0, b3 = b0, a4 = a0, b4 = b0, a5 = a0, b5 = b0;
        var w = weights.Panel(tile);
        var offset = weights.Offsets;
        var last = offset + weights.Steps;
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
        var output = new Output(weights.Scaling, y, tile, weights.Pixels);
        output.Store(a0, b0, pixel);
        output.Store(a1, b1, pixel + 1);
        output.Store(a2, b2, pixel + 2);
        output.Store(a3, b3, pixel + 3);
        output.Store(a4, b4, pixel + 4);
        output.Store(a5, b5, pixel + 5);
    }

    /// <summary>Of 32 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ThreePixels(PackedWeights weights, byte* image, sbyte* y, int pixel, int tile)
    {
        int* places = weights.Places + pixel;
        byte* x0 = image + places[0], x1 = image + places[1], x2 = image + places[2];
        var table = weights.Scaling.Tables + tile * ChannelScaling.Integers;
        Vector256<int> a0 = Vector256.Load(table), b0 = Vector256.Load(table + 8);
        Vector256<int> c0 = Vector256.Load(table + ChannelScaling.Integers), d0 = Vector256.Load(table + ChannelScaling.Integers + 8);
        Vector256<int> a1 = a0, b1 = b0, c1 = c0, d1 = d0, a2 = a0, b2 = b0, c2 = c0, d2 = d0;
        sbyte* w = weights.Panel(tile), v = weights.Panel(tile + 1);
        var offset = weights.Offsets;
        var last = offset + weights.Steps;
        do
        {
            var at = *offset++;
            var (wa, wb, wc, wd) = (TDot.Load(w), TDot.Load(w + 32), TDot.Load(v), TDot.Load(v + 32));
            w += 64;
            v += 64;
            var x = Four(x0 + at);
            (a0, b0, c0, d0) = (TDot.Add(a0, x, wa), TDot.Add(b0, x, wb), TDot.Add(c0, x, wc), TDot.Add(d0, x, wd));
            x = Four(x1 + at);
            (a1, b1, c1, d1) = (TDot.Add(a1, x, wa), TDot.Add(b1, x, wb), TDot.Add(c1, x, wc), TDot.Add(d1, x, wd));
            x = Four(x2 + at);
            (a2, b2, c2, d2) = (TDot.Add(a2, x, wa), TDot.Add(b2, x, wb), TDot.Add(c2, x, wc), TDot.Add(d2, x, wd));
        }
        while (offset != last);
        var output = new Output(weights.Scaling, y, tile, weights.Pixels);
        output.Store(a0, b0, pixel);
        output.Store(a1, b1, pixel + 1);
        output.Store(a2, b2, pixel + 2);
        if (tile + 1 >= weights.Tiles) return;
        output = new Output(weights.Scaling, y, tile + 1, weights.Pixels);
        output.Store(c0, d0, pixel);
        output.Store(c1, d1, pixel + 1);
        output.Store(c2, d2, pixel + 2);
    }

    /// <summary>Of 32 channels; even and odd steps in sums of their own, so that none waits for another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OnePixel(PackedWeights weights, byte* image, sbyte* y, int pixel, int tile)
    {
        var x = image + weights.Places[pixel];
        var table = weights.Scaling.Tables + tile * ChannelScaling.Integers;
        Vector256<int> a = Vector256.Load(table), b = Vector256.Load(table + 8);
        Vector256<int> c = Vector256.Load(table + ChannelScaling.Integers), d = Vector256.Load(table + ChannelScaling.Integers + 8);
        Vector256<int> e = default, f = default, g = default, h = default;
        sbyte* w = weights.Panel(tile), v = weights.Panel(tile + 1);
        var offsets = weights.Offsets;
        var steps = weights.Steps;
        var step = 0;
        for (; step + 1 < steps; step += 2)
        {
            var even = Four(x + offsets[step]);
            (a, b) = (TDot.Add(a, even, TDot.Load(w)), TDot.Add(b, even, TDot.Load(w + 32)));
            (c, d) = (TDot.Add(c, even, TDot.Load(v)), TDot.Add(d, even, TDot.Load(v + 32)));
            var odd = Four(x + offsets[step + 1]);
            (e, f) = (TDot.Add(e, odd, TDot.Load(w + 64)), TDot.Add(f, odd, TDot.Load(w + 96)));
            (g, h) = (TDot.Add(g, odd, TDot.Load(v + 64)), TDot.Add(h, odd, TDot.Load(v + 96)));
            w += 128;
            v += 128;
        }
        if (step < steps)
        {
            var even = Four(x + offsets[step]);
            (a, b) = (TDot.Add(a, even, TDot.Load(w)), TDot.Add(b, even, TDot.Load(w + 32)));
            (c, d) = (TDot.Add(c, even, TDot.Load(v)), TDot.Add(d, even, TDot.Load(v + 32)));
        }
        new Output(weights.Scaling, y, tile, weights.Pixels).Store(a + e, b + f, pixel);
        if (tile + 1 < weights.Tiles) new Output(weights.Scaling, y, tile + 1, weights.Pixels).Store(c + g, d + h, pixel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ConvolveRow(PackedColumns weights, byte* columns, sbyte* y)
    {
        var scaling = weights.Scaling;
        for (var tile = 0; tile < weights.Tiles; tile++)
        {
            var output = new Output(scaling, y, tile, weights.Blocks);
            var table = scaling.Tables + tile * ChannelScaling.Integers;
            var w = weights.Panel(tile);
            var first = columns + tile * Tile * PackedColumns.Taps;
            Vector256<int> startA = Vector256.Load(table), startB = Vector256.Load(table + 8);
            if (weights.Steps == 3)
            {
                var (wa0, wb0, wa1, wb1) = (TDot.Load(w), TDot.Load(w + 32), TDot.Load(w + 64), TDot.Load(w + 96));
                var (wa2, wb2) = (TDot.Load(w + 128), TDot.Load(w + 160));
                var (at0, at1, at2) = (weights.Offsets[0], weights.Offsets[1], weights.Offsets[2]);
                for (var block = 0; block < weights.Blocks; block++, first += weights.Stride)
                {
                    var a = TDot.Add(startA, Vector256.Load(first + at0), wa0);
                    var b = TDot.Add(startB, Vector256.Load(first + at0 + 32), wb0);
                    a = TDot.Add(a, Vector256.Load(first + at1), wa1);
                    b = TDot.Add(b, Vector256.Load(first + at1 + 32), wb1);
                    a = TDot.Add(a, Vector256.Load(first + at2), wa2);
                    b = TDot.Add(b, Vector256.Load(first + at2 + 32), wb2);
                    output.Store(a, b, block);
                }
                continue;
            }
            for (var block = 0; block < weights.Blocks; block++, first += weights.Stride)
            {
                var (a, b) = (startA, startB);
                var v = w;
                for (var step = 0; step < weights.Steps; step++, v += 64)
                {
                    var x = first + weights.Offsets[step];
                    (a, b) = (TDot.Add(a, Vector256.Load(x), TDot.Load(v)), TDot.Add(b, Vector256.Load(x + 32), TDot.Load(v + 32)));
                }
                output.Store(a, b, block);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Four(byte* x) => Vector256.Create(*(int*)x).AsByte();

    /// <summary>Where sixteen channels of each pixel go.</summary>
    private readonly ref struct Output
    {
        private readonly Vector128<sbyte> _low;
        private readonly Vector128<sbyte> _high;
        private readonly int* _table;
        private readonly sbyte* _y;
        private readonly int _channels;
        private readonly int _count;
        private readonly int _last;
        private readonly bool _shiftsLeft;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Output(ChannelScaling scaling, sbyte* y, int tile, int pixels)
        {
            (_low, _high) = (Vector128.Create(scaling.Low), Vector128.Create(scaling.High));
            _table = scaling.Tables + tile * ChannelScaling.Integers;
            _y = y + tile * Tile;
            _channels = scaling.Count;
            _count = scaling.Count - tile * Tile;
            _last = pixels - 1;
            _shiftsLeft = scaling.ShiftsLeft;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(Vector256<int> first, Vector256<int> last, int pixel)
        {
            var stored = Vector128.Min(Vector128.Max(TRescale.Rescaled(first, last, _table, _shiftsLeft), _low), _high);
            var y = _y + (nint)Math.Min(pixel, _last) * _channels;
            if (_count >= Tile) stored.Store(y);
            else Bytes16.StorePart(stored, y, _count);
        }
    }
}
