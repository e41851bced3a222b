using Mote.Workflows.Compressing;
using Mote.Workflows.Compressing.Searching;
using static Mote.Workflows.Reports.Markup;

namespace Mote.Workflows.Reports;

/// <summary>A search for a small model as a page: what was tried, what it cost, what each step gave.</summary>
public static class BudgetPage
{
    private static readonly int[] s_round = [1, 2, 5, 10];

    /// <returns>HTML; the same for the same result.</returns>
    public static string Html(BudgetReport r)
    {
        var start = r.Points[0];
        var lead = $"{Text(r.Best.Plan)}: {(r.Met ? "all that was asked for holds" : "<b>not all that was asked for holds</b>")}. "
            + $"Compile with <code>{Text(r.Best.Figures.Options)}</code>.";
        return Page.Of($"{r.Model}, compressed for {r.Target}", lead, Figures(r, start),
            Page.Row(Flash(r), Instructions(r)), Steps(r), Points(r));
    }

    private static string Figures(BudgetReport r, CompressionPoint start)
    {
        var (best, test) = (r.Best, r.Test is { } t ? $"test {Percents(t)}, float {Percents(r.TestBefore!.Value)}" : "");
        return $"""
            <dl>{Page.Figure(
                "Validation", Percent(best.Validation), $"{(r.MinAccuracy is { } a ? $"at least {Percents(a)}; " : "")}{test}")}
            {Page.Figure("Flash", Count(best.Figures.FlashBytes), $"{Most(r.FlashBudget)}int8: {Count(start.Figures.FlashBytes)}")}
            {Page.Figure("RAM", Count(best.Figures.RamBytes), $"{Most(r.RamBudget)}int8: {Count(start.Figures.RamBytes)}")}
            {Page.Figure("Instructions", best.Figures.Instructions is { } i ? Count(i) : "–",
                $"{Most(r.InstructionBudget)}int8: {(start.Figures.Instructions is { } s ? Count(s) : "–")}")}</dl>
            """;

        static string Most(long? budget) => budget is { } b ? $"at most {Count(b)}; " : "";
    }

    private static string Flash(BudgetReport r) => Page.Section("Accuracy against flash",
        "Filled: trained wholly; hollow: trials with a part of the epochs; square: int8 as it was. "
            + "The line joins what nothing beats in both.",
        Drawing(r, "flash, kB", p => p.Figures.FlashBytes / 1000.0, r.FlashBudget / 1000.0));

    private static string Instructions(BudgetReport r) => Page.Section("Accuracy against instructions",
        "The same networks by what an inference executes.",
        r.Points.All(p => p.Figures.Instructions is null) ? "<p>The target cannot count them.</p>"
            : Drawing(r, "instructions, millions", p => p.Figures.Instructions!.Value / 1e6, r.InstructionBudget / 1e6));

    private static string Drawing(BudgetReport r, string title, Func<CompressionPoint, double> cost, double? budget)
    {
        var (least, most) = (r.Points.Min(p => p.Validation), r.Points.Max(p => p.Validation));
        if (r.MinAccuracy is { } gate) (least, most) = (Math.Min(least, gate), Math.Max(most, gate));
        var room = Math.Max(0.005, 0.08 * (most - least));
        var plot = new Plot(Ticked(title, 0, 1.05 * Math.Max(budget ?? 0, r.Points.Max(cost)), 1),
            Ticked("validation, %", least - room, Math.Min(1, most + room), 100));
        var line = new List<CompressionPoint>();
        foreach (var p in r.Points.OrderBy(cost).ThenByDescending(p => p.Validation))
            if (line.Count == 0 || p.Validation > line[^1].Validation) line.Add(p);
        return plot.Svg(title, $"""
            {(budget is { } b ? $"""<path class="guide" d="M{N(plot.X(b))} 8V288"/>""" : "")}
            {(r.MinAccuracy is { } a ? $"""<path class="guide" d="M50 {N(plot.Y(a))}H368"/>""" : "")}
            <path class="line" style="stroke:var(--line0)" d="{plot.Path(line.Select(p => (cost(p), p.Validation)))}"/>
            {Each(r.Points, p => Mark(plot, p, cost(p), p.Name == r.Best.Name))}
            """);
    }

    private static string Mark(Plot plot, CompressionPoint p, double cost, bool best)
    {
        var (x, y, colour) = (plot.X(cost), plot.Y(p.Validation), best ? "var(--line1)" : "var(--line0)");
        var fill = p.Name[0] == 'r' ? colour : "var(--card)";
        var shape = p.Name == "int8"
            ? $"""<rect x="{N(x - 4)}" y="{N(y - 4)}" width="8" height="8" style="fill:var(--muted)"/>"""
            : $"""<circle cx="{N(x)}" cy="{N(y)}" r="4.5" style="stroke:{colour};stroke-width:1.8;fill:{fill}"/>""";
        var label = p.Name == "int8" ? "int8" : p.Name[0] == 'r' ? "" : p.Name.Split(' ')[^1];
        var text = label.Length == 0 ? "" : $"""<text class="soft" x="{N(x + 7)}" y="{N(y - 5)}" font-size="10">{label}</text>""";
        return $"<g><title>{Text(p.Name)}: {Text(p.Plan)}</title>{shape}{text}</g>";
    }

    /// <summary>From one number to another, with marks at round ones.</summary>
    private static Axis Ticked(string title, double low, double high, double unit)
    {
        var raw = (high - low) * unit / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = s_round.First(s => s * power >= raw) * power;
        var ticks = new List<(double, string)>();
        for (var i = (long)Math.Ceiling(low * unit / step); i * step <= high * unit; i++)
            ticks.Add((i * step / unit, Number(i * step, "0.###")));
        return new Axis(title, v => (v - low) / (high - low), ticks);
    }

    private static string Steps(BudgetReport r) => Page.Section("What each step gave",
        "Each network as integers on the device: stages before the last one are calibrated, not trained with their roundings.",
        Page.Scroll($"""
            <table><tr><th>step</th><th class="r">validation %</th><th class="r">weights</th><th class="r">zeros %</th>
            <th class="r">entropy, bytes</th>
            <th class="r">flash, bytes</th><th class="r">RAM, bytes</th><th class="r">instructions</th></tr>
            {Each(r.Steps, s => $"""
                <tr><td>{Text(s.Step)}</td><td class="r">{Percents(s.Validation)}</td><td class="r">{Count(s.Weights)}</td>
                <td class="r">{Percents(s.Zeros / (double)s.Weights)}</td><td class="r">{Count((long)s.EntropyBytes)}</td>
                {Device(s.Figures)}</tr>

                """)}</table>
            """));

    private static string Points(BudgetReport r) => Page.Section("What was tried",
        "In order. A model that does not compute on the device what the host computes would say so here.",
        Page.Scroll($"""
            <table><tr><th></th><th>plan</th><th class="r">validation %</th><th class="r">MACs</th><th class="r">flash, bytes</th>
            <th class="r">RAM, bytes</th><th class="r">instructions</th><th>fits</th></tr>
            {Each(r.Points, p => $"""
                <tr><td class="n">{Text(p.Name)}</td><td>{Text(p.Plan)}</td><td class="r">{Percents(p.Validation)}</td>
                <td class="r">{Count(p.Macs)}</td>{Device(p.Figures)}
                <td>{(p.Fits ? "yes" : "no")}{(p.Figures.Exact ? "" : ", <b>differs</b>")}</td></tr>

                """)}</table>
            """));

    private static string Device(ProgramFigures f) => $"<td class=\"r\">{Count(f.FlashBytes)}</td><td class=\"r\">{Count(f.RamBytes)}</td>"
        + $"<td class=\"r\">{(f.Instructions is { } i ? Count(i) : "–")}</td>";
}
