using Mote.Training.Metrics;
using static Mote.Workflows.Reports.Markup;

namespace Mote.Workflows.Reports;

/// <summary>Accuracy of each group with the bounds of its examples, worst first; the band is the mean of groups with its bounds.</summary>
internal static class GroupPlot
{
    /// <summary>More than this are not drawn: the worst are, and a line says how many are left out.</summary>
    private const int Shown = 40;

    private const double Row = 20, Left = 118, Right = 46, Top = 8;

    public static string Svg(GroupAccuracy groups)
    {
        var shown = groups.Groups.Take(Shown).ToList();
        var axis = Axis.Share("", Math.Min(4, (int)(5 * shown.Min(g => g.Accuracy.Low))));
        var more = groups.Groups.Length - shown.Count;
        var bottom = Top + Row * shown.Count + 6;
        return $"""
            <svg viewBox="0 0 {N(Plot.Width)} {N(bottom + 36)}" role="img" aria-label="Accuracy by group" style="max-width:620px">
            <rect x="{N(X(groups.Mean.Low))}" y="{N(Top)}" width="{N(X(groups.Mean.High) - X(groups.Mean.Low))}" height="{N(bottom - Top)}"
            fill="var(--good)" fill-opacity=".14"/>
            {Each(axis.Ticks, t => $"""
                <path class="grid" d="M{N(X(t.Value))} {N(Top)}V{N(bottom)}"/>
                <text class="soft" x="{N(X(t.Value))}" y="{N(bottom + 15)}" text-anchor="middle">{t.Label}</text>
                """)}
            <path class="guide" d="M{N(X(groups.Mean.Value))} {N(Top)}V{N(bottom)}"/>
            {Each(shown, Line)}
            <path class="axis" d="M{N(Left)} {N(bottom)}H{N(Plot.Width - Right)}"/>
            <text x="{N((Left + Plot.Width - Right) / 2)}" y="{N(bottom + 32)}" text-anchor="middle">right, %</text>
            </svg>{(more == 0 ? "" : $"<p class=\"note\">and {more} better groups</p>")}
            """;

        double X(double share) => Left + Math.Max(0, axis.Place(share)) * (Plot.Width - Left - Right);

        string Line(GroupScore g, int i)
        {
            var y = Top + Row * (i + 0.5) + 3;
            return $"""
                <g><title>{Text(g.Group)}: {Percent(g.Accuracy.Value)} of {g.Examples}</title>
                <text x="{N(Left - 10)}" y="{N(y + 4)}" text-anchor="end">{Short(g.Group, 15)}</text>
                <path d="M{N(X(g.Accuracy.Low))} {N(y)}H{N(X(g.Accuracy.High))}" stroke="var(--good)" stroke-width="2" stroke-opacity=".5"/>
                <circle cx="{N(X(g.Accuracy.Value))}" cy="{N(y)}" r="4" fill="var(--good)"/>
                <text class="soft" x="{N(Plot.Width)}" y="{N(y + 4)}" text-anchor="end">{Percents(g.Accuracy.Value)}</text></g>

                """;
        }
    }
}
