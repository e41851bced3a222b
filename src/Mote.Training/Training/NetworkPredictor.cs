using System.Numerics.Tensors;
using Mote.Training.Arithmetic;
using Mote.Training.Execution;
using Mote.Training.Kernels;
using Mote.Training.Networks;

namespace Mote.Training.Training;

/// <summary>Runs a network as it will be used: with running statistics instead of the batch's, nothing dropped.</summary>
public sealed class NetworkPredictor : IDisposable
{
    private readonly NetworkExecutor<float> _executor;
    private readonly Dictionary<string, int> _stored;

    /// <param name="network">As it is trained.</param>
    /// <param name="batch">Examples at a time.</param>
    /// <param name="threads">How many at once.</param>
    /// <param name="arithmetic">The numbers to compute in, rounded to the nearest; null is single precision.</param>
    public NetworkPredictor(Network network, int batch, int threads, TrainingArithmetic? arithmetic = null)
    {
        Network = network.ForInference();
        if (arithmetic is not null) Network = LowPrecisionForm.Of(Network, arithmetic);
        _executor = new NetworkExecutor<float>(Network, batch, threads);
        _stored = Network.Parameters.Concat(Network.Buffers).ToDictionary(v => v.Name, v => v.Id);
    }

    public Network Network { get; }

    /// <summary>Gives a parameter or buffer its numbers; one that this form does not have is passed over.</summary>
    public void Write(string name, ReadOnlySpan<float> numbers)
    {
        if (_stored.TryGetValue(name, out var id)) numbers.CopyTo(_executor[id]);
    }

    /// <summary>Most examples at a time.</summary>
    public int Batch => _executor.BatchSize;

    /// <summary>Runs examples that lie one after another; <see cref="Output"/> then has what they came to.</summary>
    public void Run(ReadOnlySpan<float> inputs, int count)
    {
        var input = Network.Inputs.Single();
        inputs[..(count * input.Shape.Elements)].CopyTo(_executor[input.Id]);
        _executor.Run(count);
    }

    /// <summary>Of the last run, an output of the network, one example after another.</summary>
    public ReadOnlySpan<float> Output(int output) => _executor[Network.Outputs[output]];

    /// <summary>Predictions for all examples, [count, outputs], as they are without augmentation.</summary>
    public float[] Predict(IExampleSource source)
    {
        var (input, output) = (Network.Inputs.Single(), Network.Values[Network.Outputs[0]]);
        var (size, width) = (input.Shape.Elements, output.Shape.Elements);
        var predictions = new float[source.Count * width];
        var values = new float[_executor.BatchSize * size];
        for (var first = 0; first < source.Count; first += _executor.BatchSize)
        {
            var count = Math.Min(_executor.BatchSize, source.Count - first);
            var begin = first;
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _executor.Threads },
                i => source.Read(begin + i, 0, values.AsSpan(i * size, size)));
            values.CopyTo(_executor[input.Id]);
            _executor.Run(count);
            _executor[output.Id][..(count * width)].CopyTo(predictions.AsSpan(first * width));
        }
        return predictions;
    }

    /// <summary>Mean cost, and the share of right classes.</summary>
    public (double Cost, double Accuracy) Judge(IExampleSource source, Loss loss)
    {
        var predictions = Predict(source);
        // Nobody teaches here.
        if (loss is Loss.Distillation) loss = new Loss.SoftmaxCrossEntropy();
        var width = predictions.Length / source.Count;
        var (values, target) = (new float[source.Shape.Elements], new float[width]);
        var (cost, right) = (0.0, 0);
        for (var i = 0; i < source.Count; i++)
        {
            var prediction = predictions.AsSpan(i * width, width);
            // Only reconstructions are compared with what went in.
            if (source.Label(i) < 0) source.Read(i, 0, values);
            source.Aim(i, values, target);
            cost += PlainKernels<float>.Cost(loss, prediction, target);
            if (source.Label(i) == TensorPrimitives.IndexOfMax<float>(prediction)) right++;
        }
        return (cost / source.Count, source.Label(0) < 0 ? double.NaN : (double)right / source.Count);
    }

    public void Dispose() => _executor.Dispose();
}
