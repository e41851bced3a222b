namespace Mote.Workflows.Reports;

/// <summary>A report in one HTML file that needs nothing else: no script, no network, light and dark, narrow and wide.</summary>
internal static class Page
{
    /// <param name="title">What it is of.</param>
    /// <param name="lead">A sentence under the title; markup.</param>
    /// <param name="sections">Markup, in order.</param>
    public static string Of(string title, string lead, params ReadOnlySpan<string> sections) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Markup.Text(title)}</title>
        <style>
        {PageStyle.Sheet}
        </style>
        </head>
        <body>
        <main>
        <header><h1>{Markup.Text(title)}</h1><p>{lead}</p></header>
        {string.Join('\n', sections)}
        </main>
        </body>
        </html>

        """.ReplaceLineEndings("\n");

    /// <summary>A part of the page with a title; <paramref name="note"/> says how to read it.</summary>
    public static string Section(string title, string note, string content) => $"""
        <section><h2>{Markup.Text(title)}</h2><p class="note">{note}</p>
        {content}
        </section>
        """;

    /// <summary>Sections beside each other where there is room: two and two, or all in a row of three.</summary>
    public static string Row(params ReadOnlySpan<string> sections) =>
        $"<div class=\"{(sections.Length == 3 ? "three" : "two")}\">{string.Join('\n', sections)}</div>";

    /// <summary>A figure that is read first.</summary>
    public static string Figure(string name, string value, string detail) =>
        $"<div class=\"figure\"><dt>{Markup.Text(name)}</dt><dd><b>{value}</b><span>{detail}</span></dd></div>";

    /// <summary>Drawings and tables that may be wider than the screen.</summary>
    public static string Scroll(string content) => $"<div class=\"scroll\" tabindex=\"0\">{content}</div>";
}
