using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Training.Execution;
using Mote.Training.Networks;

namespace Mote.Training.Rules;

/// <summary>
/// Keeps a training's <see cref="WeightRule"/>s. It remembers nothing between two steps but sums of movements, which belong to the
/// training's state: pruned weights are those that are zero, shared ones those that began equal.
/// </summary>
internal sealed class WeightRules
{
    private readonly ImmutableArray<WeightRule> _rules;
    private readonly NetworkExecutor<float> _executor;
    private readonly Dictionary<string, NetworkValue> _parameters;
    private readonly HashSet<int> _keepZeros;
    private readonly Dictionary<int, int[]> _shared = [];
    private bool[] _zero = [];

    /// <exception cref="MoteException">MOTE0612: a rule of a parameter that is not there.</exception>
    public WeightRules(ImmutableArray<WeightRule> rules, Network network, NetworkExecutor<float> executor)
    {
        (_rules, _executor) = (rules, executor);
        _parameters = network.Parameters.ToDictionary(p => p.Name);
        foreach (var name in rules.SelectMany(r => r.Parameters).Where(n => !_parameters.ContainsKey(n)))
            throw new MoteException("MOTE0612", network.Name, $"there is no parameter '{name}' to prune or to share.",
                $"It has {string.Join(", ", _parameters.Keys.Order(StringComparer.Ordinal))}.");
        _keepZeros = [.. rules.SelectMany(r => r.Parameters).Select(n => _parameters[n].Id)];
        foreach (var name in rules.OfType<WeightRule.Share>().SelectMany(r => r.Parameters))
            _shared[_parameters[name].Id] = Groups(_parameters[name].Initial);
        NeedsMovement = rules.Any(r => r is WeightRule.Prune { Criterion: PruningCriterion.Movement });
    }

    /// <summary>Whether <see cref="Mote.Training.Training.TrainingState.Movement"/> is kept, a number for each parameter.</summary>
    public bool NeedsMovement { get; }

    /// <summary>Prunes what is due before a step.</summary>
    /// <param name="step">From 0 on.</param>
    /// <param name="steps">Of the whole training.</param>
    /// <param name="movement">Sums of movements, in the executor's order.</param>
    public void Prune(long step, long steps, ReadOnlySpan<float> movement)
    {
        foreach (var rule in _rules.OfType<WeightRule.Prune>())
            if (PruningSchedule.Cut(rule.Sparsity, step, steps) is { } share) Cut(rule, share, movement);
    }

    /// <summary>Before a parameter moves: pruned weights have no gradient, shared ones the sum of theirs.</summary>
    public void Before(int parameter, Span<float> gradient, Span<float> movement)
    {
        if (!_keepZeros.Contains(parameter)) return;
        var weights = _executor[parameter];
        if (_zero.Length < weights.Length) _zero = new bool[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            if (NeedsMovement) movement[i] += gradient[i] * weights[i];
            if (_zero[i] = weights[i] == 0) gradient[i] = 0;
        }
        if (!_shared.TryGetValue(parameter, out var groups)) return;
        var sums = new double[groups.Length == 0 ? 0 : groups.Max() + 1];
        for (var i = 0; i < groups.Length; i++) sums[groups[i]] += gradient[i];
        for (var i = 0; i < groups.Length; i++)
            if (!_zero[i]) gradient[i] = (float)sums[groups[i]];
    }

    /// <summary>After it has moved.</summary>
    public void After(int parameter)
    {
        if (!_keepZeros.Contains(parameter)) return;
        var weights = _executor[parameter];
        for (var i = 0; i < weights.Length; i++)
            if (_zero[i]) weights[i] = 0;
    }

    /// <summary>Averages of weights over steps keep what was pruned meanwhile: makes it zero there, too.</summary>
    /// <param name="averages">Of all parameters, in the executor's order.</param>
    public void ClearPruned(Span<float> averages)
    {
        foreach (var parameter in _keepZeros)
        {
            var weights = _executor[parameter];
            var average = averages.Slice(_executor.Offset(parameter), weights.Length);
            for (var i = 0; i < weights.Length; i++)
                if (weights[i] == 0) average[i] = 0;
        }
    }

    private void Cut(WeightRule.Prune rule, double share, ReadOnlySpan<float> movement)
    {
        var of = rule.Parameters.Select(n => _parameters[n]).ToArray();
        var scores = new double[of.Length][];
        for (var i = 0; i < of.Length; i++)
            scores[i] = WeightSelection.Scores(rule.Criterion, _executor[of[i].Id],
                NeedsMovement ? movement.Slice(_executor.Offset(of[i].Id), of[i].Shape.Elements) : []);
        if (rule.Sparsity is Sparsity.Blocks blocks)
        {
            for (var i = 0; i < of.Length; i++)
            {
                var id = of[i].Id;
                WeightSelection.ClearInBlocks(scores[i], of[i].Shape[-1], blocks, w => _executor[id][w] = 0);
            }
            return;
        }
        double[] all = [.. scores.SelectMany(s => s)];
        WeightSelection.ClearLeast(all, (int)Math.Round(share * all.Length), place =>
        {
            var parameter = 0;
            for (; place >= scores[parameter].Length; parameter++) place -= scores[parameter].Length;
            _executor[of[parameter].Id][place] = 0;
        });
    }

    /// <summary>For each weight the number of its value, in the order of first occurrence.</summary>
    private static int[] Groups(ImmutableArray<float> values)
    {
        var numbers = new Dictionary<float, int>();
        return [.. values.Select(v => numbers.TryGetValue(v, out var n) ? n : numbers[v] = numbers.Count)];
    }
}
