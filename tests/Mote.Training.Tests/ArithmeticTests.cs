using Mote.Core.Diagnostics;
using Mote.Core.Ops;
using Mote.Training.Arithmetic;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Training.Tests;

/// <summary>Training in narrow numbers: what is stored, what is counted, that it goes on to the bit, and that it learns.</summary>
public class ArithmeticTests
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 4, Batch = 16, LearningRate = 0.05, Optimizer = new Optimizer.Sgd(WeightDecay: 1e-3f), Seed = 4,
        Schedule = new Mote.Training.Training.Schedule.Constant(),
    };

    public static TheoryData<string> Names => ["fixed16", "fixed16-nearest", "fp8", "fp8-one-sum", "fp8-e4m3"];

    private static TrainingArithmetic Named(string name) => name switch
    {
        "fixed16" => TrainingArithmetic.Fixed16(12, RoundingMode.Stochastic, 16),
        "fixed16-nearest" => TrainingArithmetic.Fixed16(12, RoundingMode.Nearest, 16),
        "fp8" => TrainingArithmetic.Float8(RoundedFormat.E5M2, 64, RoundingMode.Stochastic, 1024),
        "fp8-one-sum" => TrainingArithmetic.Float8(RoundedFormat.E5M2, 0, RoundingMode.Nearest, 1024),
        _ => TrainingArithmetic.Float8(RoundedFormat.E4M3, 32, RoundingMode.Stochastic, 1000),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_training_goes_on_to_the_bit_whatever_the_threads(string name)
    {
        var options = Options with { Arithmetic = Named(name) };
        using var whole = Make(options, threads: 1);
        while (!whole.IsDone) whole.Step();

        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "training.ckpt");
        using (var first = Make(options, threads: 3))
        {
            for (var i = 0; i < 10; i++) first.Step();
            Checkpoint.Write(path, first.Save(), "waves");
        }
        using var second = Make(options, threads: 2);
        second.Restore(Checkpoint.Read(path, "waves"));
        while (!second.IsDone) second.Step();

        // The counts of what was rounded are part of the history.
        Assert.Equal(whole.History, second.History);
        Assert.NotEmpty(whole.History[^1].Roundings);
        foreach (var (value, numbers) in whole.Result()) Assert.Equal(numbers, second.Result()[value]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_and_momenta_are_numbers_of_their_format(string name)
    {
        var options = Options with { Arithmetic = Named(name) };
        using var trainer = Make(options, threads: 2);
        for (var i = 0; i < 9; i++) trainer.Step();
        var (state, grid) = (trainer.Save(), options.Arithmetic!.Weights.Grid);
        Assert.Contains(state.Optimizer, m => m != 0);
        foreach (var x in state.Parameters.Concat(state.Optimizer)) Assert.Equal(grid.Nearest(x), x);
    }

    /// <summary>With so many bits that roundings do not matter, a step is the one of single precision.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_many_bits_a_step_is_that_of_single_precision(bool exact)
    {
        RoundedFormat fine = exact ? new RoundedFormat.FixedPoint(24, 19) : new RoundedFormat.FloatingPoint(6, 14);
        var arithmetic = new TrainingArithmetic
        {
            Weights = fine, Activations = fine, Errors = fine, LossScale = 4,
            Sums = exact ? new Accumulation.Exact() : new Accumulation.InChunks(new RoundedFormat.FloatingPoint(6, 14), 24),
        };
        using var narrow = Make(Options with { Arithmetic = arithmetic }, threads: 1, windows: true);
        using var single = Make(Options, threads: 1, windows: true);
        for (var i = 0; i < 3; i++)
        {
            narrow.Step();
            single.Step();
        }
        var (a, b) = (narrow.Save(), single.Save());
        for (var i = 0; i < a.Optimizer.Length; i++) Assert.Equal(b.Optimizer[i], a.Optimizer[i], 2e-3f);
        for (var i = 0; i < a.Parameters.Length; i++) Assert.Equal(b.Parameters[i], a.Parameters[i], 5e-4f);
        Assert.Contains(b.Optimizer, m => MathF.Abs(m) > 0.05f);
    }

    /// <summary>At a constant rate both forms of momentum are the same, but for their roundings.</summary>
    [Fact]
    public void Momentum_of_steps_makes_the_same_steps()
    {
        var fine = new RoundedFormat.FixedPoint(24, 22);
        var arithmetic = new TrainingArithmetic
        {
            Weights = fine, Activations = new RoundedFormat.FixedPoint(24, 18), Errors = fine, Sums = new Accumulation.Exact(), MomentumOfSteps = true,
        };
        using var steps = Make(Options with { Arithmetic = arithmetic }, threads: 1);
        using var gradients = Make(Options with { Arithmetic = arithmetic with { MomentumOfSteps = false } }, threads: 1);
        for (var i = 0; i < 5; i++)
        {
            steps.Step();
            gradients.Step();
        }
        var (a, b) = (steps.Save(), gradients.Save());
        for (var i = 0; i < a.Parameters.Length; i++) Assert.Equal(b.Parameters[i], a.Parameters[i], 1e-5f);
        for (var i = 0; i < a.Optimizer.Length; i++) Assert.Equal(0.05f * b.Optimizer[i], a.Optimizer[i], 1e-5f);
        Assert.Contains(a.Optimizer, m => MathF.Abs(m) > 1e-3f);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Examples_are_learned(string name)
    {
        using var trainer = Make(Options with { Arithmetic = Named(name), Epochs = 30 }, threads: 2);
        while (!trainer.IsDone) trainer.Step();
        Assert.True(trainer.History[^1].ValidationAccuracy > 0.9, $"{trainer.History[^1]}");
    }

    /// <summary>What steps below half a spacing come to: nothing, or what they are in the mean (Gupta and others 2015).</summary>
    [Fact]
    public void Small_steps_are_lost_to_the_nearest_but_not_at_random()
    {
        var lost = new Dictionary<RoundingMode, double>();
        foreach (var mode in Enum.GetValues<RoundingMode>())
        {
            using var trainer = Make(
                Options with { Arithmetic = TrainingArithmetic.Fixed16(8, mode, 16), LearningRate = 1e-4, Epochs = 2 }, threads: 2);
            var before = trainer.Save().Parameters;
            while (!trainer.IsDone) trainer.Step();
            lost[mode] = trainer.History[^1].Roundings.Single(r => r.Role == TensorRole.Updates).VanishedShare;
            Assert.Equal(mode == RoundingMode.Stochastic, !before.SequenceEqual(trainer.Save().Parameters));
        }
        // The others had nothing to move them.
        Assert.InRange(lost[RoundingMode.Nearest], 0.9, 1);
        Assert.InRange(lost[RoundingMode.Stochastic], 0.5, 0.9999);
    }

    /// <summary>Errors of eight bits vanish unless the loss is scaled (Micikevicius and others 2018, "Mixed Precision Training").</summary>
    [Fact]
    public void A_loss_scale_keeps_small_errors()
    {
        double[] vanished = [.. ((float[])[1e-4f, 1024]).Select(scale =>
        {
            using var trainer = Make(Options with
            {
                Arithmetic = TrainingArithmetic.Float8(RoundedFormat.E5M2, 64, RoundingMode.Stochastic, scale), Epochs = 1,
            }, threads: 1);
            while (!trainer.IsDone) trainer.Step();
            return trainer.History[^1].Roundings.Single(r => r.Role == TensorRole.Errors).VanishedShare;
        })];
        Assert.True(vanished[0] > 10 * vanished[1] && vanished[0] > 0.05, $"{vanished[0]} and {vanished[1]}");
    }

    [Fact]
    public void What_overflows_is_counted()
    {
        double[] saturated = [.. ((float[])[1, 1 << 17]).Select(scale =>
        {
            using var trainer = Make(
                Options with { Arithmetic = TrainingArithmetic.Fixed16(15, RoundingMode.Nearest, scale), Epochs = 1 }, threads: 1);
            while (!trainer.IsDone) trainer.Step();
            return trainer.History[^1].Roundings.Single(r => r.Role == TensorRole.Errors).SaturatedShare;
        })];
        Assert.Equal(0, saturated[0]);
        // Scores of 3 classes among 8 · 12 numbers of two layers and their norms: what is beyond there is held before it goes on.
        Assert.InRange(saturated[1], 3 / 1000.0, 1);
    }

    [Fact]
    public void Optimizers_and_averages_that_need_finer_numbers_are_refused()
    {
        var options = Options with { Arithmetic = Named("fixed16") };
        foreach (var refused in (TrainingOptions[])[options with { Optimizer = new Optimizer.AdamW() }, options with { Average = 0.9f }])
            Assert.Equal("MOTE0620", Assert.Throws<MoteException>(() => Make(refused, 1)).Diagnostics[0].Code);
        Assert.Equal("MOTE0620", Assert.Throws<MoteException>(() => TrainingArithmetic.Fixed16(16, RoundingMode.Nearest, 1)).Diagnostics[0].Code);
        Assert.Equal("MOTE0620", Assert.Throws<MoteException>(() => TrainingArithmetic.Fixed16(14, RoundingMode.Nearest, 0)).Diagnostics[0].Code);
        Assert.Equal("MOTE0620",
            Assert.Throws<MoteException>(() => TrainingArithmetic.Float8(RoundedFormat.E5M2, 513, RoundingMode.Nearest, 1)).Diagnostics[0].Code);
    }

    /// <param name="windows">Windows with strides, padding and dilation, without anything that narrow numbers treat in another way.</param>
    private static Trainer Make(TrainingOptions options, int threads, bool windows = false)
    {
        var b = new LayerBuilder("waves", options.Seed);
        var x = b.Input([1, 1, 24, 1]);
        if (windows)
        {
            x = b.Network.Add(new Rearrange(new Reshape([1, 4, 6, 1])), [x], "image");
            x = b.Activate(b.Bias(b.Convolution(x, 5, (3, 3), (1, 2))), Activation.Relu);
            var weights = b.Network.Parameter("dilated", [7, 2, 2, 5], [.. Enumerable.Range(0, 140).Select(i => MathF.Sin(i) / 4)]);
            x = b.Network.Add(new Convolve(new Steps(2, 1, 2, 1), new Padding(1, 1, 0, 1)), [x, weights], "dilated");
            x = b.Activate(b.Bias(x), Activation.Relu);
            x = b.Dense(b.Flatten(x), 9, Activation.Relu);
            return new Trainer(b.Build(b.Dense(x, 3)), new WaveExamples(100), null, options, threads);
        }
        x = b.BatchNorm(b.Convolution(x, 8, (1, 5), (1, 2)));
        x = b.Dropout(b.BatchNorm(b.Depthwise(x, (1, 3), (1, 1)), Activation.Relu6), 0.1f);
        return new Trainer(b.Build(b.Dense(b.GlobalAverage(x), 3)), new WaveExamples(100), new WaveExamples(40, first: 1000), options, threads);
    }
}
