using Mote.Training.Metrics;
using static Mote.Workflows.Reports.Markup;

namespace Mote.Workflows.Reports;

/// <summary>ROC and DET curves, each class against the rest. Two classes have one curve: the other's is its mirror image.</summary>
internal sealed class DetectionPlots
{
    private static readonly double[] DeviateTicks = [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8];

    private readonly List<(int Label, DetectionCurve Curve)> _curves = [];
    private readonly Dictionary<int, int> _colours;

    public DetectionPlots(Predictions predictions)
    {
        var labels = predictions.Classes == 2 ? [1] : Enumerable.Range(0, predictions.Classes);
        foreach (var label in labels)
            if (DetectionCurve.Of(predictions, label) is { } curve) _curves.Add((label, curve));
        var worst = _curves.OrderByDescending(c => c.Curve.EqualErrorRate()).ThenBy(c => c.Label).Take(PageStyle.Lines);
        _colours = worst.Select(c => c.Label).Order().Select((label, i) => (label, i)).ToDictionary(c => c.label, c => c.i);
    }

    /// <summary>Whether there is anything to draw.</summary>
    public bool Any => _curves.Count > 0;

    /// <summary>Whether some classes are drawn in grey.</summary>
    public bool LeavesSomeGrey => _colours.Count < _curves.Count;

    /// <summary>The square beside a class's name.</summary>
    public string Swatch(int label) =>
        $"<span class=\"swatch\"{(_colours.TryGetValue(label, out var c) ? $" style=\"background:var(--line{c})\"" : "")}></span>";

    public string Roc()
    {
        var plot = new Plot(Axis.Share("false alarms, %"), Axis.Share("hits, %"));
        var chance = $"""<path class="guide" d="{plot.Path([(0, 0), (1, 1)])}"/>""";
        return plot.Svg("ROC curves", chance + Lines(c => plot.Path(c.Points.Select(p => (p.FalseAlarms, p.Hits)))));
    }

    public string Det()
    {
        var plot = new Plot(Deviates("false alarms, %"), Deviates("misses, %"));
        var equal = $"""<path class="guide" d="{plot.Path([(0.001, 0.001), (0.8, 0.8)])}"/>""";
        return plot.Svg("DET curves", equal + Lines(c => plot.Path(c.Points.Select(p => (p.FalseAlarms, p.Misses)))));
    }

    /// <summary>Grey ones first, so that they lie below.</summary>
    private string Lines(Func<DetectionCurve, string> path) =>
        Each(_curves.Where(c => !_colours.ContainsKey(c.Label)), c => $"""<path class="rest" d="{path(c.Curve)}"/>""")
        + Each(_curves.Where(c => _colours.ContainsKey(c.Label)), c =>
            $"""<path class="line" style="stroke:var(--line{_colours[c.Label]})" d="{path(c.Curve)}"/>""");

    private static Axis Deviates(string title)
    {
        var (low, high) = (NormalDeviate.Of(DeviateTicks[0]), NormalDeviate.Of(DeviateTicks[^1]));
        return new Axis(title, share => (NormalDeviate.Of(Math.Clamp(share, DeviateTicks[0], DeviateTicks[^1])) - low) / (high - low),
            [.. DeviateTicks.Select(t => (t, Number(100 * t, "0.#")))]);
    }
}
