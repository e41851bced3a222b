using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Mote.Compression;
using Mote.Core.Diagnostics;
using Mote.Data;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote quantize MODEL --calibration FILE --output FILE</summary>
internal static class QuantizeCommand
{
    private const int MostCalibrationExamples = 256;

    private static readonly Option<string?> CalibrationFile = new("--calibration")
    {
        Description = "Inputs to find ranges with: 32-bit floats, one example after another (--input-type: integers).",
    };

    private static readonly Option<string?> DataFolder = new("--data")
    {
        Description = "A dataset in place of files: ranges come from its training examples, answers are counted on the test split.",
    };

    private static readonly Option<string?> EvaluationFile = new("--evaluation")
    {
        Description = "Inputs to count right answers with; the calibration's, if not given.",
    };

    private static readonly Option<string?> LabelFile = new("--labels")
    {
        Description = "The right class of each of them, one number a line.",
    };

    private static readonly Option<int> ExampleCount = new("--examples")
    {
        Description = "How many examples to calibrate with, spread over the file.",
        DefaultValueFactory = _ => MostCalibrationExamples,
    };

    private static readonly Option<string> Format = new("--format")
    {
        Description = "int8, int16x8 (16-bit activations) or int4 (4-bit weights).",
        DefaultValueFactory = _ => "int8",
    };

    private static readonly Option<string[]> LayerFormats = new("--layer")
    {
        Description = "NAME=FORMAT: a layer in another format, or 'float'. May be given often.",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string> Method = new("--method")
    {
        Description = "How ranges follow from examples: min-max, moving-average, percentile, mse or kl.",
        DefaultValueFactory = _ => "min-max",
    };

    private static readonly Option<double> Percentile = new("--percentile")
    {
        Description = "For that method: the share of elements inside, in percent.",
        DefaultValueFactory = _ => 99.99,
    };

    private static readonly Option<bool> Equalise = new("--equalise")
    {
        Description = "Make the channels of neighbouring layers equally wide first.",
    };

    private static readonly Option<bool> Correct = new("--correct-biases")
    {
        Description = "Take rounding's mean error out of the biases.",
    };

    private static readonly Option<bool> Clip = new("--clip-weights")
    {
        Description = "Choose weights' scales for the least squared error.",
    };

    private static readonly Option<bool> PerTensor = new("--per-tensor") { Description = "One scale a weight tensor, not one a channel." };
    private static readonly Option<bool> FloatOutput = new("--float-output") { Description = "The model gives floats." };
    private static readonly Option<bool> FloatInput = new("--float-input") { Description = "The model takes floats." };

    private static readonly Option<string?> InputType = new("--input-type")
    {
        Description = "Integers that the model takes, and the files hold: i8:SCALE:ZEROPOINT or i16:SCALE:ZEROPOINT.",
    };

    private static readonly Option<double?> LeastAccuracy = new("--min-accuracy")
    {
        Description = "Right answers in percent that must hold; what it takes is tried in turn: equalising, correcting biases, other "
            + "ranges, more bits in single layers.",
    };

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var output = new Option<string>("--output", "-o") { Description = "The integer model: .mote, .tflite or .onnx.", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("quantize", "Turn a float model into an integer one, and say what it costs.")
        {
            model, CalibrationFile, DataFolder, EvaluationFile, LabelFile, ExampleCount, Format, LayerFormats, Method, Percentile, Equalise,
            Correct, Clip, PerTensor, InputType, FloatInput, FloatOutput, LeastAccuracy, output, json,
        };
        Format.AcceptOnlyFromAmong([.. Formats.Keys.Where(f => f != "float")]);
        Method.AcceptOnlyFromAmong([.. Methods.Keys]);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var graph = Render.Read(parsed.GetValue(model)!);
            var stored = parsed.GetValue(InputType) is { } text ? StoredExamples.Type(text, graph.Type(graph.Inputs[0]).Shape) : null;
            var set = parsed.GetValue(DataFolder) is { } folder ? Dataset.Load(folder) : null;
            if (set is null == parsed.GetValue(CalibrationFile) is null)
                throw new MoteException("MOTE0005", "mote quantize", "give either --calibration or --data.",
                    "--calibration is a file of inputs, --data a dataset.");
            if (set is not null && graph.Type(graph.Inputs[0]).IsFloat) stored ??= set.Type;
            var all = set is null ? StoredExamples.Read(parsed.GetValue(CalibrationFile)!, graph, stored)
                : DatasetInputs.Of(graph, set, Split.Train).Inputs;
            var evaluated = set is not null ? DatasetInputs.Of(graph, set, Split.Test) : new LabelledInputs(
                parsed.GetValue(EvaluationFile) is { } file ? StoredExamples.Read(file, graph, stored) : all,
                parsed.GetValue(LabelFile) is { } path ? Labels.Read(path) : null);
            var report = QuantizeModel.Run(graph, Spread(all, parsed.GetValue(ExampleCount)), evaluated,
                Request(parsed, stored), parsed.GetValue(output)!, parsed.GetValue(json) ? null : PrintStep, cancellation);
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else Print(report);
            Render.Diagnostics(report.Warnings);
            return 0;
        }, cancellation));
        return command;
    }

    private static ImmutableSortedDictionary<string, NumberFormat> Formats { get; } =
        Enum.GetValues<NumberFormat>().ToImmutableSortedDictionary(QuantizeModel.Name, f => f, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, CalibrationMethod> Methods { get; } =
        Enum.GetValues<CalibrationMethod>().ToImmutableSortedDictionary(QuantizeModel.Name, m => m, StringComparer.Ordinal);

    private static QuantizeRequest Request(ParseResult parsed, Core.Types.TensorType? stored) => new()
    {
        Options = new QuantizationOptions
        {
            Format = Formats[parsed.GetValue(Format)!],
            Layers = (parsed.GetValue(LayerFormats) ?? []).Select(LayerFormat).ToImmutableDictionary(),
            PerTensorWeights = parsed.GetValue(PerTensor),
            ClipWeights = parsed.GetValue(Clip),
            InputTypes = [stored],
            FloatInputs = parsed.GetValue(FloatInput),
            FloatOutputs = parsed.GetValue(FloatOutput),
        },
        Calibration = new CalibrationOptions(Methods[parsed.GetValue(Method)!], parsed.GetValue(Percentile)),
        Equalise = parsed.GetValue(Equalise),
        CorrectBiases = parsed.GetValue(Correct),
        LeastAccuracy = parsed.GetValue(LeastAccuracy) / 100,
    };

    /// <exception cref="MoteException">MOTE0005: it is no NAME=FORMAT.</exception>
    private static KeyValuePair<string, NumberFormat> LayerFormat(string text)
    {
        var at = text.LastIndexOf('=');
        if (at > 0 && Formats.TryGetValue(text[(at + 1)..], out var format)) return new(text[..at], format);
        throw new MoteException("MOTE0005", $"--layer {text}", "this is no NAME=FORMAT.",
            $"Formats are {string.Join(", ", Formats.Keys)}.");
    }

    /// <summary>Evenly, so that files sorted by class give every class.</summary>
    private static IReadOnlyList<byte[]> Spread(IReadOnlyList<byte[]> all, int count) => count >= all.Count || count <= 0 ? all
        : [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])];

    private static void PrintStep(RepairStep step) =>
        Console.Error.WriteLine($"  {(step.Kept ? "kept   " : "dropped")}  {Percent(step.Accuracy),8}  {step.Name}");

    private static void Print(QuantizeReport report)
    {
        Console.WriteLine($"{report.Model} -> {report.To}, {report.Format}, ranges by {report.Method} over {report.Examples} examples");
        var table = Render.Table("layer", "operator", "format", ">dB", ">own dB", "");
        foreach (var layer in report.Layers)
            Render.Row(table, Render.Layer(layer.Layer), layer.Operator, layer.Format, Decibels(layer.Decibels),
                Decibels(layer.OwnDecibels), layer.Hurts ? "hurts" : "");
        Render.Out.Write(table);
        Console.WriteLine($"  weights   {Render.Number(report.WeightBytesBefore)} -> {Render.Number(report.WeightBytes)} bytes");
        Console.WriteLine($"  outputs   {Decibels(report.OutputDecibels)} dB signal to quantization noise");
        if (report.Accuracy is { } accuracy)
            Console.WriteLine($"  accuracy  {Percent(report.FloatAccuracy!.Value)} -> {Percent(accuracy)} of "
                + $"{Render.Number(report.Labelled)}");
        var hurting = report.Layers.Where(l => l.Hurts).Select(l => Render.Layer(l.Layer)).Distinct().ToList();
        if (hurting.Count > 0)
            Console.WriteLine($"  hurting   {string.Join(", ", hurting)}: --layer NAME=int16x8, --equalise or another --method may help");
    }

    private static string Decibels(double? value) => value?.ToString("F1", CultureInfo.InvariantCulture) ?? "exact";

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
