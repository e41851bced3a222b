using System.Globalization;
using Mote.Training;
using Mote.Training.Arithmetic;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mote.Cli;

/// <summary>
/// Shows how training goes: on a terminal a bar that lives, with a line left behind for each epoch; elsewhere (files, logs of machines) the
/// lines alone; nothing where JSON is asked for.
/// </summary>
internal static class TrainingDisplay
{
    /// <summary>Trains, and shows it.</summary>
    /// <param name="console">Where.</param>
    /// <param name="json">Whether JSON is all that may be printed.</param>
    /// <param name="train">Trains; is given whom to tell after each batch, or null for nobody. May be called from any thread.</param>
    /// <returns>What <paramref name="train"/> returns.</returns>
    public static T Run<T>(IAnsiConsole console, bool json, Func<Action<TrainingProgress>?, T> train)
    {
        if (json) return train(null);
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi) return train(p => Line(console, p));
        var status = new StatusColumn();
        var bar = console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 20 }, status);
        return bar.Start(context =>
        {
            var task = context.AddTask("training", maxValue: 1);
            return train(p =>
            {
                status.Latest = p;
                task.Description = $"epoch {p.Epoch}/{p.Epochs}";
                task.Value = p.Share;
                Line(console, p);
            });
        });
    }

    /// <summary>One epoch's result, when it is over.</summary>
    private static void Line(IAnsiConsole console, TrainingProgress p)
    {
        if (!p.EndsEpoch) return;
        var digits = Say($"{p.Epochs}").Length;
        var validation = p.ValidationAccuracy is { } v ? Say($"  validation {100 * v,5:F1} %") : "";
        var left = p.Epoch == p.Epochs ? "" : $"  {Time(p.Left)} left";
        var epoch = Say($"{p.Epoch}").PadLeft(digits);
        // What reconstructs names no class.
        var accuracy = double.IsNaN(p.Accuracy) ? "" : Say($"  accuracy {100 * p.Accuracy,5:F1} %");
        console.Write(new Text(Say($"epoch {epoch}/{p.Epochs}  loss {p.Loss:F4}") + accuracy
            + validation + Say($"  rate {p.LearningRate:0.0####}  {p.ExamplesPerSecond:N0} examples/s") + left + Rounded(p) + "\n"));
    }

    /// <summary>What overflowed, and how many steps moved nothing, where training is in narrow numbers.</summary>
    private static string Rounded(TrainingProgress p)
    {
        if (p.Roundings.Count == 0) return "";
        var saturated = p.Roundings.Sum(r => r.Saturated) / (double)p.Roundings.Sum(r => r.Numbers);
        var lost = p.Roundings.FirstOrDefault(r => r.Role == TensorRole.Updates)?.VanishedShare ?? 0;
        return Say($"  saturated {100 * saturated:0.####} %  steps lost {100 * lost:F1} %");
    }

    /// <summary>"1:05", "2:03:09".</summary>
    internal static string Time(TimeSpan time) => Say(
        $"{(time.TotalHours >= 1 ? Say($"{(long)time.TotalHours}:{time.Minutes:00}") : Say($"{time.Minutes}"))}:{time.Seconds:00}");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is known right now, right of the bar; short enough for a terminal of 80 columns.</summary>
    private sealed class StatusColumn : ProgressColumn
    {
        private volatile TrainingProgress? _latest;

        public TrainingProgress? Latest
        {
            set => _latest = value;
        }

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            _latest is not { } p ? Text.Empty
            : new Text(Say($"loss {p.Loss:F3} ") + (double.IsNaN(p.Accuracy) ? "" : Say($"acc {100 * p.Accuracy:F1}% "))
                + Say($"{p.ExamplesPerSecond:N0}/s {Time(p.Left)} left"));
    }
}
