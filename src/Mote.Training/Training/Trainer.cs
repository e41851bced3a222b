using System.Numerics.Tensors;
using Mote.Core.Diagnostics;
using Mote.Training.Arithmetic;
using Mote.Training.Execution;
using Mote.Training.Gradients;
using Mote.Training.Networks;
using Mote.Training.Rules;

namespace Mote.Training.Training;

/// <summary>Where a training is, after each batch.</summary>
public sealed record StepResult(int Epoch, int Step, int StepsPerEpoch, double Cost, double Accuracy, double Rate, int Examples);

/// <summary>
/// Trains a network. Its whole state can be taken and put back between any two batches, and goes on to the same bits. One thread uses it;
/// it uses several.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly Differentiated _network;
    private readonly NetworkExecutor<float> _executor;
    private readonly TrainingOptions _options;
    private readonly BatchMaker _batches;
    private readonly IExampleSource? _validation;
    private readonly NetworkPredictor _predictor;
    private readonly WeightRules _rules;
    private readonly RoundedUpdate? _update;
    private readonly ITeacher? _teacher;
    private readonly float[] _labelTargets;
    private readonly float[] _weights;
    private readonly int[] _labels;
    private readonly int _input, _prediction, _parameterCount;
    private TrainingState _state;
    private bool _shuffled;

    /// <param name="network">One input, of the examples' shape; the first output is judged.</param>
    /// <param name="train">What is learned from.</param>
    /// <param name="validation">What is looked at after each epoch, if anything.</param>
    /// <param name="options">How.</param>
    /// <param name="threads">How many at once; no influence on the result.</param>
    /// <param name="teacher">For <see cref="Loss.Distillation"/> and <see cref="TrainingOptions.Hints"/>; answers whole batches.</param>
    /// <exception cref="MoteException">MOTE0604: what does not fit together.</exception>
    public Trainer(Network network, IExampleSource train, IExampleSource? validation, TrainingOptions options, int threads,
        ITeacher? teacher = null)
    {
        var input = network.Inputs.Single();
        if (input.Shape != train.Shape)
            throw new MoteException("MOTE0604", network.Name, $"the network takes {input.Shape}, but the examples are {train.Shape}.");
        if (network.Values[network.Outputs[0]].Shape.Elements != train.Targets)
            throw new MoteException("MOTE0604", network.Name,
                $"the network gives {network.Values[network.Outputs[0]].Shape.Elements} numbers, but the targets have {train.Targets}.");
        if (teacher is null && (options.Loss is Loss.Distillation || !options.Hints.IsEmpty))
            throw new MoteException("MOTE0604", network.Name, "it is to learn from a teacher, but there is none.");
        if (teacher is not null && (teacher.Answers[0].Elements != train.Targets || teacher.Answers.Count <= options.Hints.Length
            || network.Outputs.Length <= options.Hints.Length))
            throw new MoteException("MOTE0604", network.Name,
                $"the teacher gives {string.Join(", ", teacher.Answers)}; the targets have {train.Targets} numbers, and there are "
                + $"{options.Hints.Length} hints for the {network.Outputs.Length} outputs of the network.");
        (_options, _validation, _input, _teacher) = (options, validation, input.Id, teacher);
        _network = Autodiff.Differentiate(
            network, options.Loss, [.. options.Hints.Select((h, i) => new FurtherLoss(h.Loss, teacher!.Answers[i + 1]))]);
        if (options.Arithmetic is { } arithmetic) _network = LowPrecisionForm.Of(network, _network, arithmetic);
        _labelTargets = new float[options.Loss is Loss.Distillation ? options.Batch * train.Targets : 0];
        _prediction = _network.Network.Outputs[_network.Outputs.Length];
        _executor = new NetworkExecutor<float>(_network.Network, options.Batch, threads);
        _parameterCount = _executor.Parameters.Length;
        _batches = new BatchMaker(train, options, threads);
        _predictor = new NetworkPredictor(network, options.Batch, threads, options.Arithmetic);
        _rules = new WeightRules(options.Rules, network, _executor);
        (_weights, _labels) = (new float[options.Batch], new int[options.Batch]);
        _state = new TrainingState
        {
            Optimizer = new float[_parameterCount * options.Optimizer.States], Average = [],
            Movement = new float[_rules.NeedsMovement ? _parameterCount : 0],
        };
        if (options.Arithmetic is null) return;
        _update = RoundedUpdate.For(network.Name, options, _executor.Roundings);
        _update.Begin(_executor.Parameters);
    }

    public int StepsPerEpoch => _batches.Steps;

    /// <summary>Bytes of parameters, activations and what belongs to them.</summary>
    public long MemoryBytes => _executor.Bytes;

    public bool IsDone => _state.Epoch >= _options.Epochs
        || (_options.Patience > 0 && _state.BestEpoch > 0 && _state.Epoch - _state.BestEpoch >= _options.Patience);

    public IReadOnlyList<EpochResult> History => _state.History;

    /// <summary>A copy of all that is needed to go on.</summary>
    public TrainingState Save() => _state with
    {
        Parameters = _executor.Parameters.ToArray(), Buffers = _executor.Buffers.ToArray(), Optimizer = [.. _state.Optimizer],
        Average = [.. _state.Average], Best = [.. _state.Best], Movement = [.. _state.Movement], History = [.. _state.History],
        Roundings = _executor.Roundings.Save(),
    };

    /// <exception cref="MoteException">MOTE0604: the state is of another network.</exception>
    public void Restore(TrainingState state)
    {
        if (state.Parameters.Length != _parameterCount || state.Buffers.Length != _executor.Buffers.Length
            || state.Optimizer.Length != _state.Optimizer.Length || state.Movement.Length != _state.Movement.Length)
            throw new MoteException(
                "MOTE0604", "checkpoint", $"it holds {state.Parameters.Length} parameters; the network has {_parameterCount}.");
        state.Parameters.CopyTo(_executor.Parameters);
        state.Buffers.CopyTo(_executor.Buffers);
        _state = state with
        {
            Optimizer = [.. state.Optimizer], Average = [.. state.Average], Best = [.. state.Best], Movement = [.. state.Movement],
            History = [.. state.History],
        };
        _executor.Roundings.Restore(state.Roundings);
        _shuffled = false;
    }

    /// <summary>One batch; after the last of an epoch the validation examples too.</summary>
    public StepResult Step()
    {
        if (!_shuffled) _batches.Begin(_state.Epoch);
        _shuffled = true;
        var count = _batches.Fill(_state.Epoch, _state.Step, _executor.Memory(_input),
            _labelTargets.Length > 0 ? _labelTargets : _executor.Memory(_network.Target), _weights, _labels);
        _weights.CopyTo(_executor[_network.Weight]);
        if (_teacher is not null) Teach(_teacher, count);
        _rules.Prune(_state.Steps, (long)StepsPerEpoch * _options.Epochs, _state.Movement);
        _executor.Run(count, _options.Seed, _state.Steps);

        var rate = _options.LearningRate * _options.Schedule.At((_state.Epoch + (double)_state.Step / StepsPerEpoch) / _options.Epochs);
        _state.Steps++;
        Move((float)rate);
        Count(count);
        _state.Step++;
        var result = new StepResult(_state.Epoch + 1, _state.Step, StepsPerEpoch, _state.Cost / _state.Seen,
            Accuracy, rate, count);
        if (_state.Step == StepsPerEpoch) EndEpoch(rate);
        return result;
    }

    /// <summary>Numbers of parameters and buffers to keep, by value of the network that was given: averages or the best, as the options
    /// say.</summary>
    public IReadOnlyDictionary<int, float[]> Result()
    {
        var all = _state.Best.Length > 0 ? _state.Best : Kept();
        return Stored.ToDictionary(v => v.Id, v => Numbers(all, v).ToArray());
    }

    public void Dispose()
    {
        _executor.Dispose();
        _predictor.Dispose();
    }

    /// <summary>Asks the teacher about the batch; what it answers is the rest of the targets.</summary>
    private void Teach(ITeacher teacher, int count)
    {
        teacher.Ask(_executor[_input], count);
        if (_labelTargets.Length > 0)
        {
            var targets = _executor[_network.Target];
            var answers = teacher.Answer(0);
            var width = _labelTargets.Length / _options.Batch;
            for (var i = 0; i < count; i++)
            {
                _labelTargets.AsSpan(i * width, width).CopyTo(targets[(2 * i * width)..]);
                answers.Slice(i * width, width).CopyTo(targets[((2 * i + 1) * width)..]);
            }
        }
        for (var hint = 1; hint < _network.Outputs.Length; hint++)
        {
            var target = _executor[_network.Outputs[hint].Target];
            teacher.Answer(hint)[..(target.Length / _options.Batch * count)].CopyTo(target);
            TensorPrimitives.Multiply(_weights, _options.Hints[hint - 1].Share, _executor[_network.Outputs[hint].Weight]);
        }
    }

    private void Move(float rate)
    {
        var share = ClipShare();
        foreach (var (parameter, gradient) in _network.Gradients)
        {
            var (size, offset) = (_network.Network.Values[parameter].Shape, _executor.Offset(parameter));
            var slope = _executor[gradient];
            if (share < 1) TensorPrimitives.Multiply(slope, share, slope);
            var states = _options.Optimizer.States;
            _rules.Before(
                parameter, slope, _state.Movement.AsSpan(_rules.NeedsMovement ? offset : 0, _rules.NeedsMovement ? size.Elements : 0));
            var remembered = _state.Optimizer.AsSpan(offset * states, size.Elements * states);
            if (_update is not null)
                _update.Move(
                    parameter, _executor[parameter], slope, remembered, rate, (_options.Seed, _state.Steps), decays: size.Rank > 1);
            else
                _options.Optimizer.Move(_executor[parameter], slope, remembered, rate, _state.Steps, decays: size.Rank > 1);
            _rules.After(parameter);
        }
        if (_options.Average == 0) return;
        if (_state.Average.Length == 0)
        {
            _state.Average = [.. _executor.Parameters, .. _executor.Buffers];
            return;
        }
        // Short at first, so that the beginning is forgotten.
        var keep = Math.Min(_options.Average, (1f + _state.Steps) / (10f + _state.Steps));
        MoveTo(_state.Average.AsSpan(0, _parameterCount), _executor.Parameters, keep);
        MoveTo(_state.Average.AsSpan(_parameterCount), _executor.Buffers, keep);
    }

    private static void MoveTo(Span<float> average, ReadOnlySpan<float> now, float keep)
    {
        for (var i = 0; i < average.Length; i++) average[i] = keep * average[i] + (1 - keep) * now[i];
    }

    private float ClipShare()
    {
        if (_options.ClipNorm == 0) return 1;
        var squares = 0.0;
        foreach (var (_, gradient) in _network.Gradients) squares += TensorPrimitives.SumOfSquares<float>(_executor[gradient]);
        return (float)Math.Min(1, _options.ClipNorm / Math.Sqrt(squares));
    }

    private void Count(int count)
    {
        var costs = _executor[_network.Cost];
        foreach (var hint in _network.Outputs.Skip(1)) TensorPrimitives.Add(costs, _executor[hint.Cost], costs);
        var predictions = _executor[_prediction];
        var width = predictions.Length / _options.Batch;
        for (var i = 0; i < count; i++)
        {
            if (!float.IsFinite(costs[i]))
                throw new MoteException(
                    "MOTE0605", $"epoch {_state.Epoch + 1}, step {_state.Step + 1}", "the cost is no number any more: training diverged.",
                    "Lower the learning rate, or set a clip norm.");
            _state.Cost += costs[i];
            if (_labels[i] >= 0 && TensorPrimitives.IndexOfMax<float>(predictions.Slice(i * width, width)) == _labels[i]) _state.Right++;
        }
        _state.Seen += count;
    }

    /// <summary>The share of right classes in this epoch; no number where targets are no classes.</summary>
    private double Accuracy => _labels[0] < 0 ? double.NaN : (double)_state.Right / _state.Seen;

    private IEnumerable<NetworkValue> Stored => _network.Network.Parameters.Concat(_network.Network.Buffers);

    /// <summary>A value's part of all parameters with all buffers behind them.</summary>
    private ReadOnlySpan<float> Numbers(float[] all, NetworkValue v) =>
        all.AsSpan((v.Kind == ValueKind.Buffer ? _parameterCount : 0) + _executor.Offset(v.Id), v.Shape.Elements);

    private float[] Kept()
    {
        if (_state.Average.Length == 0) return [.. _executor.Parameters, .. _executor.Buffers];
        float[] kept = [.. _state.Average];
        _rules.ClearPruned(kept.AsSpan(0, _parameterCount));
        return kept;
    }

    private void EndEpoch(double rate)
    {
        var (cost, accuracy) = (double.NaN, double.NaN);
        if (_validation is not null)
        {
            var all = Kept();
            foreach (var v in Stored) _predictor.Write(v.Name, Numbers(all, v));
            (cost, accuracy) = _predictor.Judge(_validation, _options.Loss);
            if (cost < _state.BestCost)
            {
                (_state.BestCost, _state.BestEpoch) = (cost, _state.Epoch + 1);
                if (_options.Keep == Keep.Best) _state.Best = all;
            }
        }
        _state.History.Add(
            new EpochResult(_state.Epoch + 1, _state.Cost / _state.Seen, Accuracy, cost, accuracy, rate)
            {
                Roundings = [.. RoundingStatistics.Roles(_executor.Roundings.Save())],
            });
        _executor.Roundings.Restore([]);
        (_state.Epoch, _state.Step, _state.Cost, _state.Right, _state.Seen) = (_state.Epoch + 1, 0, 0, 0, 0);
        _shuffled = false;
    }
}
