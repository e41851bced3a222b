using System.Diagnostics;
using System.Globalization;
using Mote.Compiler;
using Mote.Compiler.Prediction;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Numerics;
using Mote.Targets;
using Mote.Testing;

namespace Mote.KernelCosts;

/// <summary>How fast a search over architectures would be.</summary>
internal static class Speed
{
    private const int Networks = 2000, WarmUp = 1500;

    public static void Print(Target target, OptimizeGoal goal)
    {
        var r = new RandomStream(1);
        var networks = Enumerable.Range(0, Networks).Select(i => Separable(r, i)).ToArray();
        var model = new CostModel(new CompileOptions(target.InstructionSet, goal));
        foreach (var network in networks[..WarmUp]) model.Predict(network);
        var watch = Stopwatch.StartNew();
        foreach (var network in networks[WarmUp..]) model.Predict(network);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name} {goal}: {(Networks - WarmUp) / watch.Elapsed.TotalSeconds:F0} networks a second, one thread"));
    }

    /// <summary>A keyword spotter as of MLPerf Tiny, of random width and depth.</summary>
    private static Graph Separable(RandomStream r, int number)
    {
        var s = new GraphSketch($"network {number}", r);
        var channels = 16 * r.Next(2, 7);
        var x = s.Input([1, 49, 10, 1], zeroPoint: -128);
        x = s.Node(new Conv2D(new Steps(2, 2), new Padding(4, 5, 1, 1), Activation.Relu), s.Sums(x, 40, -128), x,
            s.Weights([channels, 10, 4, 1], 0), s.Bias(channels));
        for (var i = r.Next(3, 6); i > 0; i--)
        {
            x = s.Node(new DepthwiseConv2D(Steps.One, new Padding(1, 1, 1, 1), Activation.Relu), s.Sums(x, 9, -128), x,
                s.Weights([1, 3, 3, channels], 3), s.Bias(channels));
            var next = 16 * r.Next(2, 7);
            x = s.Node(new Conv2D(Steps.One, default, Activation.Relu), s.Sums(x, channels, -128), x,
                s.Weights([next, 1, 1, channels], 0), s.Bias(next));
            channels = next;
        }
        x = s.Keep(new AveragePool2D(25, 5, Steps.One, default), x);
        x = s.Node(new FullyConnected(), s.Sums(x, channels, 4), s.Keep(new Reshape([1, channels]), x), s.Weights([12, channels]), s.Bias(12));
        return s.Build(s.Node(new Softmax(), s.Q(1 / 256f, -128), x));
    }
}
