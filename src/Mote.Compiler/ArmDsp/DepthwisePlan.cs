using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// A depthwise convolution that the routine over planes can do, however its values lie: its parameters, channel by channel.
/// </summary>
/// <param name="Rescaling">Of all channels.</param>
/// <param name="Parameters">Of all channels, one after another.</param>
/// <param name="Halvings">Of all channels' scales.</param>
internal sealed record DepthwisePlan(DepthwiseRescaling Rescaling, ImmutableArray<int> Parameters, int Halvings)
{
    // A count of passes is eight bits of an instruction; places in a row are within its twelve.
    private const int LargestSide = 500, MostChannels = 2048;

    // Small enough for layers of any usual scale: so that they share routines.
    private const int SharedShift = 8;

    /// <summary>
    /// Null where the routine does not serve: other kernels, dilations, batches, computed weights, ranges that nothing fits.
    /// </summary>
    public static DepthwisePlan? Of(DepthwiseConv2D op, Graph graph, Node node, CompileOptions options)
    {
        var (x, w, y) = (graph.Type(node.Inputs[0]), graph.Type(node.Inputs[1]), graph.Type(node.Output));
        if (options.InstructionSet != InstructionSet.ArmDsp || options.Goal == OptimizeGoal.Size || !Fits(op, x, w, y)) return null;
        if (graph[node.Inputs[1]].Data is not { } weights || weights.Type.Element != ElementType.Int8) return null;
        var hasBias = node.Inputs.Count > 2 && !node.Inputs[2].IsNone;
        var bias = hasBias ? graph[node.Inputs[2]].Data : null;
        if ((hasBias && bias is null) || w.Quantization is Quantization.PerTensor { ZeroPoint: not 0 }) return null;
        var channels = y.Shape[3];
        var values = weights.Span<sbyte>().ToArray();
        var kernels = Enumerable.Range(0, channels)
            .Select(c => Enumerable.Range(0, 9).Select(i => values[(i * channels) + c]).ToArray()).ToArray();
        var biases = bias is null ? new int[channels] : bias.Span<int>().ToArray();
        return Fit(op, x, w, y, kernels, biases, options.Form == KernelForm.Made ? null : SharedShift);
    }

    private static bool Fits(DepthwiseConv2D op, TensorType x, TensorType w, TensorType y) =>
        x.Element == ElementType.Int8 && y.Element == ElementType.Int8
        && x.Shape[0] == 1 && x.Shape[3] == y.Shape[3] && x.Shape[3] <= MostChannels
        && w.Shape[1] == DepthwiseShape.Kernel && w.Shape[2] == DepthwiseShape.Kernel
        && op.Steps is { StrideY: 1 or 2, StrideX: 1 or 2, DilationY: 1, DilationX: 1 }
        && op.Padding is { Top: < DepthwiseShape.Kernel, Left: < DepthwiseShape.Kernel }
        && Math.Max(x.Shape[1], x.Shape[2]) <= LargestSide && Math.Max(y.Shape[1], y.Shape[2]) <= LargestSide;

    private static DepthwisePlan? Fit(
        DepthwiseConv2D op, TensorType x, TensorType w, TensorType y, sbyte[][] kernels, int[] biases, int? preferredShift)
    {
        var factors = Requantization.Convolution(x, w, y, kernels.Length);
        var (low, high) = Requantization.Clamp(op.Activation, y);
        var zero = x.PerTensor.ZeroPoint;
        var channels = new RescaledChannel[kernels.Length];
        for (var c = 0; c < channels.Length; c++)
        {
            var (from, to) = ((long)biases[c], (long)biases[c]);
            foreach (var weight in kernels[c])
            {
                from += Math.Min((sbyte.MaxValue - zero) * weight, (sbyte.MinValue - zero) * weight);
                to += Math.Max((sbyte.MaxValue - zero) * weight, (sbyte.MinValue - zero) * weight);
            }
            if (from < int.MinValue || to > int.MaxValue || factors[c].Shift > 31) return null;
            channels[c] = new RescaledChannel(factors[c], y.PerTensor.ZeroPoint, low, high, (int)from, (int)to);
        }
        // What a sum of raw bytes begins with: the zero point is padded as such, so it counts everywhere.
        var folded = biases.Select((b, c) => (long)b - (zero * kernels[c].Sum(v => (long)v))).ToArray();
        if (AbsorbedFit.Of(channels, preferredShift) is { } absorbed)
            return new DepthwisePlan(
                new DepthwiseRescaling(absorbed.Shift, null, absorbed.Channels.Any(c => c.Halvings > 0)),
                [.. kernels.SelectMany((k, c) => DepthwiseRoutine.Parameters(k, absorbed.Channels[c].Multiplier,
                    unchecked((int)((folded[c] << (8 - absorbed.Channels[c].Halvings)) + absorbed.Channels[c].Addend)),
                    null, absorbed.Channels[c].Halvings))],
                absorbed.Channels.Sum(c => c.Halvings));
        if (low > sbyte.MinValue || high < sbyte.MaxValue
            || ThresholdFit.Of(channels) is not { SignBits: { } sign, Shift: { } shift } signed) return null;
        return new DepthwisePlan(
            new DepthwiseRescaling(shift, sign, false),
            [.. kernels.SelectMany((k, c) => DepthwiseRoutine.Parameters(
                k, signed.Channels[c].Multiplier, unchecked((int)((folded[c] << ThresholdFit.SumBits) + signed.Channels[c].Correction)),
                signed.Channels[c].Addend, 0))],
            0);
    }
}
