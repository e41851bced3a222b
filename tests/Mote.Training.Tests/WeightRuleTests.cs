using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Training.Networks;
using Mote.Training.Rules;
using Mote.Training.Training;

namespace Mote.Training.Tests;

/// <summary>Weights that were pruned stay zero, those that share a value go on sharing it, through checkpoints and averages.</summary>
public class WeightRuleTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 4, Batch = 16, LearningRate = 5e-3, Seed = 4 };

    public static TheoryData<PruningCriterion> Criteria => [.. Enum.GetValues<PruningCriterion>()];

    [Theory]
    [MemberData(nameof(Criteria))]
    public void As_many_weights_are_zero_as_was_asked_and_the_rest_is_learned(PruningCriterion criterion)
    {
        using var trainer = Make(Options with { Average = 0.9f, Epochs = 25, Rules = [Pruning(criterion)] }, 2);
        var costs = new List<double>();
        while (!trainer.IsDone) trainer.Step();
        var weights = Weights(trainer);
        Assert.Equal((int)Math.Round(0.8 * weights.Length), weights.Count(w => w == 0));
        Assert.True(trainer.History[^1].ValidationAccuracy > 0.9, $"{trainer.History[^1]}");
    }

    [Theory]
    [MemberData(nameof(Criteria))]
    public void Pruning_goes_on_to_the_bit_from_a_checkpoint(PruningCriterion criterion)
    {
        var options = Options with { Average = 0.9f, Rules = [Pruning(criterion)] };
        using var whole = Make(options, threads: 1);
        while (!whole.IsDone) whole.Step();
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "training.ckpt");
        using (var first = Make(options, threads: 2))
        {
            for (var i = 0; i < 9; i++) first.Step();
            Checkpoint.Write(path, first.Save(), "waves");
        }
        using var second = Make(options, threads: 2);
        second.Restore(Checkpoint.Read(path, "waves"));
        while (!second.IsDone) second.Step();
        foreach (var (value, numbers) in whole.Result()) Assert.Equal(numbers, second.Result()[value]);
    }

    [Fact]
    public void Two_of_four_are_left_in_each_block()
    {
        using var trainer = Make(Options with
        {
            Rules = [new WeightRule.Prune(["hidden.weights"], new Sparsity.Blocks(2, 4), PruningCriterion.Magnitude)],
        }, 1);
        while (!trainer.IsDone) trainer.Step();
        foreach (var block in Weights(trainer).Chunk(4)) Assert.Equal(2, block.Count(w => w == 0));
    }

    [Fact]
    public void The_cut_keeps_the_largest_weights_of_all_parameters_together()
    {
        var network = WavesNetwork(7);
        using var trainer = new Trainer(network, new WaveExamples(32), null, Options with
        {
            Epochs = 1, LearningRate = 0,
            Rules = [new WeightRule.Prune(["hidden.weights", "out.weights"], new Sparsity.Cubic(0.7, 0.7, 0, 0), PruningCriterion.Magnitude)],
        }, 1);
        trainer.Step();
        string[] names = ["hidden.weights", "out.weights"];
        var before = names.SelectMany(n => network.Parameters.Single(p => p.Name == n).Initial).ToArray();
        var result = trainer.Result();
        var after = names.SelectMany(n => result[network.Parameters.Single(p => p.Name == n).Id]).ToArray();
        var least = before.Select(Math.Abs).Order().ElementAt((int)Math.Round(0.7 * before.Length));
        Assert.Equal(before.Select(w => Math.Abs(w) < least ? 0 : w), after);
    }

    [Fact]
    public void Shared_weights_stay_shared_and_move()
    {
        var b = new NetworkBuilder(WavesNetwork(7));
        var first = b.Build([]).Parameters.Single(p => p.Name == "hidden.weights").Initial;
        var network = WavesNetwork(7, w => MathF.Round(w * 10) / 10);
        var shared = network.Parameters.Single(p => p.Name == "hidden.weights");
        using var trainer = new Trainer(network, new WaveExamples(100), null, Options with { Rules = [new WeightRule.Share(["hidden.weights"])] }, 2);
        while (!trainer.IsDone) trainer.Step();
        var learned = trainer.Result()[shared.Id];
        var pairs = shared.Initial.Zip(learned).Distinct().ToArray();
        Assert.Equal(shared.Initial.Distinct().Count(), pairs.Length);
        Assert.Equal(0, pairs.Single(p => p.First == 0).Second);
        Assert.True(pairs.Count(p => p.First != p.Second) >= pairs.Length - 1);
        Assert.NotEqual(first.Length, pairs.Length);
    }

    [Fact]
    public void A_parameter_that_is_not_there_is_named()
    {
        var error = Assert.Throws<MoteException>(() => Make(Options with { Rules = [new WeightRule.Share(["nothing"])] }, 1));
        Assert.Equal("MOTE0612", error.Diagnostics[0].Code);
        Assert.Contains("hidden.weights", error.Message, StringComparison.Ordinal);
    }

    private static WeightRule.Prune Pruning(PruningCriterion criterion) =>
        new WeightRule.Prune(["hidden.weights"], new Sparsity.Cubic(0.8, 0.1, 0.1, 0.6, 10), criterion);

    private static float[] Weights(Trainer trainer) =>
        trainer.Result()[WavesNetwork(1).Parameters.Single(p => p.Name == "hidden.weights").Id];

    private static Trainer Make(TrainingOptions options, int threads) =>
        new(WavesNetwork(options.Seed), new WaveExamples(100), new WaveExamples(40, first: 1000), options, threads);

    private static Network WavesNetwork(ulong seed, Func<float, float>? change = null)
    {
        var random = new Mote.Numerics.RandomStream(seed);
        var b = new NetworkBuilder("waves");
        var x = b.Add(new Rearrange(new Core.Ops.Reshape([1, 24])), [b.Input("x", [1, 1, 24, 1])], "flat");
        x = b.Add(new Connect(), [x, b.Parameter("hidden.weights", [32, 24], Random(32 * 24))], "hidden");
        x = b.Add(new Clamp(Core.Ops.Activation.Relu), [x], "hidden.relu");
        x = b.Add(new Connect(), [x, b.Parameter("out.weights", [3, 32], Random(96))], "out");
        return b.Build([b.Add(new AddBias(), [x, b.Parameter("out.bias", [3], [0, 0, 0])], "out.sum")]);

        ImmutableArray<float> Random(int count) => [.. Enumerable.Range(0, count).Select(_ =>
            (float)(0.2 * random.NextNormal())).Select(w => change is null ? w : change(w))];
    }
}
