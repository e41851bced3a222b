using System.CommandLine;
using Mote.Training.Training;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>How a trained network is trained on: the options that compression and distillation have in common with training.</summary>
internal sealed class LearningOptions
{
    private readonly Option<string> _data = new("--data") { Description = "A dataset, made by 'mote data import'.", Required = true };
    private readonly Option<string> _features = With("--features", "As the model was trained: raw, mfcc, ...", "raw");
    private readonly Option<string[]> _featureOptions = With<string[]>("--feature", "An option of the features, as bands=40.", []);
    private readonly Option<string[]> _augment = With<string[]>("--augment", $"Random changes: {AugmentationText.Forms}.", []);
    private readonly Option<int> _batch = With("--batch", "Examples a step.", 64);
    private readonly Option<double> _rate = With(
        "--rate", "The learning rate that the model was trained with; steps have shares of it.", 2e-3);
    private readonly Option<double> _decay = With("--weight-decay", "Of weights, not of biases and norms.", 0.01);
    private readonly Option<double> _smoothing = With("--label-smoothing", "The share of a label that is spread over all classes.", 0.0);
    private readonly Option<double> _mixup = With("--mixup", "Mixes examples in pairs, by Beta(this, this).", 0.0);
    private readonly Option<bool> _withValidation = new("--with-validation") { Description = "Train on the validation split, too." };
    private readonly Option<ulong> _seed = With("--seed", "Of everything random.", 1UL);
    private readonly Option<int> _threads = With("--threads", "How many at once; no influence on the result.", Environment.ProcessorCount);
    private readonly Option<string[]> _teachers = With<string[]>(
        "--teacher", "A float model that teaches in place of the uncompressed one; several answer with their mean.", []);
    private readonly Option<bool> _resume = new(
        "--resume") { Description = "Go on with the checkpoints of an interrupted run, to the bit." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _data, _features, _featureOptions, _augment, _batch, _rate, _decay, _smoothing, _mixup, _withValidation, _seed, _threads,
                _teachers, _resume])
            command.Add(option);
    }

    public TrainRequest Request(ParseResult p) => new()
    {
        Dataset = p.GetValue(_data)!,
        Features = p.GetValue(_features)!,
        FeatureOptions = p.GetValue(_featureOptions)!.Select(CommonOptions.Pair).ToDictionary(o => o.Name, o => o.Value),
        Augmentations = p.GetValue(_augment)!,
        Training = new TrainingOptions
        {
            Batch = CommonOptions.AtLeast(1, p.GetValue(_batch), "--batch"),
            LearningRate = p.GetValue(_rate),
            Seed = p.GetValue(_seed),
            Optimizer = new Optimizer.AdamW(WeightDecay: (float)p.GetValue(_decay)),
            LabelSmoothing = (float)p.GetValue(_smoothing),
            Mixup = p.GetValue(_mixup),
        },
        WithValidation = p.GetValue(_withValidation),
        Teachers = p.GetValue(_teachers)!,
        Threads = CommonOptions.AtLeast(1, p.GetValue(_threads), "--threads"),
        Resume = p.GetValue(_resume),
    };

    private static Option<T> With<T>(string name, string description, T value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
