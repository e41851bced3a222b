using Mote.Training.Metrics;
using static Mote.Workflows.Reports.Markup;

namespace Mote.Workflows.Reports;

/// <summary>The confusion matrix as a heat map: rows are true classes, their shares colour the cells, errors in another colour.</summary>
internal static class ConfusionPlot
{
    private const int NameCharacters = 16;

    private const double Character = 6.6, Margin = 52;

    public static string Svg(Evaluation e)
    {
        var n = e.Classes.Length;
        var cell = Math.Clamp(400.0 / n, 26, 60);
        var names = 10 + Character * Math.Clamp(e.Classes.Max(c => c.Name.Length), "precision".Length, NameCharacters);
        var (left, top) = (names + 6, 26 + 0.78 * names);
        var (width, height) = (left + n * cell + Margin + 0.5 * names, top + n * cell + 26);
        return $"""
            <svg viewBox="0 0 {N(width)} {N(height)}" role="img" aria-label="Confusion matrix" style="width:{N(width)}px">
            <text class="soft" x="0" y="14">is ↓ called →</text>
            {Each(e.Classes, (c, i) => Names(c, i))}
            <path fill="var(--grid)" fill-opacity=".55" d="{Each(Enumerable.Range(0, n * n), i => Square(i % n, i / n))}"/>
            {Each(Enumerable.Range(0, n * n), i => Cell(e, i / n, i % n, left + i % n * cell, top + i / n * cell, cell))}
            <text class="soft" x="{N(left + n * cell + 8)}" y="{N(top - 8)}">recall</text>
            <text class="soft" x="{N(left - 8)}" y="{N(top + n * cell + 18)}" text-anchor="end">precision</text>
            </svg>
            """;

        string Square(int column, int row) =>
            $"M{N(left + column * cell + 1)} {N(top + row * cell + 1)}h{N(cell - 2)}v{N(cell - 2)}h{N(2 - cell)}z";

        string Names(ClassEvaluation c, int i)
        {
            var (name, middle) = (Short(c.Name, NameCharacters), (i + 0.5) * cell);
            return $"""
                <text x="{N(left - 8)}" y="{N(top + middle + 4)}" text-anchor="end">{name}</text>
                <text transform="translate({N(left + middle + 4)} {N(top - 8)}) rotate(-50)">{name}</text>
                <text class="soft" x="{N(left + n * cell + 8)}" y="{N(top + middle + 4)}">{Percents(c.Recall)}</text>
                <text class="soft" x="{N(left + middle)}" y="{N(top + n * cell + 18)}" text-anchor="middle"
                font-size="{(cell < 32 ? 10 : 12)}">{(cell < 40 ? Number(100 * c.Precision, "0") : Percents(c.Precision))}</text>

                """;
        }
    }

    private static string Cell(Evaluation e, int label, int predicted, double x, double y, double cell)
    {
        var (count, support) = (e.Confusion[label][predicted], e.Classes[label].Examples);
        if (count == 0) return "";
        // A few errors among many should be seen, so the colour rises steeply from nothing.
        var strength = Math.Pow(count / (double)support, 0.6);
        var colour = label == predicted ? "good" : "bad";
        return $"""
            <g><title>{Text(e.Classes[label].Name)} called {Text(e.Classes[predicted].Name)}: {count} of {support}</title>
            <rect x="{N(x + 1)}" y="{N(y + 1)}" width="{N(cell - 2)}" height="{N(cell - 2)}"
            fill="var(--{colour})" fill-opacity="{Number(strength, "0.##")}"/>
            <text x="{N(x + cell / 2)}" y="{N(y + cell / 2 + 4)}" text-anchor="middle"
            font-size="{(cell < 32 ? 10 : 12)}"{Contrast()}>{count}</text></g>

            """;

        string Contrast() => strength > 0.6 ? $" style=\"fill:var(--on-{colour})\"" : "";
    }
}
