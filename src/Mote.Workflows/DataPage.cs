using System.Globalization;
using System.Net;
using System.Text;
using Mote.Core.Types;
using Mote.Data;

namespace Mote.Workflows;

/// <summary>A dataset as a page of its own: no scripts, nothing loaded from elsewhere, the same bytes for the same dataset.</summary>
public static class DataPage
{
    /// <summary>Examples shown of each class, and names listed of anything suspicious.</summary>
    private const int ShownExamples = 4, Listed = 200;

    /// <summary>Classes whose examples are shown; of a hundred classes a page would be too long to load.</summary>
    private const int ShownClasses = 40;

    private static readonly string[] Splits = ["train", "validation", "test"];

    /// <exception cref="Mote.Core.Diagnostics.MoteException">MOTE0507: the dataset is damaged.</exception>
    public static string Html(Dataset dataset, DatasetSummary summary, string name)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Append("<meta name=\"color-scheme\" content=\"light dark\"><title>").Append(Escaped(name))
            .Append(" &middot; dataset</title><style>")
            .Append(DataPageStyle.Css).Append("</style></head><body><main>");
        Head(page, dataset, summary, name);
        Findings(page, summary);
        Classes(page, summary);
        SplitTable(page, summary);
        Examples(page, dataset, summary);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Head(StringBuilder page, Dataset dataset, DatasetSummary s, string name)
    {
        var shape = dataset.Manifest.Shape.Skip(1).ToArray();
        var what = shape is [var height, var width, var colours] && colours is 1 or 3
            ? $"{(colours == 3 ? "coloured" : "grey")} pictures of {height} &times; {width} pixels"
            : s.WindowSeconds is { } seconds && dataset.Manifest.Window > 1
                ? $"{Number(seconds)} s at {Rate(s.Rate!.Value)}{(shape.Length > 1 ? $", {shape[1]} channels" : "")}"
                : string.Join(" &times; ", shape) + " values";
        page.Append($"<header><h1>{Escaped(name)}</h1><p class=\"lead\">{what}</p><dl class=\"facts\">");
        Fact("examples", Count(s.All.Examples));
        Fact("recordings", Count(s.All.Recordings));
        Fact("classes", Count(s.Classes.Length));
        if (s.All.Groups > 0) Fact("groups", Count(s.All.Groups));
        if (s.All.Seconds is { } all) Fact("in all", Duration(all));
        Fact("stored as", dataset.Manifest.Element == "i8" ? "8-bit integers" : "16-bit integers");
        page.Append("</dl></header>");

        void Fact(string what, string value) => page.Append($"<div><dt>{what}</dt><dd>{value}</dd></div>");
    }

    private static void Findings(StringBuilder page, DatasetSummary s)
    {
        var across = s.Duplicates.Where(d => d.AcrossSplits).ToArray();
        var within = s.Duplicates.Where(d => !d.AcrossSplits).ToArray();
        page.Append("<section><h2>What to look at</h2><ul class=\"findings\">");
        var found = false;
        Finding("bad", s.Leaks.Length, "group is in several splits", "groups are in several splits",
            "What is tested was partly trained on: scores will be too good.",
            s.Leaks.Select(l => $"{l.Group}: {string.Join(", ", l.Splits)}"));
        Finding("bad", across.Length, "recording is in several splits, byte for byte", "recordings are in several splits, byte for byte",
            "What is tested was trained on.", across.Select(Text));
        Finding("bad", within.Count(d => d.AcrossClasses), "recording bears two labels", "recordings bear two labels",
            "One of them is wrong.",
            within.Where(d => d.AcrossClasses).Select(Text));
        Finding("warn", within.Count(d => !d.AcrossClasses), "recording is there twice", "recordings are there twice",
            "They count double in training.",
            within.Where(d => !d.AcrossClasses).Select(Text));
        Finding("warn", s.Clipped.Length, "recording is clipped", "recordings are clipped",
            "Several values in a row at full scale, or beyond what is stored.", s.Clipped);
        Finding("warn", s.Silent.Length, "recording is silent", "recordings are silent", "Nothing happens in them.", s.Silent);
        foreach (var split in s.Splits.Where(x => x.All.Examples == 0))
        {
            found = true;
            page.Append($"<li class=\"warn\"><p><strong>Nothing is for {split.Name}</strong></p></li>");
        }
        if (s.Imbalance is > 3 and var times)
        {
            found = true;
            page.Append($"<li class=\"warn\"><p><strong>The largest class has {Number(times)} times the examples of the smallest</strong> ")
                .Append("Weigh the classes in training, and look at each class's score.</p></li>");
        }
        if (!found)
            page.Append("<li class=\"good\"><p><strong>Nothing suspicious</strong> No leaks, duplicates, clipping or silence.</p></li>");
        page.Append("</ul></section>");

        void Finding(string severity, int count, string one, string several, string why, IEnumerable<string> names)
        {
            if (count == 0) return;
            found = true;
            page.Append($"<li class=\"{severity}\"><details><summary><strong>{Count(count)} {(count == 1 ? one : several)}</strong> ")
                .Append($"{why}</summary><ul>");
            foreach (var name in names.Take(Listed)) page.Append($"<li>{Escaped(name)}</li>");
            page.Append(count > Listed ? $"<li>and {Count(count - Listed)} more</li></ul></details></li>" : "</ul></details></li>");
        }
    }

    private static void Classes(StringBuilder page, DatasetSummary s)
    {
        var most = Math.Max(1, s.Classes.Max(c => c.All.Examples));
        page.Append("<section><h2>Examples by class</h2><p class=\"legend\">");
        foreach (var split in Splits) page.Append($"<span><i class=\"{split}\"></i>{split}</span>");
        page.Append("</p><div class=\"bars\">");
        foreach (var c in s.Classes)
        {
            page.Append($"<div class=\"name\">{Escaped(Label(c.Name))}</div><div class=\"bar\" role=\"img\" aria-label=\"")
                .Append(string.Join(", ", Splits.Select((n, i) => $"{Count(c.BySplit[i])} {n}"))).Append("\">");
            for (var i = 0; i < Splits.Length; i++)
                if (c.BySplit[i] > 0)
                    page.Append($"<b class=\"{Splits[i]}\" style=\"width:{Number(100.0 * c.BySplit[i] / most)}%\" ")
                        .Append($"title=\"{Count(c.BySplit[i])} {Splits[i]}\"></b>");
            page.Append($"</div><div class=\"count\">{Count(c.All.Examples)}</div>");
        }
        page.Append("</div></section>");
    }

    private static void SplitTable(StringBuilder page, DatasetSummary s)
    {
        page.Append("<section><h2>Splits</h2><div class=\"scroll\"><table><thead><tr><th>split</th><th>examples</th><th>share</th>")
            .Append("<th>recordings</th><th>groups</th><th>time</th></tr></thead><tbody>");
        foreach (var split in s.Splits)
            page.Append($"<tr><td><i class=\"{split.Name}\"></i>{split.Name}</td><td>{Count(split.All.Examples)}</td>")
                .Append($"<td>{Number(100.0 * split.All.Examples / Math.Max(1, s.All.Examples))} %</td>")
                .Append($"<td>{Count(split.All.Recordings)}</td>")
                .Append($"<td>{(split.All.Groups > 0 ? Count(split.All.Groups) : "&ndash;")}</td>")
                .Append($"<td>{(split.All.Seconds is { } t ? Duration(t) : "&ndash;")}</td></tr>");
        page.Append("</tbody></table></div></section>");
    }

    private static void Examples(StringBuilder page, Dataset dataset, DatasetSummary s)
    {
        var m = dataset.Manifest;
        var chosen = Chosen(m);
        var pictures = new Dictionary<string, string>(StringComparer.Ordinal);
        Shape shape = [.. m.Shape.Skip(1)];
        var isSound = m.Scale == 1f / 32768 && m.Rate is not null;
        foreach (var (recording, bytes) in dataset.Recordings())
        {
            if (!chosen.Contains(recording) || recording.Frames < m.Window) continue;
            var reals = new float[dataset.Type.Elements];
            var one = new ExampleSet(dataset.Type, m.Classes, [new Example(recording.Id, recording.Label, "", recording.Split)],
                bytes[..dataset.Type.Bytes]);
            one.Read(0, reals);
            pictures[recording.Id] = DataPictures.Html(reals, shape, m.Rate, isSound);
        }
        page.Append("<section><h2>Some of each class</h2>");
        for (var label = 0; label < Math.Min(m.Classes.Length, ShownClasses); label++)
        {
            page.Append($"<h3>{Escaped(Label(m.Classes[label]))}</h3><div class=\"examples\">");
            foreach (var recording in m.Recordings.Where(r => r.Label == label && chosen.Contains(r) && pictures.ContainsKey(r.Id)))
                page.Append($"<figure>{pictures[recording.Id]}<figcaption>")
                    .Append($"<i class=\"{recording.Split.ToString().ToLowerInvariant()}\"></i>")
                    .Append($"{Escaped(recording.Id)}</figcaption></figure>");
            page.Append("</div>");
        }
        if (m.Classes.Length > ShownClasses) page.Append($"<p>and {m.Classes.Length - ShownClasses} more classes</p>");
        page.Append("</section>");
    }

    /// <summary>Recordings evenly spread over each class.</summary>
    private static HashSet<DatasetRecording> Chosen(DatasetManifest m) => [.. m.Recordings.Where(r => r.Frames >= m.Window)
        .GroupBy(r => r.Label).Where(g => g.Key < ShownClasses).SelectMany(g =>
        {
            var all = g.ToArray();
            var shown = Math.Min(ShownExamples, all.Length);
            return Enumerable.Range(0, shown).Select(i => all[i * (all.Length - 1) / Math.Max(1, shown - 1)]);
        })];

    private static string Text(DuplicateSummary d) => string.Join(" = ", d.Ids);

    private static string Label(string name) => name.Length == 0 ? "(no label)" : name;

    private static string Rate(double rate) => rate >= 1000 ? $"{Number(rate / 1000)} kHz" : $"{Number(rate)} Hz";

    private static string Duration(double seconds) => seconds < 100 ? $"{Number(seconds)} s"
        : seconds < 6000 ? $"{Number(seconds / 60)} min" : $"{Number(seconds / 3600)} h";

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString(number < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
