using System.CommandLine;
using System.Globalization;
using Mote.Compression;
using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Training;
using Mote.Training.Logs;
using Mote.Training.Training;
using Mote.Workflows;
using Mote.Workflows.Compressing;

namespace Mote.Cli.Commands;

/// <summary>mote train --data DATASET --model NAME --features PRESET --output FILE</summary>
internal static class TrainCommand
{
    private static readonly Option<string> Data = new("--data") { Description = "A dataset, made by 'mote data import'.", Required = true };
    private static readonly Option<string?> Model = new(
        "--model") { Description = $"A network: {string.Join(", ", Zoo.All.Select(n => n.Name))}." };
    private static readonly Option<string?> From = new(
        "--from") { Description = "A float model (.tflite, .onnx, .mote) to train further." };
    private static readonly Option<string> Features = new("--features")
    {
        Description = "What is done to samples first, in training and on the device: raw, mfcc, log-mel, ...", DefaultValueFactory = _ =>
            "raw",
    };
    private static readonly Option<string[]> FeatureOptions = new(
        "--feature") { Description = "An option of the features, as bands=40.", DefaultValueFactory = _ => [] };
    private static readonly Option<string[]> Augment = new(
        "--augment") { Description = $"Random changes: {AugmentationText.Forms}.", DefaultValueFactory = _ => [] };
    private static readonly Option<int> Epochs = With("--epochs", "How often all examples are shown.", 30);
    private static readonly Option<int> RoundingEpochs = With(
        "--rounding-epochs", "Further epochs in which integers' rounding is part of the network.", 5);
    private static readonly Option<string> Rounding = With("--rounding",
        "How these find a weight's integers: largest (the largest weight is the largest integer) or learned-steps (LSQ). With "
        + "--arithmetic: stochastic (default) or nearest.", "largest");
    private static readonly Option<int> Batch = With("--batch", "Examples a step.", 64);
    private static readonly Option<double> Rate = With("--rate", "The highest learning rate.", 2e-3);
    private static readonly Option<string> OptimizerName = With("--optimizer", "adamw, adam, sgd (momentum 0.9) or rmsprop.", "adamw");
    private static readonly Option<double> WeightDecay = With("--weight-decay", "Of weights, not of biases and norms.", 0.01);
    private static readonly Option<string> ScheduleName = With(
        "--schedule", "cosine, constant or steps (a tenth at a half and at three quarters).", "cosine");
    private static readonly Option<double> WarmUp = With("--warm-up", "The share of the training in which the rate rises.", 0.05);
    private static readonly Option<double> Smoothing = With(
        "--label-smoothing", "The share of a label that is spread over all classes.", 0.0);
    private static readonly Option<double> Mixup = With("--mixup", "Mixes examples in pairs, by Beta(this, this).", 0.0);
    private static readonly Option<double> Clip = With("--clip-norm", "Longer gradients are shortened to this; 0: never.", 0.0);
    private static readonly Option<double> Average = With(
        "--average", "Keep a moving average of the weights, as 0.99; 0: the weights themselves.", 0.0);
    private static readonly Option<bool> Balance = new(
        "--balance") { Description = "Rare classes count more, so that all count the same." };
    private static readonly Option<int> Patience = With(
        "--patience", "End after so many epochs without a smaller validation cost; 0: never.", 0);
    private static readonly Option<bool> KeepBest = new(
        "--keep-best") { Description = "Keep the weights of the smallest validation cost instead of the last." };
    private static readonly Option<bool> WithValidation = new(
        "--with-validation") { Description = "Train on the validation split, too: for the last training." };
    private static readonly Option<ulong> Seed = With("--seed", "Of everything random.", 1UL);
    private static readonly Option<int> Threads = With(
        "--threads", "How many at once; no influence on the result.", Environment.ProcessorCount);
    private static readonly Option<string> Format = With("--format", "int8, int16x8, int4 or float.", "int8");
    private static readonly Option<double> Width = With("--width", "Factor of the network's channels.", 1.0);
    private static readonly Option<int[]> Widths = new(
        "--widths") { Description = "Channels of each layer.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
    private static readonly Option<int?> States = new("--states") { Description = "States of a recurrent cell." };
    private static readonly Option<bool> Stochastic = new("--stochastic")
    {
        Description = "Signs are drawn while a binary network is trained, instead of following from what they are of.",
    };

    private static readonly Option<double?> Dropout = new("--dropout") { Description = "Share of what is dropped in training." };
    private static readonly Option<bool> Resume = new(
        "--resume") { Description = "Go on with the checkpoint of an interrupted training, to the bit." };
    private static readonly Option<string?> Logs = new("--logs") { Description = "A folder for TensorBoard." };
    private static readonly Option<double> Watts = With(
        "--watts-per-core", "For the estimate of energy.", new EnergyAssumptions().WattsPerCore);
    private static readonly Option<double> Grams = With(
        "--grams-per-kwh", "CO2 of a kilowatt-hour, for the estimate.", new EnergyAssumptions().GramsPerKilowattHour);
    private static readonly Option<string[]> Normal = new("--normal")
    {
        Description = "A class that is normal: the network learns to reconstruct it, and finds what is not. For anomalies (autoencoder).",
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<int> Folds = With(
        "--folds", "Train so many models, each on all folds of groups but one, and score it there; writes none without --output.", 0);
    private static readonly Option<string[]> Teachers = new("--teacher")
    {
        Description = "A trained float model to learn from beside labels (distillation); several answer with their mean.",
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<double> Temperature = With("--temperature", "Softens the teacher's answers.", 4.0);
    private static readonly Option<double> Alpha = With("--alpha", "The share of the teacher's answers beside labels.", 0.7);
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "The model to write (.mote, .tflite)." };

    private static readonly Option<string?> Student = new("--student")
    {
        Description = $"The network that learns: {string.Join(", ", Zoo.All.Select(n => n.Name))}.", Required = true,
    };

    public static Command Create() => Create("train", "Train a network on a dataset, with its front end, and quantize it.", [Model, From]);

    /// <summary>mote distil --teacher FILE --student NAME --data DATASET --output FILE</summary>
    public static Command CreateDistil() =>
        Create("distil", "Train a small network to answer as a large one does, and quantize it.", [Student]);

    private static Command Create(string name, string description, Option[] networks)
    {
        var json = CommonOptions.Json();
        var command = new Command(name, description)
        {
            Data, Features, FeatureOptions, Augment, Epochs, RoundingEpochs, Rounding, Batch, Rate, OptimizerName, WeightDecay,
                ScheduleName, WarmUp,
            Smoothing, Mixup, Clip, Average, Balance, Patience, KeepBest, WithValidation, Seed, Threads, Format, Width, Widths, States,
                Dropout,
                Stochastic,
            Resume, Logs, Watts, Grams, Normal, Folds, Teachers, Temperature, Alpha, Output, json,
        };
        foreach (var option in ArithmeticOptions.All.Concat(networks)) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var request = Request(parsed) with
            {
                Model = parsed.GetValue(networks.Contains(Student) ? Student : Model),
                From = networks.Contains(From) ? parsed.GetValue(From) : null,
            };
            if (networks.Contains(Student) && request.Teachers.Count == 0)
                throw new MoteException("MOTE0005", "mote distil", "there is nobody to learn from.", "Give --teacher MODEL.float.mote.");
            if (parsed.GetValue(Folds) is not 0 and var folds)
            {
                if (request.Resume)
                    throw new MoteException("MOTE0005", "--resume", "folds are always trained from the beginning.", "Leave --resume out.");
                var found = TrainingDisplay.Run(
                    Render.Out, parsed.GetValue(json), p => TrainModel.RunFolds(request, folds, p, cancellation));
                if (parsed.GetValue(json)) Console.Out.Write(Json.Print(found));
                else FoldsDisplay.Print(found);
                return 0;
            }
            if (request.Output.Length == 0)
                throw new MoteException("MOTE0005", "mote train", "there is nowhere to write the model to.", "Give --output FILE.");
            var report = TrainingDisplay.Run(Render.Out, parsed.GetValue(json), p => TrainModel.Run(request, p, cancellation));
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else Print(report);
            return 0;
        }, cancellation));
        return command;
    }

    private static TrainRequest Request(ParseResult p) => new()
    {
        Dataset = p.GetValue(Data)!,
        Output = p.GetValue(Output) ?? "",
        Normal = p.GetValue(Normal)!,
        Features = p.GetValue(Features)!,
        FeatureOptions = p.GetValue(FeatureOptions)!.Select(CommonOptions.Pair).ToDictionary(o => o.Name, o => o.Value),
        Augmentations = p.GetValue(Augment)!,
        Zoo = new ZooOptions
        {
            Width = (float)p.GetValue(Width), Widths = EquatableArray.Create<int>(p.GetValue(Widths)!), States = p.GetValue(States),
            Dropout = (float?)p.GetValue(Dropout),
            Stochastic = p.GetValue(Stochastic),
        },
        Training = new TrainingOptions
        {
            Epochs = CommonOptions.AtLeast(1, p.GetValue(Epochs), "--epochs"),
            Batch = CommonOptions.AtLeast(1, p.GetValue(Batch), "--batch"),
            LearningRate = p.GetValue(Rate),
            Seed = p.GetValue(Seed),
            Optimizer = Named(p.GetValue(OptimizerName)!, (float)p.GetValue(WeightDecay)),
            Schedule = Scheduled(p.GetValue(ScheduleName)!, p.GetValue(WarmUp)),
            LabelSmoothing = (float)p.GetValue(Smoothing),
            Mixup = p.GetValue(Mixup),
            ClipNorm = (float)p.GetValue(Clip),
            Average = (float)p.GetValue(Average),
            Patience = p.GetValue(Patience),
            Keep = p.GetValue(KeepBest) ? Keep.Best : Keep.Last,
            Arithmetic = ArithmeticOptions.Parse(p, IsGiven(p, Rounding) ? p.GetValue(Rounding) : null, p.GetValue(Batch)),
        },
        Balance = p.GetValue(Balance),
        RoundingEpochs = EpochsOfRounding(p),
        LearnSteps = p.GetValue(Rounding) switch
        {
            "largest" => false,
            "learned-steps" => true,
            "stochastic" or "nearest" => false,
            var other => throw Unknown("--rounding", other!, "largest, learned-steps; with --arithmetic stochastic, nearest"),
        },
        Format = Enum.TryParse<NumberFormat>(p.GetValue(Format), ignoreCase: true, out var format) ? format
            : throw Unknown("--format", p.GetValue(Format)!, "int8, int16x8, int4, float"),
        WithValidation = p.GetValue(WithValidation),
        Teachers = p.GetValue(Teachers)!,
        Teaching = Taught(p.GetValue(Alpha), p.GetValue(Temperature)),
        Resume = p.GetValue(Resume),
        Logs = p.GetValue(Logs),
        Threads = CommonOptions.AtLeast(1, p.GetValue(Threads), "--threads"),
        Energy = new EnergyAssumptions(p.GetValue(Watts), p.GetValue(Grams)),
    };

    /// <summary>Narrow numbers are what a device trains in, and it has no finer ones to go on with.</summary>
    private static int EpochsOfRounding(ParseResult p)
    {
        var epochs = CommonOptions.AtLeast(0, p.GetValue(RoundingEpochs), "--rounding-epochs");
        if (!ArithmeticOptions.IsNarrow(p)) return epochs;
        return !IsGiven(p, RoundingEpochs) || epochs == 0 ? 0
            : throw new MoteException("MOTE0005", $"--rounding-epochs {epochs}", "rounding epochs are trained in float32.",
                "Leave them out: integers are then found by calibration after training.");
    }

    private static bool IsGiven(ParseResult p, Option option) => p.GetResult(option) is { Implicit: false };

    private static TeachingStep Taught(double share, double temperature) => share is >= 0 and <= 1 && temperature > 0
        ? new TeachingStep((float)share, (float)temperature)
        : throw new MoteException("MOTE0005", "--alpha, --temperature", "the share is 0 to 1, the temperature more than 0.");

    private static Optimizer Named(string name, float decay) => name switch
    {
        "adamw" => new Optimizer.AdamW(WeightDecay: decay),
        "adam" => new Optimizer.Adam(WeightDecay: decay),
        "sgd" => new Optimizer.Sgd(WeightDecay: decay),
        "rmsprop" => new Optimizer.RmsProp(WeightDecay: decay),
        _ => throw Unknown("--optimizer", name, "adamw, adam, sgd, rmsprop"),
    };

    private static Schedule Scheduled(string name, double warmUp) => name switch
    {
        "cosine" => new Schedule.Cosine { WarmUp = warmUp },
        "constant" => new Schedule.Constant { WarmUp = warmUp },
        "steps" => new Schedule.Steps(0.1, [0.5, 0.75]) { WarmUp = warmUp },
        _ => throw Unknown("--schedule", name, "cosine, constant, steps"),
    };

    private static MoteException Unknown(string option, string value, string known) =>
        new("MOTE0005", $"{option} {value}", "there is no such choice.", $"Choose one of {known}.");

    private static Option<T> With<T>(string name, string description, T value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static void Print(TrainReport r)
    {
        Console.WriteLine($"{r.Model}: {Render.Number(r.Parameters)} parameters, {Render.Number(r.Macs)} MACs, features {r.Features}; "
            + $"trained on {Render.Number(r.TrainingExamples)} examples in {r.Epochs} epochs");
        var table = Render.Table(r.Measure == "auc" ? "AUC of anomalies" : "accuracy", ">float %", ">integers %");
        Render.Row(table, $"validation ({r.ValidationExamples})", Percents(r.FloatValidation), Percents(r.IntegerValidation));
        Render.Row(table, $"test ({r.TestExamples})", Percents(r.FloatTest), Percents(r.IntegerTest));
        Render.Out.Write(table);
        if (r.PointsLost is { } lost)
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"integers lose {lost:F2} points against float, front end included"));
        foreach (var role in r.Roundings ?? [])
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{role.Role}: {100 * role.SaturatedShare:F2} % saturated, {100 * role.VanishedShare:F2} % vanished in the last epoch"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{r.Seconds:F0} s, about {r.Joules / 3600:F2} Wh and {r.GramsCarbonDioxide:F2} g CO2 ({r.EnergyMethod})"));
        Console.WriteLine($"written: {r.Output}" + (r.FloatOutput == r.Output ? "" : $" (integers), {r.FloatOutput}"));
    }

    private static string Percents(double? share) => share is { } s ? (100 * s).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
