using System.Numerics.Tensors;
using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Training.Networks;

namespace Mote.Training.Training;

/// <summary>What a network learns from beside labels: how one that can do it already, or several, answer to the same batches.</summary>
public interface ITeacher : IDisposable
{
    /// <summary>Of what it gives, for one example: logits, then what hidden outputs of the student are to be like.</summary>
    IReadOnlyList<Shape> Answers { get; }

    /// <summary>Asks about examples that lie one after another.</summary>
    void Ask(ReadOnlySpan<float> inputs, int count);

    /// <summary>Its answer, one example after another.</summary>
    ReadOnlySpan<float> Answer(int output);
}

/// <summary>Trained networks as a teacher; several answer with their mean.</summary>
public sealed class NetworkTeacher : ITeacher
{
    private readonly NetworkPredictor[] _predictors;
    private readonly float[][] _means;

    /// <param name="networks">Their first output gives logits; all have outputs of the same shapes.</param>
    /// <param name="batch">Most examples at a time.</param>
    /// <param name="threads">How many at once; no influence on the answers.</param>
    /// <exception cref="MoteException">MOTE0604: teachers that do not fit together.</exception>
    public NetworkTeacher(IReadOnlyList<Network> networks, int batch, int threads)
    {
        Answers = [.. networks[0].Outputs.Select(o => networks[0].Values[o].Shape)];
        foreach (var other in networks.Skip(1))
            if (!other.Outputs.Select(o => other.Values[o].Shape).SequenceEqual(Answers))
                throw new MoteException(
                    "MOTE0604", other.Name, $"its outputs have other shapes than those of {networks[0].Name}, the first teacher.");
        _predictors = [.. networks.Select(n => new NetworkPredictor(n, batch, threads))];
        _means = [.. Answers.Select(a => new float[_predictors.Length == 1 ? 0 : batch * a.Elements])];
    }

    public IReadOnlyList<Shape> Answers { get; }

    public void Ask(ReadOnlySpan<float> inputs, int count)
    {
        foreach (var predictor in _predictors) predictor.Run(inputs, count);
        if (_predictors.Length == 1) return;
        for (var i = 0; i < _means.Length; i++)
        {
            _predictors[0].Output(i).CopyTo(_means[i]);
            foreach (var predictor in _predictors.Skip(1)) TensorPrimitives.Add(_means[i], predictor.Output(i), _means[i]);
            TensorPrimitives.Multiply(_means[i], 1f / _predictors.Length, _means[i]);
        }
    }

    public ReadOnlySpan<float> Answer(int output) => _predictors.Length == 1 ? _predictors[0].Output(output) : _means[output];

    public void Dispose()
    {
        foreach (var predictor in _predictors) predictor.Dispose();
    }
}
