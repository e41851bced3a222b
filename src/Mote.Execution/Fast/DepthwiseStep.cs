using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Execution.Fast;

/// <summary>Convolution of int8 by channels, one output channel an input channel.</summary>
internal sealed unsafe class DepthwiseStep : FastStep
{
    /// <summary>Read behind the end of woven rows, and of a row of zero points.</summary>
    private const int Slack = 128;

    private const int Cached = 16384;

    private readonly SumKernels _kernels;
    private readonly PackedColumns _weights;
    private readonly DepthwiseConv2D _op;
    private readonly bool _hasAvx512;
    private readonly int _x;
    private readonly int _y;
    private readonly int _batch;
    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;
    private readonly int _rows;
    private readonly int _outputs;
    private readonly int _wovenWidth;
    private readonly int _kernelY;
    private readonly int _weaves;
    private readonly sbyte _zero;

    private DepthwiseStep(DepthwiseConv2D op, PlannedNode node, VectorPath path, SumKernels kernels, PackedColumns weights, int wovenWidth)
    {
        (_op, _kernels, _weights, _wovenWidth) = (op, kernels, weights, wovenWidth);
        _hasAvx512 = path >= VectorPath.Avx512;
        (_x, _y) = (node.At(0), node.OutputAt);
        var (xs, ys) = (node.Type(0).Shape, node.Y.Shape);
        (_batch, _height, _width, _channels) = (xs[0], xs[1], xs[2], xs[3]);
        (_rows, _outputs) = (ys[1], ys[2]);
        _kernelY = node.Type(1).Shape[1];
        // As many as are sure to be in the first-level cache when they are read.
        _weaves = Math.Clamp(Cached / weights.WeaveBytes, 1, (_rows + weights.RowsAWeave - 1) / weights.RowsAWeave);
        _zero = (sbyte)node.Type(0).PerTensor.ZeroPoint;
    }

    public override int ScratchBytes => WovenBytes + _width * _channels + Slack;

    private int WovenBytes => _weaves * _weights.WeaveBytes + Slack;

    public static FastStep? Of(DepthwiseConv2D op, PlannedNode node, VectorPath path, SumKernels kernels)
    {
        if (!node.HasInt8Sums) return null;
        var (xs, ws, ys) = (node.Type(0).Shape, node.Type(1).Shape, node.Y.Shape);
        if (xs[3] == 1) return ConvolutionStep.OfSingleChannel(op, node, kernels);
        if (xs[3] != ys[3]) return null;
        var (channels, taps) = (ws[3], ws[1] * ws[2]);
        var byTap = node.Weights.Span;
        var byChannel = new sbyte[byTap.Length];
        for (var c = 0; c < channels; c++)
        for (var tap = 0; tap < taps; tap++)
            byChannel[c * taps + tap] = byTap[tap * channels + c];
        var factors = Requantization.Convolution(node.Type(0), node.Type(1), node.Y, channels);
        var width = (ys[2] - 1) * op.Steps.StrideX + (ws[2] - 1) * op.Steps.DilationX + 1;
        if (op.Padding.Left > width || (long)PackedColumns.GroupsOf(ws[1]) * width * channels * PackedColumns.Taps > 1 << 28) return null;
        var packed = PackedColumns.Of(
            node.Sums(byChannel, factors, op.Activation), (ws[1], ws[2]), op.Steps, width, ys[2]);
        return packed is null ? null : new DepthwiseStep(op, node, path, kernels, packed, width);
    }

    public override void Run(FastMemory memory)
    {
        sbyte* x = (sbyte*)memory.At(_x), y = (sbyte*)memory.At(_y), outside = (sbyte*)memory.Scratch + WovenBytes;
        var woven = memory.Scratch;
        var row = _width * _channels;
        new Span<sbyte>(outside, row).Fill(_zero);
        FillBorders(woven);
        for (var n = 0; n < _batch; n++, x += _height * row)
        for (var oy = 0; oy < _rows; oy += _weaves * _weights.RowsAWeave)
        {
            var rows = Math.Min(_weaves * _weights.RowsAWeave, _rows - oy);
            for (var (first, target) = (0, (nint)0); first < rows; first += _weights.RowsAWeave, target += _weights.WeaveBytes)
                Weave(x, outside, (oy + first) * _op.Steps.StrideY - _op.Padding.Top, woven + target);
            _kernels.ConvolveRows(_weights, woven, y, rows);
            y += rows * _outputs * _channels;
        }
    }

    /// <summary>The columns left and right of the image, which no weave writes.</summary>
    private void FillBorders(byte* woven)
    {
        var left = _op.Padding.Left;
        var right = _wovenWidth - left - Math.Min(_width, _wovenWidth - left);
        var border = (byte)(_zero + 128);
        for (var row = 0; row < _weaves * PackedColumns.GroupsOf(_kernelY); row++, woven += _wovenWidth * _channels * PackedColumns.Taps)
        {
            new Span<byte>(woven, left * _channels * PackedColumns.Taps).Fill(border);
            var (from, bytes) = ((_wovenWidth - right) * _channels * PackedColumns.Taps, right * _channels * PackedColumns.Taps);
            new Span<byte>(woven + from, bytes).Fill(border);
        }
    }

    /// <param name="x">An image.</param>
    /// <param name="outside">What stands for rows outside of it.</param>
    /// <param name="top">The first row.</param>
    /// <param name="woven">The rows from there on, as far as a window reaches.</param>
    private void Weave(sbyte* x, sbyte* outside, int top, byte* woven)
    {
        const int taps = PackedColumns.Taps;
        var left = _op.Padding.Left;
        var count = Math.Min(_width, _wovenWidth - left) * _channels;
        woven += left * _channels * taps;
        for (var ky = 0; ky < _kernelY; ky += taps, woven += _wovenWidth * _channels * taps)
        {
            sbyte* a = Row(ky), b = Row(ky + 1), c = Row(ky + 2), d = Row(ky + 3);
            if (_hasAvx512) WeaveBy512(a, b, c, d, woven, count);
            else WeaveBy128(a, b, c, d, woven, count);
        }

        sbyte* Row(int ky)
        {
            var iy = top + ky * _op.Steps.DilationY;
            return (uint)iy < (uint)_height ? x + (nint)iy * _width * _channels : outside;
        }
    }

    /// <summary>Sixteen bytes of four rows are transposed in two steps: doublewords between the quarters, bytes within.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeaveBy512(sbyte* a, sbyte* b, sbyte* c, sbyte* d, byte* y, int count)
    {
        var quarters = Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        var within = Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        var bytes = Vector512.Create(Vector256.Create(within, within), Vector256.Create(within, within));
        var bias = Vector512.Create((byte)0x80);
        var i = 0;
        for (; i + 16 <= count; i += 16)
        {
            var rows = Vector512.Create(
                Vector256.Create(Vector128.Load((byte*)a + i), Vector128.Load((byte*)b + i)),
                Vector256.Create(Vector128.Load((byte*)c + i), Vector128.Load((byte*)d + i)));
            var mixed = Avx512F.PermuteVar16x32((rows ^ bias).AsInt32(), quarters).AsByte();
            Avx512BW.Shuffle(mixed, bytes).Store(y + 4 * i);
        }
        WeaveRest(a, b, c, d, y, i, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeaveBy128(sbyte* a, sbyte* b, sbyte* c, sbyte* d, byte* y, int count)
    {
        var i = 0;
        if (Sse2.IsSupported)
        {
            var bias = Vector128.Create((byte)0x80);
            for (; i + 16 <= count; i += 16)
            {
                var (ra, rb) = (Vector128.Load((byte*)a + i) ^ bias, Vector128.Load((byte*)b + i) ^ bias);
                var (rc, rd) = (Vector128.Load((byte*)c + i) ^ bias, Vector128.Load((byte*)d + i) ^ bias);
                var (lowAB, highAB) = (Sse2.UnpackLow(ra, rb).AsInt16(), Sse2.UnpackHigh(ra, rb).AsInt16());
                var (lowCD, highCD) = (Sse2.UnpackLow(rc, rd).AsInt16(), Sse2.UnpackHigh(rc, rd).AsInt16());
                Sse2.UnpackLow(lowAB, lowCD).AsByte().Store(y + 4 * i);
                Sse2.UnpackHigh(lowAB, lowCD).AsByte().Store(y + 4 * i + 16);
                Sse2.UnpackLow(highAB, highCD).AsByte().Store(y + 4 * i + 32);
                Sse2.UnpackHigh(highAB, highCD).AsByte().Store(y + 4 * i + 48);
            }
        }
        WeaveRest(a, b, c, d, y, i, count);
    }

    private static void WeaveRest(sbyte* a, sbyte* b, sbyte* c, sbyte* d, byte* y, int from, int count)
    {
        for (var i = from; i < count; i++)
        {
            y[4 * i] = (byte)(a[i] + 128);
            y[4 * i + 1] = (byte)(b[i] + 128);
            y[4 * i + 2] = (byte)(c[i] + 128);
            y[4 * i + 3] = (byte)(d[i] + 128);
        }
    }
}
