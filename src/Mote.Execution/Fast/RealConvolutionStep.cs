using Mote.Core.Ops;

namespace Mote.Execution.Fast;

/// <summary>Convolution or matrix of reals, to the bit as the reference adds up; int8 weights beside reals, too.</summary>
internal sealed unsafe class RealConvolutionStep : FastStep
{
    private readonly PackedRealWeights _weights;
    private readonly Borders<float>? _borders;
    private readonly int _x;
    private readonly int _y;

    private RealConvolutionStep(PlannedNode node, PackedRealWeights weights, Borders<float>? borders)
    {
        (_weights, _borders) = (weights, borders);
        (_x, _y) = (node.At(0), node.OutputAt);
    }

    public override int ScratchBytes => (int)(_borders?.Bytes ?? 0);

    public override void Run(FastMemory memory)
    {
        var x = (float*)memory.At(_x);
        if (_borders is not null) x = _borders.Fill(x, (float*)memory.Scratch);
        RealSums.Convolve(_weights, x, (float*)memory.At(_y));
    }

    public static FastStep? Of(Conv2D op, PlannedNode node)
    {
        if (!node.HasRealSums || node.Type(1).Shape[3] != node.Type(0).Shape[3]) return null;
        var (xs, ws, ys) = (node.Type(0).Shape, node.Type(1).Shape, node.Y.Shape);
        var steps = op.Steps;
        if (Borders<float>.Of(xs, ys, (ws[1], ws[2]), steps, op.Padding) is not { } borders) return null;
        var row = borders.Width * xs[3];
        var offsets = new nint[ws[1] * ws[2] * xs[3]];
        for (var i = 0; i < offsets.Length; i++)
        {
            var (ky, kx, c) = (i / xs[3] / ws[2], i / xs[3] % ws[2], i % xs[3]);
            offsets[i] = ky * steps.DilationY * row + kx * steps.DilationX * xs[3] + c;
        }
        return PackedRealWeights.Of(node, op.Activation, offsets, borders.Places(ys, steps), node.RealWeights) is { } weights
            ? new RealConvolutionStep(node, weights, borders.AreNone ? null : borders) : null;
    }

    public static FastStep? Of(FullyConnected op, PlannedNode node)
    {
        if (!node.HasRealSums) return null;
        var depth = node.Type(1).Shape[1];
        nint[] offsets = [.. Enumerable.Range(0, depth).Select(i => (nint)i)];
        int[] places = [.. Enumerable.Range(0, node.Type(0).Elements / depth).Select(row => row * depth)];
        return PackedRealWeights.Of(node, op.Activation, offsets, places, node.RealWeights) is { } weights
            ? new RealConvolutionStep(node, weights, null) : null;
    }
}
