using System.Globalization;
using System.Text;
using System.Text.Json;
using Mote.Data;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Recipes;

/// <summary>
/// A recipe's network on a recipe's features, without augmentation, mixup or rounding: what another trainer can repeat. Features, labels
/// and settings are written for bench/training/torch_accuracy.py, which does so.
/// </summary>
internal static class PlainRun
{
    private const int Epochs = 30;

    public static void Run(Recipe recipe, IReadOnlyList<ulong> seeds, string output)
    {
        var set = recipe.Prepare is { } prepare ? prepare(Sets.Load(recipe.Set)) : Sets.Load(recipe.Set);
        using var train = new LabelledExamples(set, set.Places(Split.Train), recipe.Plan.Features);
        using var test = new LabelledExamples(set, set.Places(Split.Test), recipe.Plan.Features);
        var options = recipe.Plan.Training with { Epochs = Epochs, Mixup = 0 };
        Directory.CreateDirectory(output);
        Write(train, Path.Combine(output, $"{recipe.Name}.train"));
        Write(test, Path.Combine(output, $"{recipe.Name}.test"));
        var scores = seeds.Select(seed =>
        {
            var network = recipe.Plan.Network(train.Shape, set.Classes.Length, seed);
            WriteSettings(network.Name, set.Classes.Length, options, Path.Combine(output, $"{recipe.Name}.json"));
            return Score(network, train, test, options with { Seed = seed });
        }).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{recipe.Name}: Mote {scores.Average():P2} ({scores.Min():P2} to {scores.Max():P2}), {seeds.Count} seeds"));
    }

    private static double Score(Network network, LabelledExamples train, LabelledExamples test, TrainingOptions options)
    {
        using var trainer = new Trainer(network, train, null, options, Environment.ProcessorCount);
        while (!trainer.IsDone) trainer.Step();
        var learned = trainer.Result();
        using var predictor = new NetworkPredictor(network, options.Batch, Environment.ProcessorCount);
        foreach (var v in network.Parameters.Concat(network.Buffers)) predictor.Write(v.Name, learned[v.Id]);
        return predictor.Judge(test, options.Loss).Accuracy;
    }

    private static void WriteSettings(string network, int classes, TrainingOptions o, string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["network"] = network, ["classes"] = classes, ["epochs"] = o.Epochs, ["batch"] = o.Batch, ["rate"] = o.LearningRate,
            ["decay"] = ((Optimizer.AdamW)o.Optimizer).WeightDecay, ["smoothing"] = o.LabelSmoothing, ["warmup"] = o.Schedule.WarmUp,
        }));

    /// <summary>Features as NAME.npy, f4 without the batch dimension of 1; labels as NAME.labels.npy, i4.</summary>
    private static void Write(LabelledExamples examples, string name)
    {
        var values = new float[examples.Shape.Elements];
        using (var file = Npy($"{name}.npy", "<f4", [examples.Count, .. examples.Shape.Skip(1)]))
            for (var i = 0; i < examples.Count; i++)
            {
                examples.Read(i, 0, values);
                foreach (var v in values) file.Write(v);
            }
        using var labels = Npy($"{name}.labels.npy", "<i4", [examples.Count]);
        for (var i = 0; i < examples.Count; i++) labels.Write(examples.Label(i));
    }

    /// <summary>A file of NumPy's format 1.0 after its header, which with all before it is a multiple of 64 bytes.</summary>
    private static BinaryWriter Npy(string path, string type, IReadOnlyList<int> shape)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        header = header.PadRight((10 + header.Length + 1 + 63) / 64 * 64 - 11) + '\n';
        var file = new BinaryWriter(File.Create(path));
        file.Write([0x93, .. "NUMPY"u8, 1, 0]);
        file.Write((ushort)header.Length);
        file.Write(Encoding.ASCII.GetBytes(header));
        return file;
    }
}
