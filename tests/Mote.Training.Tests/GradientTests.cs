using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Training.Execution;
using Mote.Training.Gradients;
using Mote.Training.Networks;

namespace Mote.Training.Tests;

/// <summary>Every gradient against central differences, all in double precision.</summary>
public class GradientTests
{
    private const int Batch = 3;

    public static TheoryData<string> Layers => [.. Samples.Keys];

    private static readonly Dictionary<string, Action<LayerBuilder, NetworkSample>> Samples = new()
    {
        ["convolution"] = (b, s) => s.Ends(b.Convolution(s.Begins([1, 5, 4, 3]), 2, (3, 2), (1, 1))),
        ["convolution with strides"] = (b, s) => s.Ends(b.Convolution(s.Begins([1, 7, 6, 2]), 3, (3, 3), (2, 2))),
        ["convolution without padding"] = (b, s) => s.Ends(b.Convolution(s.Begins([1, 5, 5, 2]), 3, (3, 3), (1, 2), same: false)),
        ["two convolutions"] = (b, s) => s.Ends(b.Convolution(b.Convolution(s.Begins([1, 4, 4, 2]), 3, (3, 3), (1, 1)), 2, (1, 1), (1, 1))),
        ["depthwise"] = (b, s) => s.Ends(b.Depthwise(s.Begins([1, 5, 4, 3]), (3, 3), (1, 1))),
        ["depthwise with strides"] = (b, s) => s.Ends(b.Depthwise(b.Convolution(s.Begins([1, 6, 5, 2]), 3, (1, 1), (1, 1)), (3, 2), (2, 2))),
        ["dense"] = (b, s) => s.Ends(b.Dense(b.Dense(s.Begins([1, 7]), 5), 4)),
        ["dense on rows"] = (b, s) => s.Ends(b.Matrix(b.Matrix(s.Begins([1, 3, 4]), 5), 2)),
        ["relu"] = (b, s) => s.Ends(b.Activate(b.Dense(s.Begins([1, 7]), 9), Activation.Relu)),
        ["relu6"] = (b, s) => s.Ends(b.Activate(b.Dense(s.Begins([1, 7]), 9), Activation.Relu6)),
        ["batch norm"] = (b, s) => s.Ends(b.BatchNorm(b.Convolution(s.Begins([1, 4, 4, 2]), 3, (3, 3), (1, 1)), Activation.None)),
        ["batch norm and relu"] = (b, s) => s.Ends(b.Dense(b.Flatten(b.BatchNorm(b.Convolution(s.Begins([1, 4, 4, 2]), 3, (3, 3), (1, 1)))), 3)),
        ["batch norm and relu6"] = (b, s) => s.Ends(b.Dense(b.BatchNorm(b.Matrix(s.Begins([1, 5]), 6), Activation.Relu6), 3)),
        ["average pool"] = (b, s) => s.Ends(b.AveragePool(b.Convolution(s.Begins([1, 6, 6, 2]), 3, (1, 1), (1, 1)), (2, 3), (2, 1))),
        ["max pool"] = (b, s) => s.Ends(b.MaxPool(b.Convolution(s.Begins([1, 6, 6, 2]), 3, (1, 1), (1, 1)), (3, 3), (2, 2), same: true)),
        ["global average"] = (b, s) => s.Ends(b.GlobalAverage(b.Convolution(s.Begins([1, 4, 5, 2]), 3, (1, 1), (1, 1)))),
        ["residual"] = (b, s) => s.Ends(Residual(b, b.Convolution(s.Begins([1, 4, 4, 2]), 3, (1, 1), (1, 1)))),
        ["dropout"] = (b, s) => s.Ends(b.Dense(b.Dropout(b.Dense(s.Begins([1, 6]), 8), 0.4f), 3)),
        ["last step"] = (b, s) => s.Ends(b.Last(b.Matrix(s.Begins([1, 4, 3]), 2))),
        ["lstm"] = (b, s) => s.Ends(b.Lstm(b.Matrix(s.Begins([1, 4, 3]), 3), 5)),
        ["gru"] = (b, s) => s.Ends(b.Gru(b.Matrix(s.Begins([1, 4, 3]), 3), 5)),
        ["fastgrnn"] = (b, s) => s.Ends(b.FastGrnn(b.Matrix(s.Begins([1, 4, 3]), 3), 5)),
        ["squeeze and excite"] = (b, s) => s.Ends(Excite(b, b.Convolution(s.Begins([1, 4, 4, 2]), 3, (1, 1), (1, 1)))),
        ["difference"] = (b, s) => s.Ends(Combined(b, CombineKind.Difference, b.Matrix(s.Begins([1, 4]), 6))),
        ["product"] = (b, s) => s.Ends(Combined(b, CombineKind.Product, b.Matrix(s.Begins([1, 4]), 6))),
        ["concatenation"] = (b, s) => s.Ends(Joined(b, b.Convolution(s.Begins([1, 3, 4, 2]), 3, (1, 1), (1, 1)))),
        ["transpose and pad"] = (b, s) => s.Ends(Moved(b, b.Convolution(s.Begins([1, 3, 4, 2]), 3, (1, 1), (1, 1)))),
        ["leaky relu"] = (b, s) => s.Ends(b.Network.Add(new Leak(0.2f), [b.Dense(s.Begins([1, 7]), 9)], "leak")),
        ["softmax"] = (b, s) => s.Ends(b.Network.Add(new Normalise(0.7f), [b.Dense(s.Begins([1, 7]), 5)], "softmax")),
        ["whole product"] = (b, s) => s.Ends(Scaled(b, b.Dense(s.Begins([1, 3]), 4))),
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Parameters_have_the_gradients_of_central_differences(string layer)
    {
        foreach (var loss in (Loss[])[new Loss.MeanSquaredError(), new Loss.SoftmaxCrossEntropy()])
            Check(sample => Samples[layer](sample.Builder, sample), loss);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Single_precision_agrees_with_double(string layer)
    {
        const int Examples = 37;
        var whole = Differentiated(sample => Samples[layer](sample.Builder, sample), new Loss.SoftmaxCrossEntropy());
        using var exact = new NetworkExecutor<double>(whole.Network, Examples, threads: 1);
        using var fast = new NetworkExecutor<float>(whole.Network, Examples, threads: 2);
        var random = new RandomStream(5);
        foreach (var value in whole.Network.Inputs)
            fast.Write(value.Id, [.. Enumerable.Range(0, exact[value.Id].Length).Select(_ => (float)random.NextNormal())]);
        foreach (var value in whole.Network.Inputs) exact.Write(value.Id, fast.Read(value.Id));
        exact.Run(Examples, seed: 3, step: 7);
        fast.Run(Examples, seed: 3, step: 7);
        foreach (var (parameter, gradient) in whole.Gradients)
        {
            var (a, b) = (exact.Read(gradient), fast.Read(gradient));
            var largest = a.Max(Math.Abs);
            for (var i = 0; i < a.Length; i++)
                Assert.True(Math.Abs(a[i] - b[i]) <= 2e-4 * largest + 1e-6, $"{whole.Network.Values[parameter].Name}[{i}]: {a[i]} and {b[i]}");
        }
    }

    public static TheoryData<UnaryKind> Functions =>
        [UnaryKind.Abs, UnaryKind.Neg, UnaryKind.Square, UnaryKind.Exp, UnaryKind.Sin, UnaryKind.Cos, UnaryKind.Logistic, UnaryKind.Tanh,
            UnaryKind.Elu, UnaryKind.HardSwish, UnaryKind.GeluTanh];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Functions_have_the_slopes_of_central_differences(UnaryKind kind) =>
        Check(s => s.Ends(s.Builder.Dense(s.Builder.Function(s.Builder.Dense(s.Begins([1, 4]), 6), kind), 3)), new Loss.MeanSquaredError());

    [Theory]
    [InlineData(UnaryKind.Sqrt)]
    [InlineData(UnaryKind.Rsqrt)]
    [InlineData(UnaryKind.Log)]
    public void Functions_of_positive_numbers_too(UnaryKind kind) => Check(s => s.Ends(s.Builder.Function(
        s.Builder.Function(s.Builder.Function(s.Builder.Dense(s.Begins([1, 4]), 6), UnaryKind.Sin), UnaryKind.Exp), kind)), new Loss.MeanSquaredError());

    public static TheoryData<string> Losses => ["focal", "huber", "triplet", "contrastive", "cross-entropy", "distillation", "relations"];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Losses_have_the_gradients_of_central_differences(string name)
    {
        Loss loss = name switch
        {
            "focal" => new Loss.Focal(2),
            "huber" => new Loss.Huber(),
            "triplet" => new Loss.Triplet(3),
            "contrastive" => new Loss.Contrastive(2),
            "distillation" => new Loss.Distillation(3, 0.7f),
            "relations" => new Loss.Relations(3),
            _ => new Loss.SoftmaxCrossEntropy(),
        };
        Check(s => s.Ends(s.Builder.Dense(s.Begins([1, 5]), 4)), loss, batch: 6);
    }

    [Fact]
    public void Further_outputs_add_their_costs()
    {
        var sample = new NetworkSample();
        var hidden = sample.Builder.Dense(sample.Begins([1, 5]), 4);
        sample.Ends(sample.Builder.Dense(sample.Builder.Function(hidden, UnaryKind.Tanh), 3));
        var network = new NetworkBuilder(sample.Builder.Build(sample.Output)).Build([sample.Output, hidden, hidden]);
        Check(Autodiff.Differentiate(network, new Loss.SoftmaxCrossEntropy(),
            [new(new Loss.MeanSquaredError(), [1, 4]), new(new Loss.Relations(2), [1, 7])]), new Loss.SoftmaxCrossEntropy(), 6);
    }

    private static int Residual(LayerBuilder b, int x) => b.Sum(x, b.Activate(b.Bias(x), Activation.Relu));

    private static int Excite(LayerBuilder b, int x)
    {
        var gate = b.Function(b.Dense(b.GlobalAverage(x), b.Shape(x)[3]), UnaryKind.Logistic);
        return b.Network.Add(new Combine(CombineKind.Product), [x, b.Reshape(gate, [1, 1, 1, b.Shape(x)[3]])], "excite");
    }

    private static int Combined(LayerBuilder b, CombineKind kind, int x) => b.Network.Add(new Combine(kind), [x, b.Matrix(x, 6)], "combined");

    private static int Joined(LayerBuilder b, int x) => b.Network.Add(new Concatenate(2), [x, b.Depthwise(x, (3, 3), (1, 2)), x], "joined");

    private static int Moved(LayerBuilder b, int x)
    {
        var padded = b.Network.Add(new Rearrange(new Pad([0, 1, 0, 0], [0, 0, 2, 0])), [x], "pad");
        return b.Network.Add(new Rearrange(new Transpose([0, 2, 3, 1])), [padded], "transpose");
    }

    /// <summary>A learned factor beside activations.</summary>
    private static int Scaled(LayerBuilder b, int x) =>
        b.Network.Add(new Combine(CombineKind.Product), [x, b.Network.Parameter("factor", [4], [0.3f, -0.7f, 1.1f, 0.4f])], "scaled");

    private sealed class NetworkSample
    {
        public LayerBuilder Builder { get; } = new("sample", 11);

        public int Output { get; private set; }

        public int Begins(Shape shape) => Builder.Input(shape);

        public void Ends(int output) => Output = output;
    }

    private static void Check(Action<NetworkSample> make, Loss loss, int batch = Batch) => Check(Differentiated(make, loss), loss, batch);

    private static void Check(Differentiated whole, Loss loss, int batch)
    {
        using var executor = new NetworkExecutor<double>(whole.Network, batch, threads: 1);
        var random = new RandomStream(5);
        foreach (var value in whole.Network.Inputs)
            foreach (ref var x in executor[value.Id]) x = whole.Outputs.Any(o => o.Weight == value.Id) ? 0.5 + random.NextDouble() : random.NextNormal();
        if (loss is Loss.SoftmaxCrossEntropy or Loss.Focal or Loss.Contrastive)
            foreach (ref var t in executor[whole.Target]) t = random.NextDouble();

        executor.Run(batch, seed: 3, step: 7);
        Assert.NotEmpty(whole.Gradients);
        var said = whole.Gradients.Select(g => (g.Parameter, Numbers: executor[g.Gradient].ToArray())).ToArray();
        foreach (var (parameter, expected) in said)
        {
            for (var i = 0; i < expected.Length; i++)
            {
                var measured = Slope(executor, parameter, i, whole, batch);
                Assert.True(Math.Abs(measured - expected[i]) < 2e-7 * (1 + Math.Abs(measured)),
                    $"{whole.Network.Values[parameter].Name}[{i}]: {expected[i]} is said, {measured} measured");
            }
        }
    }

    private static Differentiated Differentiated(Action<NetworkSample> make, Loss loss)
    {
        var sample = new NetworkSample();
        make(sample);
        return Autodiff.Differentiate(sample.Builder.Build(sample.Output), loss);
    }

    /// <summary>Of the mean cost, by one number of a parameter.</summary>
    private static double Slope(NetworkExecutor<double> executor, int parameter, int index, Differentiated whole, int batch)
    {
        const double Step = 1e-5;
        var kept = executor[parameter][index];
        var costs = new double[2];
        for (var side = 0; side < 2; side++)
        {
            executor[parameter][index] = kept + (side == 0 ? Step : -Step);
            executor.Run(batch, seed: 3, step: 7);
            costs[side] = whole.Outputs.Sum(o => executor[o.Cost].ToArray().Take(batch).Average());
        }
        executor[parameter][index] = kept;
        return (costs[0] - costs[1]) / (2 * Step);
    }
}
