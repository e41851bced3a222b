using CsvHelper;
using Mote.Core.Diagnostics;

namespace Mote.Data.Files;

/// <summary>One row of a table.</summary>
/// <param name="Line">From 1, for messages.</param>
/// <param name="Cells">Without surrounding blanks; empty for an empty line.</param>
internal readonly record struct TableRow(long Line, string[] Cells)
{
    public bool IsBlank => Cells.Length == 0;
}

/// <summary>
/// Tables in text, row by row: separated by commas, semicolons or tabulators with quotes as in RFC 4180, or by blanks where the first
/// row has none of these. Lines that begin with # are comments.
/// </summary>
internal static class TableReader
{
    /// <summary>Longer lines are no table, whatever else they are.</summary>
    private const int LongestLine = 1 << 22;

    /// <exception cref="MoteException">MOTE0501: the text cannot be read or its quotes do not close.</exception>
    public static IEnumerable<TableRow> Rows(Stream stream, string path)
    {
        using var text = new StreamReader(stream);
        var head = Head(text, path);
        var delimiter = Delimiter(head);
        foreach (var row in delimiter is { } c ? Separated(new RewoundReader(head, text), c, path) : BlankSeparated(head, text, path))
            yield return row;
    }

    /// <summary>The text up to the end of the first line with something in it that is no comment.</summary>
    private static string Head(StreamReader text, string path)
    {
        var head = new System.Text.StringBuilder();
        var (something, comment) = (false, false);
        try
        {
            for (int c; (c = text.Read()) >= 0;)
            {
                if (c == 0) throw new MoteException("MOTE0501", path, "the file has zero bytes and is no text.", "Check the format.");
                head.Append((char)c);
                comment |= !something && c == '#';
                something |= !char.IsWhiteSpace((char)c);
                if (c == '\n' && something && !comment) break;
                if (c == '\n') (something, comment) = (false, false);
                if (head.Length > LongestLine)
                    throw new MoteException("MOTE0501", $"{path}, line 1", "the first line does not end.", "Is it a table in text?");
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new MoteException("MOTE0501", path, $"cannot be read: {e.Message}");
        }
        return head.ToString();
    }

    /// <summary>What separates the cells of the last line; null for blanks.</summary>
    private static char? Delimiter(string head)
    {
        var line = head[(head.TrimEnd().LastIndexOf('\n') + 1)..];
        return line.Contains(',') ? ',' : line.Contains(';') ? ';' : line.Contains('\t') ? '\t' : null;
    }

    private static IEnumerable<TableRow> Separated(TextReader text, char delimiter, string path)
    {
        using var reader = CsvHelper.CsvReader.Create(text, CsvReaderOptions.Default with
        {
            Separator = delimiter,
            HasHeader = false,
            SkipEmptyLines = false,
            CommentPrefix = '#',
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MaxRecordSize = LongestLine,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        while (true)
        {
            try
            {
                if (!reader.Read()) yield break;
            }
            catch (Exception e) when (e is CsvFormatException or IOException or InvalidDataException or InvalidOperationException)
            {
                throw new MoteException("MOTE0501", $"{path}, line {reader.LineNumber}", $"the row cannot be read: {e.Message}",
                    "The file is damaged or no table.");
            }
            var cells = reader.Current.ToArray();
            yield return new TableRow(reader.LineNumber, cells.Length == 1 && cells[0].Length == 0 ? [] : cells);
        }
    }

    private static IEnumerable<TableRow> BlankSeparated(string head, StreamReader text, string path)
    {
        using var rewound = new RewoundReader(head, text);
        for (var line = 1L; ; line++)
        {
            string? content;
            try
            {
                content = rewound.ReadLine();
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                throw new MoteException("MOTE0501", $"{path}, line {line}", $"cannot be read on: {e.Message}");
            }
            if (content is null) yield break;
            if (content.StartsWith('#')) continue;
            yield return new TableRow(line, content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    /// <summary>A text some of which has been looked at already.</summary>
    private sealed class RewoundReader(string head, TextReader rest) : TextReader
    {
        private int _at;

        public override int Peek() => _at < head.Length ? head[_at] : rest.Peek();

        public override int Read() => _at < head.Length ? head[_at++] : rest.Read();

        public override int Read(char[] buffer, int index, int count)
        {
            if (_at == head.Length) return rest.Read(buffer, index, count);
            var taken = Math.Min(count, head.Length - _at);
            head.CopyTo(_at, buffer, index, taken);
            _at += taken;
            return taken;
        }
    }
}
