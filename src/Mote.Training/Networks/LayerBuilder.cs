using System.Collections.Immutable;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Training.Networks;

/// <summary>Layers as people name them: each makes its parameters, drawn from one stream of random numbers.</summary>
/// <param name="name">Of the network.</param>
/// <param name="seed">Of the initial weights.</param>
public sealed class LayerBuilder(string name, ulong seed)
{
    /// <summary>PyTorch's, and what the reference recipes use.</summary>
    private const float Epsilon = 1e-5f, Momentum = 0.1f;

    private readonly RandomStream _random = new(seed);
    private readonly Dictionary<string, int> _counts = [];
    private int _dropouts;

    public NetworkBuilder Network { get; } = new(name);

    public Shape Shape(int value) => Network.Shape(value);

    public int Input(Shape shape) => Network.Input("input", shape);

    public Network Build(int output) => Network.Build([output]);

    /// <summary>Convolution without bias.</summary>
    /// <param name="x">[1,h,w,c]</param>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernel">Height and width of the window.</param>
    /// <param name="stride">Both ways.</param>
    /// <param name="same">TensorFlow's SAME padding; else none.</param>
    public int Convolution(int x, int filters, (int Y, int X) kernel, (int Y, int X) stride, bool same = true) =>
        Convolution(x, filters, kernel, stride, same, binary: false);

    private int Convolution(int x, int filters, (int Y, int X) kernel, (int Y, int X) stride, bool same, bool binary)
    {
        var at = Name("conv");
        var reads = kernel.Y * kernel.X * Shape(x)[3];
        var weights = Network.Parameter($"{at}.weights", [filters, kernel.Y, kernel.X, Shape(x)[3]], Uniform(filters * reads, reads));
        if (binary) weights = WithSigns(weights, at);
        return Network.Add(new Convolve(new Steps(stride.Y, stride.X), same ? Same(x, kernel, stride) : default), [x, weights], at);
    }

    public int Depthwise(int x, (int Y, int X) kernel, (int Y, int X) stride, bool same = true)
    {
        var at = Name("depthwise");
        var (channels, reads) = (Shape(x)[3], kernel.Y * kernel.X);
        var weights = Network.Parameter($"{at}.weights", [1, kernel.Y, kernel.X, channels], Uniform(reads * channels, reads));
        var padding = same ? Same(x, kernel, stride) : default;
        return Network.Add(new ConvolveDepthwise(new Steps(stride.Y, stride.X), padding), [x, weights], at);
    }

    /// <summary>Each channel's own filter over the steps up to now, zeros before the first. X [1,1,t,c].</summary>
    public int DepthwiseInTime(int x, int steps)
    {
        var (at, channels) = (Name("depthwise"), Shape(x)[3]);
        var weights = Network.Parameter($"{at}.weights", [1, 1, steps, channels], Uniform(steps * channels, steps));
        return Network.Add(new ConvolveDepthwise(Steps.One, new Padding(0, 0, steps - 1, 0)), [x, weights], at);
    }

    /// <summary>X · Wᵀ without bias.</summary>
    public int Matrix(int x, int units) => Matrix(x, units, binary: false);

    private int Matrix(int x, int units, bool binary)
    {
        var at = Name("dense");
        var k = Shape(x)[-1];
        var weights = Network.Parameter($"{at}.weights", [units, k], Uniform(units * k, k));
        if (binary) weights = WithSigns(weights, at);
        return Network.Add(new Connect(), [x, weights], at);
    }

    /// <summary>Convolution without bias whose weights are signs with the mean magnitude of their channel.</summary>
    public int BinaryConvolution(int x, int filters, (int Y, int X) kernel, (int Y, int X) stride, bool same = true) =>
        Convolution(x, filters, kernel, stride, same, binary: true);

    /// <summary>X · Wᵀ without bias; weights likewise.</summary>
    public int BinaryMatrix(int x, int units) => Matrix(x, units, binary: true);

    /// <summary>1 or -1; what trains does not see where |x| > 1.</summary>
    public int Signs(int x, bool stochastic = false)
    {
        var at = Name("sign");
        return Network.Add(new Binarize(stochastic, stochastic ? _dropouts++ : 0), [x], at);
    }

    public int Bias(int x)
    {
        var at = Name("bias");
        var bias = Network.Parameter(at, [Shape(x)[-1]], Filled(Shape(x)[-1], 0));
        return Network.Add(new AddBias(), [x, bias], at);
    }

    public int Dense(int x, int units, Activation activation = Activation.None) =>
        Activate(Bias(Matrix(x, units)), activation);

    public int Activate(int x, Activation activation) =>
        activation == Activation.None ? x : Network.Add(new Clamp(activation), [x], Name("activation"));

    public int Function(int x, UnaryKind kind) => Network.Add(new Apply(kind), [x], Name("function"));

    /// <summary>Over all but the last axis, and the activation after it.</summary>
    public int BatchNorm(int x, Activation activation = Activation.Relu) =>
        BatchNorm(x, Name("norm"), Filled(Shape(x)[-1], 0), variance: 1, activation);

    /// <summary>Batch normalization that adds a bias and does nothing else, until it is trained.</summary>
    internal int IdentityBatchNorm(int x, string at, ImmutableArray<float> bias, Activation activation) =>
        BatchNorm(x, at, bias, 1 - Epsilon, activation);

    private int BatchNorm(int x, string at, ImmutableArray<float> initial, float variance, Activation activation)
    {
        Shape channels = [Shape(x)[-1]];
        var gamma = Network.Parameter($"{at}.gamma", channels, Filled(channels[0], 1));
        var beta = Network.Parameter($"{at}.beta", channels, initial);
        var running = Network.Buffer($"{at}.mean", channels, Filled(channels[0], 0));
        var spread = Network.Buffer($"{at}.variance", channels, Filled(channels[0], variance));
        var sums = Network.Add(new Moments(), [x], at);
        var finish = new FinishBatchNorm(Shape(x).Elements / channels[0], Epsilon, Momentum);
        var finished = Network.AddAll(finish, [sums, gamma, beta, running, spread], at);
        Network.Update(running, finished[FinishBatchNorm.NewMean]);
        Network.Update(spread, finished[FinishBatchNorm.NewVariance]);
        return Network.Add(new ScaleShift(activation), [x, finished[FinishBatchNorm.Scale], finished[FinishBatchNorm.Shift]], at);
    }

    public int Dropout(int x, float rate) => rate == 0 ? x : Network.Add(new Dropout(rate, _dropouts++), [x], Name("dropout"));

    public int Sum(int a, int b) => Network.Add(new Combine(CombineKind.Sum), [a, b], Name("add"));

    public int AveragePool(int x, (int Y, int X) kernel, (int Y, int X) stride) =>
        Network.Add(new PoolAverage(kernel.Y, kernel.X, new Steps(stride.Y, stride.X), default), [x], Name("pool"));

    public int MaxPool(int x, (int Y, int X) kernel, (int Y, int X) stride, bool same = false)
    {
        var padding = same ? Same(x, kernel, stride) : default;
        return Network.Add(new PoolMaximum(kernel.Y, kernel.X, new Steps(stride.Y, stride.X), padding), [x], Name("pool"));
    }

    /// <summary>Mean over height and width, as [1,c].</summary>
    public int GlobalAverage(int x) => Network.Add(new Average([1, 2], false), [x], Name("average"));

    public int Reshape(int x, Shape to) => Network.Add(new Rearrange(new Reshape(to)), [x], Name("reshape"));

    public int Flatten(int x) => Reshape(x, [1, Shape(x).Elements]);

    /// <summary>Some of the channels, which are the last axis.</summary>
    public int Channels(int x, int begin, int count)
    {
        var (sizes, start) = (Shape(x).With(-1, count), new int[Shape(x).Rank]);
        start[^1] = begin;
        var one = Enumerable.Repeat(1, start.Length).ToEquatableArray();
        return Network.Add(new Rearrange(new StridedSlice(start.ToEquatableArray(), sizes.Dims, one, sizes)), [x], Name("channels"));
    }

    /// <summary>Drops all steps of a sequence [1,t,s] but the last.</summary>
    public int Last(int x) => Shape(x) is var s
        ? Network.Add(new Rearrange(new StridedSlice([0, s[1] - 1, 0], [1, 1, s[2]], [1, 1, 1], [1, s[2]])), [x], Name("last")) : x;

    /// <summary>[1,t,k] to [1,t,states]. The forget gate's bias begins at 1 (Jozefowicz and others 2015).</summary>
    public int Lstm(int x, int states)
    {
        var (at, k) = (Name("lstm"), Shape(x)[2]);
        var bias = Enumerable.Range(0, 4 * states).Select(i => i / states == 1 ? 1f : 0f).ToImmutableArray();
        return Network.AddAll(new LstmSequence(), [x, Recurrent(at, "weights", 4 * states, k, states),
            Recurrent(at, "recurrent", 4 * states, states, states), Network.Parameter($"{at}.bias", [4 * states], bias)], at)[0];
    }

    public int Gru(int x, int states)
    {
        var (at, k) = (Name("gru"), Shape(x)[2]);
        return Network.AddAll(new GruSequence(), [x, Recurrent(at, "weights", 3 * states, k, states),
            Recurrent(at, "recurrent", 3 * states, states, states), Network.Parameter($"{at}.bias", [3 * states], Filled(3 * states, 0)),
            Network.Parameter($"{at}.recurrent_bias", [states], Filled(states, 0))], at)[0];
    }

    /// <summary>ζ and ν begin at σ(1) and σ(-4), as the paper's authors begin them.</summary>
    public int FastGrnn(int x, int states)
    {
        var (at, k) = (Name("fastgrnn"), Shape(x)[2]);
        return Network.AddAll(new FastGrnnSequence(), [x, Recurrent(at, "weights", states, k, states),
            Recurrent(at, "recurrent", states, states, states), Network.Parameter($"{at}.bias", [2 * states], Filled(2 * states, 1)),
            Network.Parameter($"{at}.mix", [2], [1, -4])], at)[0];
    }

    private int Recurrent(string at, string what, int rows, int columns, int states) =>
        Network.Parameter($"{at}.{what}", [rows, columns], Uniform(rows * columns, states));

    private int WithSigns(int weights, string at) => Network.Add(new QuantizeWeights(1, 0), [weights], $"{at}.signs");

    private Padding Same(int x, (int Y, int X) kernel, (int Y, int X) stride)
    {
        var (top, bottom) = Padding.Same(Shape(x)[1], kernel.Y, stride.Y, 1);
        var (left, right) = Padding.Same(Shape(x)[2], kernel.X, stride.X, 1);
        return new Padding(top, bottom, left, right);
    }

    /// <summary>
    /// Uniform in ±1/√reads, a third of the variance of LeCun and others (1998): what follows mostly is a batch norm, which undoes the
    /// scale,
    /// and the smaller weights are, the more a step of the optimizer turns them. Keywords (DS-CNN, 30 epochs without augmentation, unheard
    /// speakers of the validation split) get 83.7 % right so, 78.7 % with normal weights of variance 2/reads (He and others 2015).
    /// </summary>
    private ImmutableArray<float> Uniform(int count, int reads)
    {
        var bound = 1 / MathF.Sqrt(reads);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((_random.NextDouble() * 2 - 1) * bound))];
    }

    private static ImmutableArray<float> Filled(int count, float value) => [.. Enumerable.Repeat(value, count)];

    /// <summary>conv, conv2, conv3 ...</summary>
    private string Name(string kind)
    {
        var count = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return count == 1 ? kind : $"{kind}{count}";
    }
}
