using Mote.Training.Metrics;
using static Mote.Workflows.Reports.Markup;

namespace Mote.Workflows.Reports;

/// <summary>An evaluation as a page.</summary>
public static class EvaluationPage
{
    private const int ConfusionsShown = 8;

    /// <returns>HTML; the same for the same result.</returns>
    public static string Html(EvaluateResult result)
    {
        var (report, e) = (result.Report, result.Report.Evaluation);
        var plots = new DetectionPlots(result.Predictions);
        var lead = $"{Count(e.Examples - report.Mistakes)} of {Count(e.Examples)} {report.Split} examples right. "
            + $"The model's outputs were taken for {report.Outputs}.";
        string[] drawings = [.. Curves(plots), Reliability(e), .. e.Groups is { } groups ? [Groups(groups)] : Array.Empty<string>()];
        return Page.Of(
            $"Evaluation of {report.Model}", lead, Figures(e), Confusion(e), Classes(e, plots), Page.Row(drawings), Worst(report));
    }

    private static string Figures(Evaluation e)
    {
        var (a, c) = (e.Accuracy, e.Calibration);
        var groups = e.Groups is not { } g ? ""
            : Page.Figure("Worst group", Percent(g.Worst.Accuracy.Value), $"{Text(g.Worst.Group)}; mean {Percents(g.Mean.Value)}, "
                + $"spread {Percents(g.Spread)}");
        var two = e.TopTwo is { } t ? Page.Figure("Among the two likeliest", Percent(t), "true class") : "";
        var calibration = Page.Figure(
            "Calibration error", Percent(c.ExpectedError), $"Brier {Number(c.Brier)}, NLL {Number(c.NegativeLogLikelihood)}");
        return $"""
            <dl>{Page.Figure("Accuracy", Percent(a.Value), $"95 %: {Percents(a.Low)} to {Percents(a.High)}")}
            {Page.Figure("Macro F1", Percent(e.MacroF1), $"balanced accuracy {Percents(e.BalancedAccuracy)}")}
            {groups}{two}
            {calibration}</dl>
            """;
    }

    private static string Confusion(Evaluation e)
    {
        var confusions = e.Confusion.SelectMany((row, label) => row.Select((count, predicted) => (label, predicted, count)))
            .Where(c => c.label != c.predicted && c.count > 0)
            .OrderByDescending(c => c.count).ThenBy(c => (c.label, c.predicted)).Take(ConfusionsShown).ToList();
        var list = confusions.Count == 0 ? "<p>None.</p>" : $"""
            <table><tr><th>is</th><th>called</th><th class="r">examples</th><th class="r">of its class</th></tr>
            {Each(confusions, c => $"""
                <tr><td>{Text(e.Classes[c.label].Name)}</td><td>{Text(e.Classes[c.predicted].Name)}</td><td class="r">{Count(c.count)}</td>
                <td class="r">{Percent(c.count / (double)e.Classes[c.label].Examples)}</td></tr>
                """)}</table>
            """;
        return Page.Section("Confusion", "Rows are what examples are, columns what they were called; colour is the share of the row.",
            $"<div class=\"beside\">{Page.Scroll(ConfusionPlot.Svg(e))}<div><h3>Most frequent errors</h3>{Page.Scroll(list)}</div></div>");
    }

    private static string Classes(Evaluation e, DetectionPlots plots)
    {
        var grey = plots.LeavesSomeGrey ? $" Curves of the {PageStyle.Lines} classes with the highest EER are coloured." : "";
        return Page.Section("Classes",
            "AUC: area under the ROC curve, the class against the rest. EER: where misses and false alarms are equal. "
                + $"Missed at 1 %: share missed with at most 1 % false alarms.{grey}",
            Page.Scroll($"""
                <table><tr><th>class</th><th class="r">examples</th><th class="r">precision %</th><th class="r">recall %</th>
                <th class="r">F1 %</th><th class="r">AUC</th><th class="r">EER %</th><th class="r">missed at 1 %</th></tr>
                {Each(e.Classes, (c, i) => $"""
                    <tr><td class="n">{plots.Swatch(i)}{Text(c.Name)}</td><td class="r">{Count(c.Examples)}</td>
                    <td class="r">{Percents(c.Precision)}</td><td class="r">{Percents(c.Recall)}</td>
                    <td class="r">{Percents(c.F1)}<span class="bar"><i style="width:{N(100 * c.F1)}%"></i></span></td>
                    <td class="r">{(c.Area is { } a ? Number(a) : "–")}</td><td class="r">{Share(c.EqualErrorRate)}</td>
                    <td class="r">{Share(c.MissesAt1Percent)}</td></tr>

                    """)}</table>
                """));

        static string Share(double? share) => share is { } s ? Percents(s) : "–";
    }

    private static IEnumerable<string> Curves(DetectionPlots plots) => !plots.Any ? [] :
    [
        Page.Section("ROC", "Hits against false alarms, each class against the rest; the dashed line is chance.", plots.Roc()),
        Page.Section("DET", "Misses against false alarms on normal deviates: lower left is better, dashed is the EER.", plots.Det()),
    ];

    private static string Reliability(Evaluation e) => Page.Section("Calibration",
        "How often the model is right (the strokes) when it is so sure: on the dashed line, probabilities mean what they say. Red is the "
            + "difference, above the line too modest, below it too sure.",
        ReliabilityPlot.Svg(e.Calibration));

    private static string Groups(GroupAccuracy g) => Page.Section("Groups",
        $"{g.Groups.Length} groups, worst first, with 95 % bounds. Mean {Percents(g.Mean.Value)} ({Percents(g.Mean.Low)} to "
            + $"{Percents(g.Mean.High)}, the band), spread {Percents(g.Spread)}.", GroupPlot.Svg(g));

    private static string Worst(EvaluateReport report)
    {
        if (report.Mistakes == 0) return Page.Section("Worst examples", "None is wrong.", "");
        var grouped = report.Worst.Any(m => m.Group.Length > 0);
        return Page.Section("Worst examples",
            $"{Count(report.Worst.Length)} of {Count(report.Mistakes)} mistakes, those with the least probability of the true class.",
            Page.Scroll($"""
                <table><tr><th>example</th>{(grouped ? "<th>group</th>" : "")}<th>is</th><th>called</th><th class="r">with</th>
                <th class="r">true class</th></tr>
                {Each(report.Worst, m => $"""
                    <tr><td class="id">{Text(m.Example)}</td>{(grouped ? $"<td>{Text(m.Group)}</td>" : "")}<td>{Text(m.Label)}</td>
                    <td>{Text(m.Predicted)}</td><td class="r">{Percent(m.Probability)}</td>
                    <td class="r">{Percent(m.LabelProbability)}</td></tr>

                    """)}</table>
                """));
    }
}
