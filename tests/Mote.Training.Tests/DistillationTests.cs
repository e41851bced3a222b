using Mote.Core.Diagnostics;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Training.Tests;

/// <summary>A student learns what a teacher knows.</summary>
public class DistillationTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 30, Batch = 16, LearningRate = 1e-2, Seed = 3 };

    /// <summary>The labels that the student sees are all the same, so that what it knows in the end is the teacher's.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_student_without_labels_learns_from_its_teachers(int teachers)
    {
        var taught = Enumerable.Range(0, teachers).Select(i => Trained(24, (ulong)i + 1)).ToArray();
        using var teacher = new NetworkTeacher(taught, Options.Batch, threads: 1);
        using var trainer = new Trainer(Student(12, 9), new Unlabelled(), null, Options with { Loss = new Loss.Distillation(4, 1) }, 2, teacher);
        while (!trainer.IsDone) trainer.Step();
        var (student, best) = (Score(Student(12, 9).With(trainer.Result())), taught.Max(Score));
        Assert.True(best > 0.9 && student > best - 0.1, $"{student} of the student, {best} of its teachers");
    }

    [Fact]
    public void Hidden_outputs_come_near_the_teachers()
    {
        var trained = Trained(24, 1);
        using var teacher = new NetworkTeacher([WithHidden(trained)], Options.Batch, threads: 1);
        var student = WithHidden(Student(8, 9));
        double Cost(float share)
        {
            using var trainer = new Trainer(student, new WaveExamples(400), null,
                Options with { Hints = [new Hint(new Loss.Relations(4), share)] }, 1, teacher);
            while (!trainer.IsDone) trainer.Step();
            using var predictor = new NetworkPredictor(student.With(trainer.Result()), 16, 1);
            return Difference(predictor, teacher);
        }

        Assert.True(Cost(2) < 0.8 * Cost(1e-6f), $"{Cost(2)} with hints, {Cost(1e-6f)} without");
    }

    [Fact]
    public void A_teacher_must_be_there_and_fit()
    {
        var options = Options with { Loss = new Loss.Distillation(4, 0.5f) };
        AssertRefused(() => new Trainer(Student(6, 9), new WaveExamples(20), null, options, 1));
        using var other = new NetworkTeacher([Student(6, 9, classes: 4)], Options.Batch, threads: 1);
        AssertRefused(() => new Trainer(Student(6, 9), new WaveExamples(20), null, options, 1, other));
        AssertRefused(() => new NetworkTeacher([Student(6, 9), Student(6, 9, classes: 4)], 16, 1));
    }

    private static void AssertRefused(Func<IDisposable> make) =>
        Assert.Equal("MOTE0604", Assert.Throws<MoteException>(() => make().Dispose()).Diagnostics[0].Code);

    /// <summary>Mean absolute difference of distances between neighbours, as shares of their mean.</summary>
    private static double Difference(NetworkPredictor student, NetworkTeacher teacher)
    {
        var examples = new WaveExamples(16, 5000);
        var inputs = new float[16 * 24];
        for (var i = 0; i < 16; i++) examples.Read(i, 0, inputs.AsSpan(24 * i, 24));
        student.Run(inputs, 16);
        teacher.Ask(inputs, 16);
        var (mine, theirs) = (Distances(student.Output(1)), Distances(teacher.Answer(1)));
        return mine.Zip(theirs, (a, b) => Math.Abs(a - b)).Average();
    }

    private static double[] Distances(ReadOnlySpan<float> vectors)
    {
        var (all, size) = (vectors.ToArray(), vectors.Length / 16);
        var distances = Enumerable.Range(0, 15).Select(i =>
            Math.Sqrt(Enumerable.Range(0, size).Sum(k => Math.Pow(all[i * size + k] - all[(i + 1) * size + k], 2)))).ToArray();
        return [.. distances.Select(d => d / distances.Average())];
    }

    private static Network Student(int units, ulong seed, int classes = 3)
    {
        var b = new LayerBuilder("student", seed);
        var x = b.Activate(b.Dense(b.Reshape(b.Input([1, 1, 24, 1]), [1, 24]), units), Activation.Relu);
        return b.Build(b.Dense(x, classes));
    }

    /// <summary>With what the clamp gives as a second output.</summary>
    private static Network WithHidden(Network network) => new NetworkBuilder(network)
        .Build([network.Outputs[0], network.Nodes.Single(n => n.Op is Clamp).Output]);

    private static Network Trained(int units, ulong seed)
    {
        var network = Student(units, seed);
        using var trainer = new Trainer(network, new WaveExamples(400), null, Options with { Seed = seed }, 2);
        while (!trainer.IsDone) trainer.Step();
        return network.With(trainer.Result());
    }

    private static double Score(Network network)
    {
        using var predictor = new NetworkPredictor(network, 16, 1);
        return predictor.Judge(new WaveExamples(60, 2000), new Loss.SoftmaxCrossEntropy()).Accuracy;
    }

    private sealed class Unlabelled : IExampleSource
    {
        private readonly WaveExamples _examples = new(100);

        public int Count => _examples.Count;

        public Shape Shape => _examples.Shape;

        public int Targets => 3;

        public int Label(int example) => 0;

        public void Read(int example, ulong noise, Span<float> values) => _examples.Read(example, noise, values);

        public void Aim(int example, ReadOnlySpan<float> values, Span<float> target)
        {
            target.Clear();
            target[0] = 1;
        }
    }
}
