namespace Mote.Data.Files;

/// <summary>What a file does not say of itself.</summary>
/// <param name="Format">Name of the format; null to go by the file's name.</param>
/// <param name="FirstValue">
/// Of a table with one example a row: name or number (from 0) of the first column that is a value, all later ones being values too; the
/// columns before it become facts. Null: the rows are one moment each of one recording, the columns its channels.
/// </param>
/// <param name="Columns">Of a table whose rows are moments: names or numbers of the columns that are channels; null for all.</param>
/// <param name="Header">Whether the first row of a table is one of names; null to see for oneself.</param>
public sealed record ReadOptions(
    string? Format = null, string? FirstValue = null, IReadOnlyList<string>? Columns = null, bool? Header = null)
{
    public static ReadOptions Default { get; } = new();
}
