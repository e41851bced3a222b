using Mote.Numerics;
using Mote.Training.Execution;
using Mote.Training.Gradients;
using Mote.Training.Networks;

namespace Mote.Training.Tests;

public class ExecutorTests
{
    private const int Batch = 50;

    private static Differentiated Network()
    {
        var b = new LayerBuilder("small", 3);
        var x = b.BatchNorm(b.Convolution(b.Input([1, 24, 20, 4]), 24, (3, 3), (2, 2)));
        x = b.Dropout(b.BatchNorm(b.Depthwise(x, (3, 3), (1, 1))), 0.3f);
        x = b.Sum(x, b.BatchNorm(b.Convolution(x, 24, (1, 1), (1, 1))));
        return Autodiff.Differentiate(b.Build(b.Dense(b.GlobalAverage(x), 5)), new Loss.SoftmaxCrossEntropy());
    }

    private static float[] Gradients(Differentiated network, int threads, int examples, out int chunks)
    {
        using var executor = new NetworkExecutor<float>(network.Network, Batch, threads);
        chunks = executor.Chunks;
        foreach (var value in network.Network.Inputs)
        {
            var random = new RandomStream((ulong)value.Id);
            executor.Write(value.Id, [.. Enumerable.Range(0, executor[value.Id].Length).Select(_ => (float)random.NextNormal())]);
        }
        for (var step = 0; step < 3; step++) executor.Run(examples, seed: 9, step);
        return [.. network.Gradients.SelectMany(g => executor.Read(g.Gradient)), .. network.Network.Buffers.SelectMany(b => executor.Read(b.Id))];
    }

    [Theory]
    [InlineData(Batch)]
    [InlineData(31)]
    [InlineData(1)]
    public void The_number_of_threads_changes_no_bit(int examples)
    {
        var network = Network();
        var alone = Gradients(network, 1, examples, out var chunks);
        Assert.True(chunks > 3, $"{chunks} chunks leave little to distribute");
        foreach (var threads in (int[])[2, 3, 7]) Assert.Equal(alone, Gradients(network, threads, examples, out _));
    }

    [Fact]
    public void What_does_not_outlive_a_level_says_so()
    {
        var network = Network();
        using var executor = new NetworkExecutor<float>(network.Network, Batch, 1);
        var node = network.Network.Nodes.Last(n => n.Op is BatchNormInputGradient);
        Assert.Throws<InvalidOperationException>(() => executor[node.Output].Length);
    }
}
