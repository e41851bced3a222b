using static Mote.Workflows.Reports.Markup;

namespace Mote.Workflows.Reports;

/// <summary>An axis: where a number stands and which are written.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Place">From a number to [0, 1].</param>
/// <param name="Ticks">Numbers and how they are written.</param>
internal sealed record Axis(string Title, Func<double, double> Place, IReadOnlyList<(double Value, string Label)> Ticks)
{
    /// <summary>A share from <paramref name="low"/> to 1.</summary>
    public static Axis Share(string title, double low = 0) => new(title, v => (v - low) / (1 - low),
        [.. Enumerable.Range(0, 6).Select(i => low + (1 - low) * i / 5).Select(v => (v, Number(100 * v, "0")))]);
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
        {Each(x.Ticks, t => $"""<text class="soft" x="{N(X(t.Value))}" y="{N(height - Bottom + 16)}" text-anchor="middle">{t.Label}</text>""")}
        {Each(y.Ticks, t => $"""<text class="soft" x="{N(Left - 7)}" y="{N(Y(t.Value) + 4)}" text-anchor="end">{t.Label}</text>""")}
        <text x="{N((Left + Width - Right) / 2)}" y="{N(height - 6)}" text-anchor="middle">{Text(x.Title)}</text>
        <text transform="translate(13 {N((Top + height - Bottom) / 2)}) rotate(-90)" text-anchor="middle">{Text(y.Title)}</text>
        </svg>
        """;

    /// <summary>A path through points, without those that nobody could tell from the one before.</summary>
    public string Path(IEnumerable<(double X, double Y)> points)
    {
        var (path, last) = (new List<string>(), (X: double.NaN, Y: double.NaN));
        var all = points.Select(p => (X: X(p.X), Y: Y(p.Y))).ToList();
        for (var i = 0; i < all.Count; i++)
        {
            var p = all[i];
            if (i > 0 && i < all.Count - 1 && Math.Abs(p.X - last.X) + Math.Abs(p.Y - last.Y) < 0.4) continue;
            path.Add($"{(path.Count == 0 ? 'M' : 'L')}{N(p.X)} {N(p.Y)}");
            last = p;
        }
        return string.Concat(path);
    }
}
