using System.Globalization;
using System.Text;

namespace Mote.Compiler.Emission;

/// <summary>Lines of C with indentation; a block closes itself.</summary>
internal sealed class CWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
    }

    /// <summary>An opening brace, and the closing one with <paramref name="end"/> after it on disposal.</summary>
    public Block Braces(string end = "")
    {
        Line("{");
        _depth++;
        return new Block(this, end);
    }

    /// <summary>What another one has written.</summary>
    public void Add(CWriter other) => _text.Append(other._text);

    public override string ToString() => _text.ToString();

    /// <summary>Many short items, as many a line as fit.</summary>
    public void Items(IEnumerable<string> items)
    {
        var line = new StringBuilder();
        foreach (var item in items)
        {
            if (line.Length > 0 && 4 * _depth + line.Length + item.Length + 2 > 118)
            {
                Line(line.ToString().TrimEnd());
                line.Clear();
            }
            line.Append(CultureInfo.InvariantCulture, $"{item}, ");
        }
        if (line.Length > 0) Line(line.ToString().TrimEnd(' ', ','));
    }

    public readonly struct Block(CWriter writer, string end) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Line("}" + end);
        }
    }
}
