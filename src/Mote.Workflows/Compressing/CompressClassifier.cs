using System.Collections.Immutable;
using Mote.Compression;
using Mote.Compression.Pruning;
using Mote.Compression.Sharing;
using Mote.Core.Graphs;
using Mote.Data;
using Mote.Training.Networks;
using Mote.Training.Rules;
using Mote.Training.Training;

namespace Mote.Workflows.Compressing;

/// <summary>What a step of a compression came to.</summary>
/// <param name="Step">neurons, connections, sharing.</param>
/// <param name="Network">As it is then, in float.</param>
public sealed record CompressionStage(string Step, Network Network);

/// <summary>A compressed classifier.</summary>
/// <param name="Integer">From raw samples to answers.</param>
/// <param name="Float">Its float twin, before weights were rounded.</param>
/// <param name="Stages">On the way.</param>
public sealed record CompressedClassifier(Graph Integer, Graph Float, ImmutableArray<CompressionStage> Stages);

/// <summary>A trained network, compressed as a recipe says.</summary>
public static class CompressClassifier
{
    // Pruning is done after so much of its epochs; the rest is for what is left.
    private const double PrunedAfter = 2.0 / 3;

    /// <param name="set">With examples to train on.</param>
    /// <param name="plan">How the network was trained: its front end, augmentation, batch and rate are used again. Its
    /// teachers teach, or the network itself as it was.</param>
    /// <param name="network">The trained network, of floats: from features to classes.</param>
    /// <param name="recipe">What is done.</param>
    /// <param name="threads">How many at once; no influence on the result.</param>
    /// <param name="store">Where trainings are kept while they go on.</param>
    /// <param name="watch">Sees each batch.</param>
    /// <param name="stop">Ends after a batch.</param>
    public static CompressedClassifier Run(ExampleSet set, TrainingPlan plan, Graph network, CompressionRecipe recipe, int threads,
        ITrainingStore? store = null, Action<string, StepResult, Trainer>? watch = null, CancellationToken stop = default)
    {
        using var session = new TrainingSession(set, plan, threads, store, watch, stop);
        var original = GraphImport.FromGraph(network, new ImportOptions { Logits = true });
        using var teacher = recipe.Teaching is null
            ? null : new NetworkTeacher(plan.Teachers.IsEmpty ? [original] : plan.Teachers, plan.Training.Batch, threads);
        var run = new Steps(session, new LayerNames(original, recipe), recipe, teacher, threads);
        var pruned = recipe.Norms && (recipe.Neurons ?? (object?)recipe.Connections) is not null
            ? GraphImport.FromGraph(network, new ImportOptions { Logits = true, BatchNorm = true }) : original;
        if (recipe.Neurons is { } neurons) pruned = run.CutNeurons(pruned, neurons);
        if (recipe.Connections is { } connections) pruned = run.PruneConnections(pruned, connections);
        var folded = TrainingSession.Folded(pruned);
        if (recipe.Sharing is { } sharing) folded = TrainingSession.Folded(run.Share(GraphImport.FromGraph(folded), sharing));
        var last = GraphImport.FromGraph(folded);
        return new CompressedClassifier(run.Round(folded, last), session.Float(last), [.. run.Stages]);
    }

    private sealed class Steps(TrainingSession session, LayerNames names, CompressionRecipe recipe, ITeacher? teacher, int threads)
    {
        public List<CompressionStage> Stages { get; } = [];

        public Network CutNeurons(Network network, NeuronStep step)
        {
            for (var round = 0; round < step.Rounds; round++)
            {
                // Equal shares of what is left in each round.
                var keep = Math.Pow(step.Keep, 1.0 / step.Rounds);
                var scores = NeuronScores.Of(network, step.Criterion, session.Examples, session.Plan.Training.Loss, threads);
                network = NeuronCut.Apply(network, NeuronChoice.Least(network, scores, keep));
                var epochs = step.Epochs * (round + 1) / step.Rounds - step.Epochs * round / step.Rounds;
                if (epochs > 0)
                    network = session.Train($"neurons{round + 1}", network, Options(epochs, step.Rate, 2 + round), teacher).Network;
            }
            return Staged("neurons", network);
        }

        public Network PruneConnections(Network network, ConnectionStep step)
        {
            var options = Options(step.Epochs, step.Rate, 20) with { Rules = Pruning(network, step) };
            var trained = session.Train("connections", network, options, teacher).Network;
            return Staged("connections", step.Rewind is { } epochs ? Rewound(network, trained, epochs, step) : trained);
        }

        /// <summary>The weights that were not pruned, as they were early in training, trained again.</summary>
        private Network Rewound(Network begin, Network pruned, int epochs, ConnectionStep step)
        {
            var options = Options(step.Epochs, step.Rate, 20);
            var early = epochs == 0 ? begin : session.Train("rewinding", begin, options with { Epochs = epochs }, teacher).Network;
            var ticket = early.With(LayerWeights.Of(early).ToDictionary(w => w.Parameter.Id, w =>
            {
                var mask = pruned.Values[w.Parameter.Id].Initial;
                return w.Parameter.Initial.Select((v, i) => mask[i] == 0 ? 0 : v).ToArray();
            }));
            return session.Train("ticket", ticket, options with { Rules = KeptZeros(ticket) }, teacher).Network;
        }

        public Network Share(Network network, SharingStep step)
        {
            var layers = Shared(network, step);
            var shared = network.With(layers.ToDictionary(w => w.Parameter.Id, w =>
                Codebook.Share(w.Parameter.Initial.AsSpan(), names.In(network, step.Layers).GetValueOrDefault(w.Layer, step.Bits))));
            if (step.Epochs > 0)
                shared = session.Train("sharing", shared, Options(step.Epochs, step.Rate, 40) with
                {
                    Rules = [new WeightRule.Share([.. layers.Select(w => w.Parameter.Name)]), .. KeptZeros(shared)],
                }, teacher).Network;
            return Staged("sharing", shared);
        }

        public Graph Round(Graph folded, Network network)
        {
            var step = recipe.Rounding;
            var shared = recipe.Sharing is { } values ? Shared(network, values) : [];
            WeightRule[] sharing = shared.Length == 0 ? [] : [new WeightRule.Share([.. shared.Select(w => w.Parameter.Name)])];
            return session.Rounded(folded, new RoundingOptions
            {
                WeightBits = step.Bits, LayerBits = names.In(network, step.Layers), LearnSteps = step.LearnSteps,
                OneScale = [.. shared.Select(w => w.Layer)],
            }, Options(step.Epochs, step.Rate, 50) with { Rules = [.. sharing, .. KeptZeros(network)] }, teacher);
        }

        /// <summary>Layers whose weights share values: all but depthwise ones that are not named.</summary>
        private LayerWeights[] Shared(Network network, SharingStep step)
        {
            var named = names.In(network, step.Layers);
            return [.. LayerWeights.Of(network).Where(w => !w.IsDepthwise || named.ContainsKey(w.Layer))];
        }

        private Network Staged(string name, Network network)
        {
            Stages.Add(new CompressionStage(name, network));
            return network;
        }

        private TrainingOptions Options(int epochs, double rate, int seed)
        {
            var training = session.Plan.Training;
            return training with
            {
                Epochs = epochs, LearningRate = training.LearningRate * rate, Schedule = new Schedule.Cosine { WarmUp = 0 }, Patience = 0,
                Seed = training.Seed + (ulong)seed,
                Loss = recipe.Teaching is { } t ? new Loss.Distillation(t.Temperature, t.Share) : training.Loss,
            };
        }

        private ImmutableArray<WeightRule> Pruning(Network network, ConnectionStep step)
        {
            var named = names.In(network, step.Layers);
            var others = LayerWeights.Of(network, []).Where(w => !named.ContainsKey(w.Layer)).ToArray();
            var rules = ImmutableArray.CreateBuilder<WeightRule>();
            if (step.Blocks is { } blocks)
                rules.AddRange(others.Select(w => new WeightRule.Prune(
                    [w.Parameter.Name], new Sparsity.Blocks(blocks.Keep, blocks.Of), step.Criterion)));
            else if (others.Length > 0)
                rules.Add(new WeightRule.Prune(
                    [.. others.Select(w => w.Parameter.Name)], new Sparsity.Cubic(step.Sparsity, End: PrunedAfter), step.Criterion));
            rules.AddRange(LayerWeights.Of(network, [.. named.Keys.Order(StringComparer.Ordinal)]).Where(w => named.ContainsKey(w.Layer))
                .Select(w => new WeightRule.Prune(
                    [w.Parameter.Name], new Sparsity.Cubic(named[w.Layer], End: PrunedAfter), step.Criterion)));
            return rules.ToImmutable();
        }

        private static ImmutableArray<WeightRule> KeptZeros(Network network) =>
        [
            new WeightRule.Prune(
                [.. LayerWeights.Of(network).Select(w => w.Parameter.Name)], new Sparsity.AsGiven(), PruningCriterion.Magnitude),
        ];
    }
}
