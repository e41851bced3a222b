namespace Mote.Targets.Tools;

/// <summary>Other programs' output, cut to what fits a message.</summary>
internal static class TextExcerpt
{
    public static string FirstLines(string text, int count) =>
        string.Join(Environment.NewLine, Lines(text).Take(count));

    public static string LastLines(string text, int count) =>
        string.Join(Environment.NewLine, Lines(text).TakeLast(count));

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
