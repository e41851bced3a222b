using System.Globalization;
using System.Text;

namespace Mote.Core.Text;

/// <summary>Walks one line of a graph's text.</summary>
internal sealed class LineReader(string line)
{
    private int _at;

    public bool AtEnd
    {
        get
        {
            SkipSpaces();
            return _at == line.Length;
        }
    }

    /// <summary>Letters, digits, underscores and the minus sign.</summary>
    public string Word()
    {
        SkipSpaces();
        var start = _at;
        while (_at < line.Length && (char.IsAsciiLetterOrDigit(line[_at]) || line[_at] is '_' or '-')) _at++;
        return _at > start ? line[start.._at] : throw Unexpected("a word");
    }

    public string Quoted()
    {
        Expect('"');
        var content = new StringBuilder();
        while (_at < line.Length && line[_at] != '"')
        {
            if (line[_at] != '\\') content.Append(line[_at++]);
            else if (_at + 1 < line.Length && line[_at + 1] != 'u')
            {
                content.Append(line[_at + 1]);
                _at += 2;
            }
            else if (_at + 6 <= line.Length)
            {
                content.Append((char)int.Parse(line.AsSpan(_at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                _at += 6;
            }
            else throw Unexpected("an escape");
        }
        if (_at == line.Length) throw Unexpected("'\"'");
        _at++;
        return content.ToString();
    }

    public string UntilSpace()
    {
        var start = _at;
        while (_at < line.Length && line[_at] != ' ') _at++;
        return line[start.._at];
    }

    public string Until(char end)
    {
        var stop = line.IndexOf(end, _at);
        if (stop < 0) throw Unexpected($"'{end}'");
        var content = line[_at..stop];
        _at = stop + 1;
        return content;
    }

    public string Rest()
    {
        SkipSpaces();
        return line[_at..].TrimEnd();
    }

    public bool Accept(char c)
    {
        SkipSpaces();
        if (_at == line.Length || line[_at] != c) return false;
        _at++;
        return true;
    }

    public void Expect(char c)
    {
        if (!Accept(c)) throw Unexpected($"'{c}'");
    }

    private void SkipSpaces()
    {
        while (_at < line.Length && line[_at] is ' ' or '\r') _at++;
    }

    private FormatException Unexpected(string expected) => new($"column {_at + 1}: {expected} is expected");
}
