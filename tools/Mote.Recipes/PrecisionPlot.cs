using System.Globalization;
using Mote.Formats;

namespace Mote.Recipes;

/// <summary>
/// Test error against epochs as SVG, a line for each kind of numbers, the mean of its seeds. Colours follow the reader's scheme: they are
/// variables that a dark scheme redefines.
/// </summary>
internal static class PrecisionPlot
{
    private const double Width = 880, Height = 440, Left = 58, Right = 302, Top = 64, Bottom = 48, Row = 19, Least = 1.5;

    private static readonly int[] Ticks = [2, 5, 10, 20, 50, 90];

    private sealed record Line(string Label, string Colour, bool Dashed, IReadOnlyList<double> Errors, int Seeds)
    {
        /// <summary>Of the last epochs: one epoch more or less moves the error by tenths.</summary>
        public double Final => Errors.TakeLast(PrecisionRun.Averaged).Average();
    }

    /// <param name="rows">Of all trainings.</param>
    /// <param name="folder">Takes low-precision-fixed16.svg, low-precision-fixed16-steps.svg and low-precision-fp8.svg.</param>
    public static void Write(IReadOnlyList<PrecisionResult> rows, string folder)
    {
        foreach (var (plot, title) in ((string, string)[])[
            (Precisions.Fixed, "LeNet-5 trained in 16-bit fixed point, by bits behind the point"),
            (Precisions.Steps, "The same with a momentum of steps and no loss scale"),
            (Precisions.Float8, "LeNet-5 trained in 8-bit floating point")])
        {
            var lines = Precisions.All.Where(p => p.Plot == plot || p.Arithmetic is null).Select((p, i) => Of(p, rows)).OfType<Line>().ToList();
            if (lines.Count == 0) continue;
            WholeFile.Write(Path.Combine(folder, $"low-precision-{plot}.svg"), System.Text.Encoding.UTF8.GetBytes(Svg(title, lines)));
        }
    }

    private static Line? Of(Precision p, IReadOnlyList<PrecisionResult> rows)
    {
        var own = rows.Where(r => r.Arithmetic == p.Name).ToList();
        if (own.Count == 0) return null;
        var errors = Enumerable.Range(0, own.Min(r => r.ErrorPercentByEpoch.Count)).Select(e => own.Average(r => r.ErrorPercentByEpoch[e])).ToList();
        return new Line(p.Label, p.Colour, p.Dashed, errors, own.Count);
    }

    private static string Svg(string title, List<Line> lines)
    {
        var epochs = lines.Max(l => l.Errors.Count);
        // What never fails needs no room for failing.
        var most = lines.Max(l => l.Errors.Max()) > 25 ? 100 : 25;
        var sorted = lines.OrderByDescending(l => l.Final).ToList();
        var places = Spread([.. sorted.Select(l => Y(l.Errors[^1]))]);
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {N(Width)} {N(Height)}" role="img" aria-label="{title}: test error by epoch">
            <style>
            svg {"{"} --back: #fff; --text: #1d2126; --soft: #5b6470; --grid: #e3e6ea; --a: #2563c9; --b: #0c8f6f; --c: #c07000; --d: #c4325e;
            background: var(--back); font: 13px system-ui, sans-serif {"}"}
            @media (prefers-color-scheme: dark) {"{"} svg {"{"} --back: #14171b; --text: #e8eaed; --soft: #9aa3ad; --grid: #2b3037; --a: #6ea1ff;
            --b: #3dc9a1; --c: #f0a63c; --d: #ff7a9f {"}"} {"}"}
            text {"{"} fill: var(--text) {"}"} .soft {"{"} fill: var(--soft) {"}"} .grid {"{"} stroke: var(--grid) {"}"}
            .line {"{"} fill: none; stroke-width: 2; stroke-linejoin: round {"}"} .tie {"{"} fill: none; stroke-width: 1; stroke-opacity: .45 {"}"}
            </style>
            <rect width="{N(Width)}" height="{N(Height)}" fill="var(--back)"/>
            <text x="{N(Left - 40)}" y="24" font-size="17" font-weight="600">{title}</text>
            <text class="soft" x="{N(Left - 40)}" y="44">10,000 digits of MNIST to train, error on 2,000 others, %</text>
            <text class="soft" x="{N(Width - Right + 44)}" y="44">mean of the last {PrecisionRun.Averaged} epochs</text>
            {string.Concat(Ticks.Where(t => t < most).Select(t => $"<path class=\"grid\" d=\"M{N(Left)} {N(Y(t))}H{N(Width - Right)}\"/><text class=\"soft\" x=\"{N(Left - 8)}\" y=\"{N(Y(t) + 4)}\" text-anchor=\"end\">{t}</text>\n"))}
            {string.Concat(Enumerable.Range(1, epochs).Where(e => e == 1 || e % 5 == 0).Select(e => $"<text class=\"soft\" x=\"{N(X(e))}\" y=\"{N(Height - Bottom + 20)}\" text-anchor=\"middle\">{e}</text>\n"))}
            <text x="{N((Left + Width - Right) / 2)}" y="{N(Height - 8)}" text-anchor="middle">epoch</text>
            {string.Concat(sorted.Select((l, i) => Drawn(l, places[i])))}
            </svg>

            """;

        double Y(double error) =>
            Top + Math.Log(most / Math.Clamp(error, Least, most)) / Math.Log(most / Least) * (Height - Top - Bottom);

        double X(int epoch) => Left + 6 + (epoch - 1.0) / Math.Max(1, epochs - 1) * (Width - Right - Left - 6);

        string Drawn(Line l, double place)
        {
            var (from, dash) = (Width - Right + 44, l.Dashed ? " stroke-dasharray=\"6 4\"" : "");
            var seeds = (l.Seeds > 1 ? $", {l.Seeds} seeds" : "") + (l.Errors.Count < epochs ? $", {l.Errors.Count} epochs" : "");
            var points = string.Join('L', l.Errors.Select((e, i) => $"{N(X(i + 1))} {N(Y(e))}"));
            return $"""
                <g stroke="var(--{l.Colour})"><path class="line" d="M{points}"{dash}{(l.Colour == "text" ? " style=\"stroke-width:3\"" : "")}/>
                <path class="tie" d="M{N(X(l.Errors.Count) + 3)} {N(Y(l.Errors[^1]))}L{N(from - 32)} {N(place)}"/>
                <path class="line" d="M{N(from - 30)} {N(place)}h24"{dash}/></g>
                <text x="{N(from)}" y="{N(place + 4)}">{l.Final.ToString("0.00", CultureInfo.InvariantCulture)} <tspan class="soft">{l.Label}{seeds}</tspan></text>

                """;
        }
    }

    /// <summary>Places for labels near these heights, from above, each a row below the one before.</summary>
    private static double[] Spread(double[] heights)
    {
        var places = heights.ToArray();
        for (var i = 1; i < places.Length; i++) places[i] = Math.Max(places[i], places[i - 1] + Row);
        var bottom = Height - Bottom;
        for (var i = places.Length - 1; i >= 0; i--)
        {
            places[i] = Math.Min(places[i], bottom);
            bottom = places[i] - Row;
        }
        return places;
    }

    private static string N(double x) => Math.Round(x, 1).ToString(CultureInfo.InvariantCulture);
}
