using Mote.Core.Diagnostics;
using Mote.Core.Ops;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Training.Tests;

/// <summary>Training as a whole: it learns, and goes on to the bit from anywhere.</summary>
public class TrainerTests
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 5, Batch = 16, LearningRate = 5e-3, Mixup = 0.2, LabelSmoothing = 0.05f, Average = 0.9f, ClipNorm = 5, Keep = Keep.Best, Seed = 4,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(30)]
    public void A_training_goes_on_to_the_bit_from_a_checkpoint(int steps)
    {
        using var whole = Make(Options, threads: 1);
        while (!whole.IsDone) whole.Step();

        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "training.ckpt");
        using (var first = Make(Options, threads: 2))
        {
            for (var i = 0; i < steps; i++) first.Step();
            Checkpoint.Write(path, first.Save(), "waves");
        }
        using var second = Make(Options, threads: 3);
        second.Restore(Checkpoint.Read(path, "waves"));
        while (!second.IsDone) second.Step();

        Assert.Equal(whole.History, second.History);
        foreach (var (value, numbers) in whole.Result()) Assert.Equal(numbers, second.Result()[value]);
    }

    [Fact]
    public void Examples_are_learned()
    {
        using var trainer = Make(Options with { Epochs = 30, Mixup = 0 }, threads: 2);
        while (!trainer.IsDone) trainer.Step();
        Assert.True(trainer.History[^1].ValidationAccuracy > 0.95, $"{trainer.History[^1]}");
    }

    public static TheoryData<string> Optimizers => ["sgd", "nesterov", "adam", "adamw", "rmsprop"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Each_optimizer_makes_the_cost_fall(string name)
    {
        Optimizer optimizer = name switch
        {
            "sgd" => new Optimizer.Sgd(WeightDecay: 1e-4f),
            "nesterov" => new Optimizer.Sgd(Nesterov: true),
            "adam" => new Optimizer.Adam(WeightDecay: 1e-4f),
            "adamw" => new Optimizer.AdamW(),
            _ => new Optimizer.RmsProp(),
        };
        using var trainer = Make(Options with { Optimizer = optimizer, Mixup = 0, Epochs = 8, LearningRate = optimizer is Optimizer.Sgd ? 0.05 : 0.01 }, threads: 1);
        while (!trainer.IsDone) trainer.Step();
        Assert.True(trainer.History[^1].Cost < 0.8 * trainer.History[0].Cost, string.Join("; ", trainer.History.Select(h => h.Cost)));
    }

    [Fact]
    public void Patience_ends_a_training_that_gets_no_better()
    {
        using var trainer = Make(Options with { LearningRate = 1e-9, Patience = 2, Epochs = 50, Average = 0, Optimizer = new Optimizer.Sgd() }, threads: 1);
        while (!trainer.IsDone) trainer.Step();
        Assert.True(trainer.History.Count < 50, $"{trainer.History.Count} epochs");
    }

    [Fact]
    public void A_cost_that_is_no_number_ends_the_training_with_an_error()
    {
        using var trainer = Make(Options with { LearningRate = 1e30, ClipNorm = 0, Optimizer = new Optimizer.Sgd() }, threads: 1);
        var error = Assert.Throws<MoteException>(() =>
        {
            while (!trainer.IsDone) trainer.Step();
        });
        Assert.Equal("MOTE0605", error.Diagnostics[0].Code);
    }

    [Fact]
    public void Checkpoints_of_other_trainings_and_damaged_ones_are_refused()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "training.ckpt");
        using var trainer = Make(Options, threads: 1);
        trainer.Step();
        Checkpoint.Write(path, trainer.Save(), "batch 16\nseed 4");
        var other = Assert.Throws<MoteException>(() => Checkpoint.Read(path, "batch 16\nseed 5"));
        Assert.Contains("'seed 4' there, 'seed 5' here", other.Message, StringComparison.Ordinal);
        var bytes = File.ReadAllBytes(path);
        foreach (var damaged in (byte[][])[bytes[..10], bytes[..^1], [.. bytes[..200], (byte)(bytes[200] ^ 1), .. bytes[201..]], "no checkpoint"u8.ToArray()])
        {
            File.WriteAllBytes(path, damaged);
            Assert.Equal("MOTE0606", Assert.Throws<MoteException>(() => Checkpoint.Read(path, "batch 16\nseed 4")).Diagnostics[0].Code);
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var builder = new LayerBuilder("narrow", 1);
        var network = builder.Build(builder.Dense(builder.Input([1, 12]), 3));
        Assert.Equal("MOTE0604", Assert.Throws<MoteException>(() => new Trainer(network, new WaveExamples(10), null, Options, 1)).Diagnostics[0].Code);
    }

    private static Trainer Make(TrainingOptions options, int threads)
    {
        var b = new LayerBuilder("waves", options.Seed);
        var x = b.BatchNorm(b.Convolution(b.Input([1, 1, 24, 1]), 8, (1, 5), (1, 2)));
        x = b.Dropout(b.BatchNorm(b.Depthwise(x, (1, 3), (1, 1)), Activation.Relu6), 0.1f);
        return new Trainer(b.Build(b.Dense(b.GlobalAverage(x), 3)), new WaveExamples(100), new WaveExamples(40, first: 1000), options, threads);
    }
}
