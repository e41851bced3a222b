using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Training.Networks;

/// <summary>A layer that is not in the graph yet, because what follows it may become part of it.</summary>
/// <param name="Op">The operator, given the clamp that it ends with.</param>
/// <param name="Operands">Without weights and bias where they are apart.</param>
/// <param name="Matrix">Of a convolution or a dense layer whose weights are known.</param>
/// <param name="Origin">All that has become part of it.</param>
internal sealed record PendingLayer(
    Func<Activation, Op> Op, ImmutableArray<ValueId> Operands, LayerWeights? Matrix, Origin Origin, Activation Activation = Activation.None)
{
    /// <summary>With Y[...,c] · factor[c] + offset[c] behind it, or null if that cannot be part of this layer.</summary>
    public PendingLayer? Scaled(float[]? factors, float[] offsets, string layer) =>
        Matrix is null || Activation != Activation.None ? null
        : this with { Matrix = Matrix.Scaled(factors, offsets), Origin = Origin.And(Origin.Of(layer)) };

    /// <summary>With a clamp behind it, or null if there already is one.</summary>
    public PendingLayer? Clamped(Activation kind, string layer) =>
        kind == Activation.None ? this
        : Activation != Activation.None ? null
        : this with { Activation = kind, Origin = Origin.And(Origin.Of(layer)) };
}

/// <summary>Weights and bias of a layer, before they become constants.</summary>
/// <param name="Source">The network's value that the weights are, as long as nothing has been folded into them; else -1.</param>
/// <param name="Axis">Of the output channels.</param>
/// <param name="Steps">If the network rounds the weights.</param>
internal sealed record LayerWeights(int Source, float[] Weights, Shape Shape, int Axis, float[]? Bias, WeightSteps? Steps)
{
    public LayerWeights Scaled(float[]? factors, float[] offsets)
    {
        var bias = offsets.Select((o, c) => (float)((Bias?[c] ?? 0.0) * (factors?[c] ?? 1.0) + o)).ToArray();
        if (factors is null) return this with { Bias = bias };
        var step = Shape.Strides()[Axis];
        var weights = Weights.Select((w, i) => w * factors[i / step % factors.Length]).ToArray();
        // Only steps by output channel are still steps when each channel has a factor of its own.
        var steps = Steps is { } s && s.Axis == Axis
            ? s with { Steps = [.. s.Steps.Select((x, c) => x * MathF.Abs(factors[c]))] } : null;
        return this with { Source = -1, Weights = weights, Bias = bias, Steps = steps };
    }
}
