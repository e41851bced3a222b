using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Execution.Fast;

/// <summary>Convolution or matrix of int16 with int8 weights.</summary>
internal sealed unsafe class Int16ConvolutionStep : FastStep
{
    private readonly PackedPairs _weights;
    private readonly Borders<short>? _borders;
    private readonly bool _vectors;
    private readonly int _x;
    private readonly int _y;

    private Int16ConvolutionStep(PlannedNode node, VectorPath path, PackedPairs weights, Borders<short>? borders)
    {
        (_weights, _borders, _vectors) = (weights, borders, path >= VectorPath.Avx2);
        (_x, _y) = (node.At(0), node.OutputAt);
    }

    public override int ScratchBytes => (int)(_borders?.Bytes ?? 0);

    public override void Run(FastMemory memory)
    {
        var x = (short*)memory.At(_x);
        if (_borders is not null) x = _borders.Fill(x, (short*)memory.Scratch);
        Int16Sums.Convolve(_weights, x, (short*)memory.At(_y), _vectors);
    }

    public static FastStep? Of(Conv2D op, PlannedNode node, VectorPath path)
    {
        if (!node.HasInt16Sums || node.Type(1).Shape[3] != node.Type(0).Shape[3]) return null;
        var (xs, ws) = (node.Type(0).Shape, node.Type(1).Shape);
        if (Borders<short>.Of(xs, node.Y.Shape, (ws[1], ws[2]), op.Steps, op.Padding) is not { } borders) return null;
        var row = borders.Width * xs[3];
        var taps = new List<PairOfTaps>();
        for (var ky = 0; ky < ws[1]; ky++)
            // Neighbouring pixels are one run of elements.
            if (op.Steps.DilationX == 1) taps.AddRange(PairOfTaps.Run(ky * op.Steps.DilationY * row, ky * ws[2] * xs[3], ws[2] * xs[3]));
            else
                for (var kx = 0; kx < ws[2]; kx++)
                    taps.AddRange(PairOfTaps.Run(
                        ky * op.Steps.DilationY * row + kx * op.Steps.DilationX * xs[3], (ky * ws[2] + kx) * xs[3], xs[3]));
        var factors = Requantization.Convolution(node.Type(0), node.Type(1), node.Y, ws[0]);
        var weights = new PackedPairs(node, op.Activation, factors, taps, borders.Places(node.Y.Shape, op.Steps));
        return new Int16ConvolutionStep(node, path, weights, borders.AreNone ? null : borders);
    }

    public static FastStep? Of(FullyConnected op, PlannedNode node, VectorPath path)
    {
        if (!node.HasInt16Sums || node.Type(1).Quantization is Core.Types.Quantization.PerTensor { ZeroPoint: not 0 }) return null;
        var (channels, depth) = (node.Type(1).Shape[0], node.Type(1).Shape[1]);
        var factors = Requantization.FullyConnected(node.Type(0), node.Type(1), node.Y, channels);
        int[] places = [.. Enumerable.Range(0, node.Type(0).Elements / depth).Select(row => row * depth)];
        var weights = new PackedPairs(node, op.Activation, factors, [.. PairOfTaps.Run(0, 0, depth)], places);
        return new Int16ConvolutionStep(node, path, weights, null);
    }
}
