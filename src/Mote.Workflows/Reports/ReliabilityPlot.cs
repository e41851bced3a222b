using Mote.Training.Metrics;
using static Mote.Workflows.Reports.Markup;

namespace Mote.Workflows.Reports;

/// <summary>How often a model is right against how sure it says it is, with the number of examples of each sureness below.</summary>
internal static class ReliabilityPlot
{
    public static string Svg(CalibrationSummary calibration)
    {
        var plot = new Plot(Axis.Share("highest probability, %"), Axis.Share("right, %"));
        var diagonal = $"""<path class="guide" d="{plot.Path([(0, 0), (1, 1)])}"/>""";
        var most = calibration.Bins.Max(b => b.Examples);
        return plot.Svg("Reliability diagram", Each(calibration.Bins, b => Bar(plot, b)) + diagonal) + Histogram();

        string Histogram()
        {
            const double Height = 54;
            var bars = Each(calibration.Bins, b => $"""
                <rect x="{N(plot.X(b.Low) + 1)}" y="{N(Height - Tall(b))}"
                width="{N(plot.X(b.High) - plot.X(b.Low) - 2)}" height="{N(Tall(b))}"
                fill="var(--muted)" fill-opacity=".55"><title>{Count(b.Examples)} examples</title></rect>
                """);
            return $"""
                <svg viewBox="0 0 {N(Plot.Width)} {N(Height + 18)}" role="img" aria-label="Examples by highest probability"
                style="max-width:520px">
                {bars}<path class="axis" d="M{N(plot.X(0))} {N(Height)}H{N(plot.X(1))}"/>
                <text class="soft" x="{N((plot.X(0) + plot.X(1)) / 2)}" y="{N(Height + 15)}"
                text-anchor="middle">examples (most: {Count(most)})</text>
                </svg>
                """;

            double Tall(ReliabilityBin b) => Math.Max(1, (Height - 6) * b.Examples / most);
        }
    }

    private static string Bar(Plot plot, ReliabilityBin b)
    {
        var (left, width) = (plot.X(b.Low) + 1, plot.X(b.High) - plot.X(b.Low) - 2);
        var (right, said) = (plot.Y(b.Accuracy), plot.Y(b.Confidence));
        var (upper, lower) = (Math.Min(right, said), Math.Max(right, said));
        return $"""
            <g><title>said {Percent(b.Confidence)}, right {Percent(b.Accuracy)}: {Count(b.Examples)} examples</title>
            <rect x="{N(left)}" y="{N(lower)}" width="{N(width)}" height="{N(plot.Y(0) - lower)}" fill="var(--good)" fill-opacity=".8"/>
            <rect x="{N(left)}" y="{N(upper)}" width="{N(width)}" height="{N(lower - upper)}" fill="var(--bad)" fill-opacity=".6"/>
            <path d="M{N(left)} {N(right)}h{N(width)}" stroke="var(--text)" stroke-width="2"/></g>

            """;
    }
}
