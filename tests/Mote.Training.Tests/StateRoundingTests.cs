using Mote.Core.Types;
using Mote.Numerics;
using Mote.Training.Execution;
using Mote.Training.Gradients;
using Mote.Training.Networks;

namespace Mote.Training.Tests;

/// <summary>Cells that round and clamp their states in each step.</summary>
public class StateRoundingTests
{
    private const int Steps = 5, Inputs = 3, States = 4;

    public static TheoryData<string> Cells => ["lstm", "gru", "fastgrnn"];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Gradients_are_those_of_clamped_states(string cell)
    {
        // So many bits that rounding is far below the differences; an LSTM's cells always have 16.
        var whole = Autodiff.Differentiate(Make(cell, new StateRounding(30, 30), 0.2f), new Loss.MeanSquaredError());
        using var executor = new NetworkExecutor<double>(whole.Network, batch: 3, threads: 1);
        Fill(executor, whole);
        executor.Run(3);
        // Some states are clamped, and some are not.
        Assert.Contains(executor.Read(whole.Network.Outputs[1]), h => Math.Abs(h) > 0.1999);
        Assert.Contains(executor.Read(whole.Network.Outputs[1]), h => Math.Abs(h) < 0.1999);
        var said = whole.Gradients.Select(g => (g.Parameter, Numbers: executor.Read(g.Gradient))).ToArray();
        var largest = said.Max(s => s.Numbers.Max(Math.Abs));
        var (step, tolerance) = cell == "lstm" ? (2e-3, 2e-2) : (1e-5, 2e-4);
        foreach (var (parameter, numbers) in said)
            for (var i = 0; i < numbers.Length; i++)
            {
                var measured = Slope(executor, parameter, i, whole.Cost, step);
                Assert.True(Math.Abs(measured - numbers[i]) <= tolerance * largest,
                    $"{whole.Network.Values[parameter].Name}[{i}]: {numbers[i]} is said, {measured} measured");
            }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Without_clamping_they_are_those_of_plain_cells(string cell)
    {
        var rounded = Gradients<double>(Make(cell, new StateRounding(30, 30), 8));
        var plain = Gradients<double>(Make(cell, null, 8));
        foreach (var (name, expected) in plain)
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], rounded[name][i], 1e-3);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Single_precision_agrees_with_double(string cell)
    {
        var exact = Gradients<double>(Make(cell, new StateRounding(16, 8), 0.4f));
        var fast = Gradients<float>(Make(cell, new StateRounding(16, 8), 0.4f));
        foreach (var (name, expected) in exact)
        {
            var largest = expected.Max(Math.Abs);
            for (var i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - fast[name][i]) <= 5e-3 * largest, $"{name}[{i}]: {expected[i]} and {fast[name][i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void States_are_on_the_quantizers_grid(string cell)
    {
        var network = Make(cell, new StateRounding(cell == "lstm" ? 8 : 16, 8), 0.4f);
        using var executor = new NetworkExecutor<float>(network, batch: 1, threads: 1);
        var random = new RandomStream(4);
        foreach (ref var x in executor[network.Inputs.Single().Id]) x = (float)random.NextNormal();
        executor.Run(1);
        var output = QuantizationGrid.OfActivation(-0.4f, 0.4f, 8);
        var scale = cell == "lstm" ? output.Scale : QuantizationGrid.Symmetric(Math.Max(-output.Low, output.High), short.MaxValue).Scale;
        foreach (var h in executor.Read(network.Outputs[0])) Assert.Equal(scale * MathF.Round(h / scale), h);
    }

    [Fact]
    public void Steps_of_spans_are_learned_by_straight_through_estimates()
    {
        // Two spans of two rows, four bits: what rounds inside passes, what is clamped moves the step alone.
        var b = new NetworkBuilder("spans");
        var x = b.Input("x", [1, 1]);
        var w = b.Parameter("w", [4, 1], [0.32f, -0.9f, 0.05f, 0.21f]);
        var steps = b.Parameter("s", [2], [0.1f, 0.05f]);
        var rounded = b.Add(new QuantizeWithSteps(4, 0, Span: 2), [w, steps], "rounded");
        var network = b.Build([b.Add(new Connect(), [x, rounded], "y")]);
        var whole = Autodiff.Differentiate(network, new Loss.MeanSquaredError());
        using var executor = new NetworkExecutor<double>(whole.Network, 1, 1);
        executor.Write(x, [1]);
        executor[whole.Weight].Fill(1);
        executor.Run(1);
        var y = executor.Read(network.Outputs[0]);
        double[] expected = [0.3, -0.7, 0.05, 0.2];
        for (var i = 0; i < 4; i++) Assert.Equal(expected[i], y[i], 1e-7);
        double[] dy = [.. expected.Select(v => 2 * v / 4)];
        var gradients = whole.Gradients.ToDictionary(g => g.Parameter, g => executor.Read(g.Gradient));
        double[] dw = [dy[0], 0, dy[2], dy[3]];
        for (var i = 0; i < 4; i++) Assert.Equal(dw[i], gradients[w][i], 1e-6);
        var share = 1 / Math.Sqrt(2 * 7.0);
        Assert.Equal(share * (dy[0] * (3 - 3.2) + dy[1] * -7), gradients[steps][0], 1e-5);
        Assert.Equal(share * (dy[2] * 0 + dy[3] * (4 - 4.2)), gradients[steps][1], 1e-5);
    }

    private static Network Make(string cell, StateRounding? rounding, float most)
    {
        var b = new LayerBuilder("cell", 11);
        var x = b.Matrix(b.Input([1, Steps, Inputs]), Inputs);
        var y = cell == "lstm" ? b.Lstm(x, States) : cell == "gru" ? b.Gru(x, States) : b.FastGrnn(x, States);
        var plain = b.Build(y);
        if (rounding is null) return plain;
        var n = new NetworkBuilder("rounding");
        var places = plain.Values.Select(v => v.Kind == ValueKind.Input ? n.Input(v.Name, v.Shape)
            : v.Kind == ValueKind.Parameter ? n.Parameter(v.Name, v.Shape, v.Initial) : -1).ToArray();
        foreach (var node in plain.Nodes)
        {
            int[] inputs = [.. node.Inputs.Select(i => places[i])];
            int Range(string name, float high) => n.Buffer(name, [2], [-high, high]);
            places[node.Output] = node.Op is LstmSequence
                ? n.AddAll(new LstmSequence(rounding), [.. inputs, Range("range", most), Range("cells", 2 * most)], "cell")[0]
                : node.Op is GruSequence ? n.AddAll(new GruSequence(rounding), [.. inputs, Range("range", most)], "cell")[0]
                : node.Op is FastGrnnSequence ? n.AddAll(new FastGrnnSequence(rounding), [.. inputs, Range("range", most)], "cell")[0]
                : n.Add(node.Op, inputs, node.Name);
        }
        return n.Build([places[plain.Outputs[0]]]);
    }

    private static Dictionary<string, double[]> Gradients<T>(Network network)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var whole = Autodiff.Differentiate(network, new Loss.MeanSquaredError());
        using var executor = new NetworkExecutor<T>(whole.Network, batch: 3, threads: 1);
        Fill(executor, whole);
        executor.Run(3);
        return whole.Gradients.ToDictionary(g => whole.Network.Values[g.Parameter].Name,
            g => executor[g.Gradient].ToArray().Select(double.CreateChecked).ToArray());
    }

    private static void Fill<T>(NetworkExecutor<T> executor, Differentiated whole)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var random = new RandomStream(5);
        foreach (var value in whole.Network.Inputs)
            foreach (ref var x in executor[value.Id]) x = T.CreateChecked((float)(value.Id == whole.Weight ? 1 : random.NextNormal()));
    }

    private static double Slope(NetworkExecutor<double> executor, int parameter, int index, int cost, double step)
    {
        var kept = executor[parameter][index];
        var costs = new double[2];
        for (var side = 0; side < 2; side++)
        {
            executor[parameter][index] = kept + (side == 0 ? step : -step);
            executor.Run(3);
            costs[side] = executor[cost].ToArray().Take(3).Average();
        }
        executor[parameter][index] = kept;
        return (costs[0] - costs[1]) / (2 * step);
    }
}
