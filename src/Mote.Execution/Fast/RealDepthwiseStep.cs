using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Execution.Fast;

/// <summary>Convolution of reals by channels, one output channel an input channel; windows are cut off at the image's borders.</summary>
internal sealed unsafe class RealDepthwiseStep : FastStep
{
    private readonly DepthwiseConv2D _op;
    private readonly int[] _x;
    private readonly int[] _y;
    private readonly (int Y, int X) _kernel;
    private readonly PinnedArray<float> _weights;
    private readonly PinnedArray<float>? _scales;
    private readonly PinnedArray<float>? _bias;
    private readonly float _low;
    private readonly float _high;
    private readonly int _at;
    private readonly int _outputAt;

    private RealDepthwiseStep(DepthwiseConv2D op, PlannedNode node)
    {
        (_op, _x, _y) = (op, [.. node.Type(0).Shape], [.. node.Y.Shape]);
        _kernel = (node.Type(1).Shape[1], node.Type(1).Shape[2]);
        _weights = new PinnedArray<float>(node.RealWeights);
        if (!node.Type(1).IsFloat)
        {
            var scales = HybridWeights.Scales(node.Type(1));
            _scales = new PinnedArray<float>([.. Enumerable.Range(0, _y[3]).Select(c => scales[scales.Length == 1 ? 0 : c])]);
        }
        if (node.Has(2)) _bias = new PinnedArray<float>(node.Data(2)!.Span<float>());
        (_low, _high) = Requantization.Clamp(op.Activation);
        (_at, _outputAt) = (node.At(0), node.OutputAt);
    }

    public static FastStep? Of(DepthwiseConv2D op, PlannedNode node) =>
        node.HasRealSums && node.Type(0).Shape[3] == node.Y.Shape[3] ? new RealDepthwiseStep(op, node) : null;

    public override void Run(FastMemory memory)
    {
        float* x = (float*)memory.At(_at), y = (float*)memory.At(_outputAt);
        var steps = _op.Steps;
        for (var n = 0; n < _y[0]; n++, x += (nint)_x[1] * _x[2] * _x[3])
        for (var oy = 0; oy < _y[1]; oy++)
        for (var ox = 0; ox < _y[2]; ox++, y += _y[3])
        {
            var (top, left) = (oy * steps.StrideY - _op.Padding.Top, ox * steps.StrideX - _op.Padding.Left);
            var rows = Inside(top, steps.DilationY, _kernel.Y, _x[1]);
            var columns = Inside(left, steps.DilationX, _kernel.X, _x[2]);
            Pixel(x, y, top, left, rows, columns);
        }
    }

    /// <summary>Which of a window's places lie inside of the image.</summary>
    private static (int From, int To) Inside(int origin, int dilation, int kernel, int size)
    {
        var from = origin < 0 ? Math.Min(kernel, (-origin + dilation - 1) / dilation) : 0;
        var to = origin >= size ? from : Math.Min(kernel, (size - 1 - origin) / dilation + 1);
        return (from, Math.Max(from, to));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pixel(float* x, float* y, int top, int left, (int From, int To) rows, (int From, int To) columns)
    {
        const int lanes = 8;
        var channels = _x[3];
        var (low, high) = (Vector256.Create(_low), Vector256.Create(_high));
        var weights = _weights.Pointer;
        var room = stackalloc float[lanes];
        for (var c = 0; c < channels; c += lanes)
        {
            var sums = Vector256<float>.Zero;
            for (var ky = rows.From; ky < rows.To; ky++)
            for (var kx = columns.From; kx < columns.To; kx++)
            {
                var pixel = (nint)(top + ky * _op.Steps.DilationY) * _x[2] + left + kx * _op.Steps.DilationX;
                // Lanes beyond the last channel hold something of the next pixel, or of what lies behind; they are not stored.
                var weight = Vector256.Load(weights + (nint)(ky * _kernel.X + kx) * channels + c);
                sums += Vector256.Load(x + pixel * channels + c) * weight;
            }
            if (_scales is not null) sums *= Vector256.Load(_scales.Pointer + c);
            if (_bias is not null) sums += Vector256.Load(_bias.Pointer + c);
            var clamped = RealSums.Clamp(sums, low, high);
            if (channels - c >= lanes)
            {
                clamped.Store(y + c);
                continue;
            }
            clamped.Store(room);
            for (var rest = 0; rest < channels - c; rest++) y[c + rest] = room[rest];
        }
    }
}
