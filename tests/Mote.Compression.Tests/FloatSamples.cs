using Mote.Compression;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Compression.Tests;

/// <summary>Float graphs with examples and the ranges that these give.</summary>
internal static class FloatSamples
{
    /// <summary>Samples of every operator; those are left out whose values are not finite.</summary>
    public static IEnumerable<(Graph Graph, byte[][] Examples, ActivationRanges Ranges)> Operators()
    {
        foreach (var graph in OpSamples.All.Where(g => g.Inputs.Any(i => g.Type(i).IsFloat)))
        {
            if (graph.Nodes.Any(n => n.Op is If or While)) continue;
            var examples = Examples(graph, 1);
            ActivationRanges ranges;
            try
            {
                ranges = Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken);
            }
            catch (MoteException e) when (e.Diagnostics[0].Code == "MOTE0704")
            {
                continue;
            }
            yield return (graph, examples, ranges);
        }
    }

    /// <summary>Random graphs of float operators.</summary>
    public static IEnumerable<(ulong Seed, Graph Graph)> Random(ulong seeds)
    {
        for (var seed = 1ul; seed <= seeds; seed++)
        {
            var graph = GraphGenerator.Create(seed);
            if (graph.Inputs.All(i => graph.Type(i).IsFloat)) yield return (seed, graph);
        }
    }

    public static byte[][] Examples(Graph graph, ulong seed, int count = 4)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ => RandomTensors.Inputs(graph, random))];
    }

    /// <summary>
    /// A small network: a convolution, depthwise and pointwise ones, a mean, a matrix, probabilities.
    /// </summary>
    /// <param name="seed">Of the weights.</param>
    /// <param name="unevenness">
    /// Channels between layers are wider than others by up to so many powers of two; what reads them makes up for it, so that the
    /// function does not depend on it.
    /// </param>
    public static Graph Network(ulong seed = 3, double unevenness = 4)
    {
        var random = new RandomStream(seed);
        double[] before = [1];
        var builder = new GraphBuilder("network");
        var x = builder.Input("x", new TensorType(ElementType.Float32, [1, 8, 8, 3]));
        var y = Convolve("conv", new Conv2D(Steps.One, new Padding(1, 1, 1, 1), Activation.Relu), x, [8, 3, 3, 3], 0);
        y = Convolve("depthwise", new DepthwiseConv2D(Steps.One, new Padding(1, 1, 1, 1), Activation.Relu), y, [1, 3, 3, 8], 3);
        y = Convolve("pointwise", new Conv2D(new Steps(2, 2), default, Activation.Relu), y, [12, 1, 1, 8], 0);
        y = builder.Add(new AveragePool2D(2, 2, new Steps(2, 2), default), [y], null, "pool", Origin.Of("pool"));
        y = builder.Add(new Mean([1, 2], false), [y], null, "mean", Origin.Of("mean"));
        y = Convolve("dense", new FullyConnected(), y, [5, 12], 0);
        return builder.Build([builder.Add(new Softmax(), [y], null, "softmax", Origin.Of("softmax"))]);

        ValueId Convolve(string layer, Op op, ValueId input, Shape shape, int axis)
        {
            var channels = shape[axis];
            var inner = shape.Strides()[axis];
            double[] wide = [.. Enumerable.Range(0, channels)
                .Select(_ => Math.Pow(2, unevenness * (random.NextDouble() - 0.5) * (op is FullyConnected ? 0 : 1)))];
            var spread = Math.Sqrt(2.0 * channels / shape.Elements);
            float[] w = [.. Enumerable.Range(0, shape.Elements)
                .Select(i => (float)(random.NextNormal() * spread * wide[i / inner % channels] / before[i % before.Length]))];
            before = wide;
            float[] b = [.. Enumerable.Range(0, channels).Select(c => (float)(random.NextNormal() * 0.2 * wide[c]))];
            return builder.Add(op, [input, builder.Constant(layer + "/w", Tensor.From<float>(new TensorType(ElementType.Float32, shape), w)),
                builder.Constant(layer + "/b", Tensor.From<float>(new TensorType(ElementType.Float32, [channels]), b))], null, layer, Origin.Of(layer));
        }
    }
}
