using System.Globalization;
using System.Net;

namespace Mote.Workflows.Reports;

/// <summary>Texts and numbers as HTML and SVG take them.</summary>
internal static class Markup
{
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Cut to a length that a drawing has room for.</summary>
    public static string Short(string text, int characters) => Text(text.Length <= characters ? text : text[..(characters - 1)] + "…");

    /// <summary>A coordinate or a length, to a tenth of a pixel.</summary>
    public static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share as "91.3 %".</summary>
    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "\u202f%";

    /// <summary>A share as "91.3", where the unit stands elsewhere.</summary>
    public static string Percents(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);

    public static string Number(double value, string format = "0.000") => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>Each of a sequence's pieces of markup, one after another.</summary>
    public static string Each<T>(IEnumerable<T> items, Func<T, string> markup) => string.Concat(items.Select(markup));

    /// <summary>Each with its index.</summary>
    public static string Each<T>(IEnumerable<T> items, Func<T, int, string> markup) => string.Concat(items.Select(markup));
}
