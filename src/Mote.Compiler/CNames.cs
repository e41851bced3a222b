using System.Text;

namespace Mote.Compiler;

/// <summary>Names that C accepts, and texts that end no comment.</summary>
public static class CNames
{
    /// <summary>Letters, digits and underscores, beginning with a letter; never empty.</summary>
    public static string Identifier(string name)
    {
        var identifier = new StringBuilder();
        foreach (var c in name)
            identifier.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_');
        if (identifier.Length == 0 || !char.IsAsciiLetter(identifier[0])) identifier.Insert(0, "model_");
        return identifier.ToString();
    }

    /// <summary>Printable ASCII without the ends of comments, cut to a length that fits a line.</summary>
    public static string Comment(string text, int longest = 100)
    {
        var clean = new string([.. text.Select(c => c is >= ' ' and <= '~' and not '\\' ? c : '?')]).Replace(
            "*/", "* /", StringComparison.Ordinal)
            .Replace("/*", "/ *", StringComparison.Ordinal);
        return clean.Length <= longest ? clean : clean[..(longest - 3)] + "...";
    }
}
