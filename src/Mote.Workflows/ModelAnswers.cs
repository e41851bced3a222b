using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Data;
using Mote.Execution.Fast;

namespace Mote.Workflows;

/// <summary>What the numbers are that a classifier gives.</summary>
public enum OutputMeaning
{
    /// <summary>Probabilities if the model ends in a softmax or a logistic function, logits otherwise.</summary>
    Automatic,

    Probabilities,

    Logits,
}

/// <summary>A classifier's answers to examples of a set, as probabilities.</summary>
internal sealed class ModelAnswers
{
    private readonly Graph _graph;
    private readonly Graph? _features;
    private readonly ExampleSet _set;
    private readonly double _multiply;
    private readonly ValueId _output;
    private readonly FastPlan _plan;
    private readonly FastPlan? _featuresPlan;

    /// <param name="graph">Takes the set's examples, or what the options' front end makes of them.</param>
    /// <param name="set">Examples and classes.</param>
    /// <param name="options">How they are given and what the answers mean.</param>
    /// <exception cref="MoteException">MOTE0801, MOTE0802: the model takes other inputs or gives other outputs.</exception>
    public ModelAnswers(Graph graph, ExampleSet set, EvaluateOptions options)
    {
        var features = options.Features;
        _graph = graph;
        _features = features;
        _set = set;
        _multiply = options.Multiply;
        if (features is not null) Check(graph, Only(features, features.Outputs, "output"), $"what {features.Name} makes of an example");
        Check(features ?? graph, set.Type, "an example");
        _output = Output(graph, set.Classes.Length);
        _plan = new FastPlan(graph);
        _featuresPlan = features is null ? null : new FastPlan(features);
        Logits = options.Outputs switch
        {
            OutputMeaning.Probabilities => false,
            OutputMeaning.Logits => true,
            OutputMeaning.Automatic => !EndsInProbabilities(graph, _output),
        };
    }

    /// <summary>Whether the outputs are passed through a softmax.</summary>
    public bool Logits { get; }

    /// <summary>Runs examples on all cores; each begins with states reset.</summary>
    /// <param name="places">Which, in order.</param>
    /// <param name="progress">Gets (done, all), from any thread.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>[places, classes], row-major.</returns>
    /// <exception cref="MoteException">MOTE0803: an output is not finite.</exception>
    public float[] Probabilities(IReadOnlyList<int> places, Action<int, int>? progress, CancellationToken cancellation)
    {
        var (classes, done) = (_set.Classes.Length, 0);
        var (probabilities, broken) = (new float[places.Count * classes], new bool[places.Count]);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, places.Count, options, () => new Runner(this), (i, _, runner) =>
        {
            broken[i] = !runner.Answer(places[i], probabilities.AsSpan(i * classes, classes));
            progress?.Invoke(Interlocked.Increment(ref done), places.Count);
            return runner;
        }, _ => { });
        // The first in order, whichever thread met one first.
        if (Array.IndexOf(broken, true) is >= 0 and var first)
            throw new MoteException("MOTE0803", $"{_graph.Name}, example {_set.Examples[places[first]].Id}",
                "an output is infinite or no number.",
                "The model's weights have diverged, or the example is far from what it was trained on.");
        return probabilities;
    }

    /// <summary>One thread's.</summary>
    private sealed class Runner(ModelAnswers answers)
    {
        private readonly FastInterpreter _model = new(answers._plan);
        private readonly FastInterpreter? _features = answers._featuresPlan is { } f ? new FastInterpreter(f) : null;
        private readonly float[] _reals = new float[answers._set.Type.Elements];

        /// <returns>Whether all outputs are finite.</returns>
        public bool Answer(int place, Span<float> probabilities)
        {
            var (graph, features) = (answers._graph, answers._features);
            var input = Feed(place, Input(features ?? graph));
            if (features is not null)
            {
                _features!.Reset();
                input = Converted(_features.Run(input), features.Type(features.Outputs[0]), Input(graph));
            }
            _model.Reset();
            var outputs = _model.Run(input);
            var at = graph.Outputs.TakeWhile(o => o != answers._output).Sum(o => graph.Type(o).Bytes);
            var type = graph.Type(answers._output);
            var reals = RealValues.Of(type, outputs.AsSpan(at, type.Bytes));
            if (!reals.All(double.IsFinite)) return false;
            if (reals.Length == 1 && probabilities.Length == 2) reals = answers.Logits ? [0, reals[0]] : [1 - reals[0], reals[0]];
            if (answers.Logits) Normalise(reals);
            for (var c = 0; c < reals.Length; c++) probabilities[c] = (float)reals[c];
            return true;
        }

        /// <summary>An example as an input takes it: its own bytes where the types are equal.</summary>
        private byte[] Feed(int place, TensorType input)
        {
            if (answers._multiply == 1 && SameNumbers(input, answers._set.Type)) return answers._set.Bytes(place).ToArray();
            answers._set.Read(place, _reals);
            return RealValues.Store(input, [.. _reals.Select(r => answers._multiply * r)])!;
        }

        private static byte[] Converted(byte[] bytes, TensorType from, TensorType to) =>
            SameNumbers(from, to) ? bytes : RealValues.Store(to, RealValues.Of(from, bytes))!;
    }

    private static void Normalise(double[] x)
    {
        var most = x.Max();
        for (var i = 0; i < x.Length; i++) x[i] = Math.Exp(x[i] - most);
        var sum = x.Sum();
        for (var i = 0; i < x.Length; i++) x[i] /= sum;
    }

    private static TensorType Input(Graph graph) => graph.Type(graph.Inputs[0]);

    private static TensorType Only(Graph graph, IReadOnlyList<ValueId> values, string what) => values.Count == 1 ? graph.Type(values[0])
        : throw new MoteException("MOTE0801", graph.Name, $"it has {values.Count} {what}s; examples are one tensor each.");

    /// <summary>Shapes of one size hold the same numbers in the same order.</summary>
    private static bool SameNumbers(TensorType a, TensorType b) => a.Element == b.Element && Equals(a.Quantization, b.Quantization);

    private static void Check(Graph graph, TensorType given, string what)
    {
        var input = Only(graph, graph.Inputs, "input");
        if (input.Elements != given.Elements)
            throw new MoteException("MOTE0801", $"{graph.Name}, input {graph[graph.Inputs[0]].Name}",
                $"it takes {input.Elements:N0} numbers, {input.Shape}; {what} has {given.Elements:N0}, {given.Shape}.",
                "Give a dataset of the kind the model was trained on, cut and scaled alike; a model of features needs its front end.");
        if (!SameNumbers(input, given) && RealValues.Store(input, new double[input.Elements]) is null)
            throw new MoteException("MOTE0801", $"{graph.Name}, input {graph[graph.Inputs[0]].Name}",
                $"{what} cannot be converted to {input}.", "Inputs are f32, or i8, u8 or i16 with a scale.");
    }

    /// <summary>The output with as many numbers as there are classes; one number says how probable the second of two is.</summary>
    private static ValueId Output(Graph graph, int classes)
    {
        var fitting = graph.Outputs.Where(o => graph.Type(o).Elements == classes).ToList();
        if (fitting.Count == 1) return fitting[0];
        if (classes == 2 && graph.Outputs.Length == 1 && graph.Type(graph.Outputs[0]).Elements == 1) return graph.Outputs[0];
        throw new MoteException("MOTE0802", graph.Name,
            fitting.Count > 1 ? $"{fitting.Count} of its outputs have {classes} numbers: which are the classes?"
            : $"no output has one number for each of the {classes} classes; they are "
                + $"{string.Join(", ", graph.Outputs.Select(o => graph.Type(o).Shape))}.",
            "Give the dataset whose classes the model tells apart.");
    }

    private static bool EndsInProbabilities(Graph graph, ValueId output)
    {
        while (true)
        {
            if (graph.Nodes.FirstOrDefault(n => n.Outputs.Contains(output)) is not { } node) return false;
            if (node.Op is Softmax or Unary { Kind: UnaryKind.Logistic }) return true;
            if (node.Op is not (Quantize or Dequantize or Reshape)) return false;
            output = node.Inputs[0];
        }
    }
}
