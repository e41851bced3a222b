using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>What the compiler expects a layer to execute against what the emulated Cortex-M4 does.</summary>
public class MatrixDspCostTests
{
    /// <summary>Image height, width, depth; channels; kernel height, width; stride. Zero height: a matrix.</summary>
    [Theory]
    [InlineData(0, 1, 640, 128, 1, 1, 1)]
    [InlineData(0, 1, 128, 128, 1, 1, 1)]
    [InlineData(0, 1, 64, 10, 1, 1, 1)]
    [InlineData(25, 5, 64, 64, 1, 1, 1)]
    [InlineData(24, 24, 16, 32, 1, 1, 1)]
    [InlineData(48, 48, 8, 16, 1, 1, 1)]
    [InlineData(6, 6, 57, 30, 1, 1, 1)]
    [InlineData(49, 10, 1, 64, 10, 4, 2)]
    [InlineData(96, 96, 3, 8, 3, 3, 2)]
    [InlineData(32, 32, 3, 16, 3, 3, 1)]
    [InlineData(32, 32, 16, 32, 3, 3, 2)]
    [InlineData(16, 16, 32, 64, 3, 3, 2)]
    [InlineData(32, 32, 16, 32, 1, 1, 2)]
    public void Predicted_instructions_are_within_three_percent(int h, int w, int depth, int channels, int kernelY, int kernelX, int stride)
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var graph = Layer(h, w, depth, channels, kernelY, kernelX, stride);
        foreach (var goal in (OptimizeGoal[])[OptimizeGoal.Instructions, OptimizeGoal.Balanced])
        {
            var calls = ModelCompiler.Compile(graph, new CompileOptions(target.InstructionSet, goal)).Calls;
            var predicted = calls.Sum(c => Assert.NotNull(c.Cost).Instructions);
            var report = Measure.Run(graph, target, goal, null, 1, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(1, report.Exact);
            var measured = Assert.NotNull(report.Instructions);
            TestContext.Current.SendDiagnosticMessage($"{graph.Name} {goal}: measured {measured}, predicted {predicted:F0}");
            Assert.InRange(predicted, measured * 0.97, measured * 1.03);
        }
    }

    private static Graph Layer(int h, int w, int depth, int channels, int kernelY, int kernelX, int stride)
    {
        var builder = new GraphBuilder($"{h}x{w}x{depth} to {channels} by {kernelY}x{kernelX} every {stride}");
        var random = new RandomStream(1);
        var isMatrix = h == 0;
        var x = builder.Input("x", new TensorType(
            ElementType.Int8, isMatrix ? [w, depth] : [1, h, w, depth], new Quantization.PerTensor(0.05f, -128)));
        Shape shape = isMatrix ? [channels, depth] : [channels, kernelY, kernelX, depth];
        var weights = Enumerable.Range(0, shape.Elements).Select(_ => (sbyte)random.Next(-127, 128)).ToArray();
        var (outH, outW) = ((h + stride - 1) / stride, (w + stride - 1) / stride);
        var (padH, padW) = (Math.Max(0, (outH - 1) * stride + kernelY - h), Math.Max(0, (outW - 1) * stride + kernelX - w));
        Op op = isMatrix ? new FullyConnected { Activation = Activation.Relu } : new Conv2D(
            new Steps(stride, stride), new Padding(padH / 2, padH - padH / 2, padW / 2, padW - padW / 2), Activation.Relu);
        var y = builder.Add(op,
            [
                x,
                builder.Constant("w", Tensor.From<sbyte>(new TensorType(ElementType.Int8, shape, new Quantization.PerTensor(0.01f, 0)), weights)),
                builder.Constant("bias", Tensor.From<int>(new TensorType(ElementType.Int32, [channels]), new int[channels])),
            ], new Quantization.PerTensor(0.05f * 0.01f * MathF.Sqrt(shape.Elements / channels) * 80, -128), "y", Origin.Of("layer"));
        return builder.Build([y]);
    }
}
