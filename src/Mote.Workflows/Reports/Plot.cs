using static Mote.Workflows.Reports.Markup;

namespace Mote.Workflows.Reports;

/// <summary>An axis: where a number stands and which are written.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Place">From a number to [0, 1].</param>
/// <param name="Ticks">Numbers and how they are written.</param>
internal sealed record Axis(string Title, Func<double, double> Place, IReadOnlyList<(double Value, string Label)> Ticks)
{
    /// <summary>A share from so many fifths to 1.</summary>
    public static Axis Share(string title, int fifths = 0)
    {
        var (low, step) = (20 * fifths, fifths < 3 ? 20 : fifths < 4 ? 10 : 5);
        return new Axis(title, v => (100 * v - low) / (100 - low),
            [.. Enumerable.Range(0, (100 - low) / step + 1).Select(i => low + i * step).Select(v => (v / 100.0, $"{v}"))]);
    }
}

/// <summary>The frame of a drawing with two axes, sized so that its writing stays readable on a telephone.</summary>
internal sealed class Plot(Axis x, Axis y, double height = 330)
{
    public const double Width = 380;

    private const double Left = 50, Right = 12, Top = 8, Bottom = 42;

    public double X(double value) => Left + Math.Clamp(x.Place(value), 0, 1) * (Width - Left - Right);

    public double Y(double value) => height - Bottom - Math.Clamp(y.Place(value), 0, 1) * (height - Top - Bottom);

    /// <summary>Frame, grid and what is drawn in it.</summary>
    /// <param name="name">Says to those who cannot see it what it shows.</param>
    /// <param name="content">Markup in the plot's coordinates.</param>
    public string Svg(string name, string content) => $"""
        <svg viewBox="0 0 {N(Width)} {N(height)}" role="img" aria-label="{Text(name)}" style="max-width:520px">
        {Each(x.Ticks, t => $"""<path class="grid" d="M{N(X(t.Value))} {N(Top)}V{N(height - Bottom)}"/>""")}
        {Each(y.Ticks, t => $"""<path class="grid" d="M{N(Left)} {N(Y(t.Value))}H{N(Width - Right)}"/>""")}
        {content}
        <path class="axis" d="M{N(Left)} {N(Top)}V{N(height - Bottom)}H{N(Width - Right)}"/>
        <g text-anchor="middle">{Each(x.Ticks, t => Tick(X(t.Value), height - Bottom + 16, t.Label))}</g>
        <g text-anchor="end">{Each(y.Ticks, t => Tick(Left - 7, Y(t.Value) + 4, t.Label))}</g>
        <text x="{N((Left + Width - Right) / 2)}" y="{N(height - 6)}" text-anchor="middle">{Text(x.Title)}</text>
        <text transform="translate(13 {N((Top + height - Bottom) / 2)}) rotate(-90)" text-anchor="middle">{Text(y.Title)}</text>
        </svg>
        """;

    private static string Tick(double x, double y, string label) => $"""<text class="soft" x="{N(x)}" y="{N(y)}">{label}</text>""";

    /// <summary>A path through points, without those that nobody could tell from the one before and those within a straight run.</summary>
    public string Path(IEnumerable<(double X, double Y)> points)
    {
        var all = points.Select(p => (X: Math.Round(X(p.X), 1), Y: Math.Round(Y(p.Y), 1))).ToList();
        var kept = new List<(double X, double Y)>();
        for (var i = 0; i < all.Count; i++)
        {
            var p = all[i];
            if (kept.Count > 0 && i < all.Count - 1 && Math.Abs(p.X - kept[^1].X) + Math.Abs(p.Y - kept[^1].Y) < 0.4) continue;
            if (kept.Count > 1 && ((p.X == kept[^1].X && p.X == kept[^2].X) || (p.Y == kept[^1].Y && p.Y == kept[^2].Y))) kept[^1] = p;
            else kept.Add(p);
        }
        return "M" + string.Join('L', kept.Select(p => $"{N(p.X)} {N(p.Y)}"));
    }
}
