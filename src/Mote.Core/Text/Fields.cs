using System.Globalization;
using System.Text;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Text;

/// <summary>
/// Both directions of an operator's attributes at once: writing keeps the given value and notes it, reading ignores it and gives
/// what the text says. So the list of attributes stands in one place, <see cref="OpFields"/>.
/// </summary>
internal abstract class Fields
{
    protected abstract string Exchange(string name, string value);

    public int Int(string name, int value) => int.Parse(Exchange(name, Text(value)), CultureInfo.InvariantCulture);

    public int? OptionalInt(string name, int? value)
    {
        var text = Exchange(name, value is { } v ? Text(v) : "none");
        return text == "none" ? null : int.Parse(text, CultureInfo.InvariantCulture);
    }

    public bool Bool(string name, bool value) => Exchange(name, value ? "yes" : "no") switch
    {
        "yes" => true,
        "no" => false,
        var other => throw new FormatException($"attribute '{name}' is '{other}'; yes or no is expected"),
    };

    public float Float(string name, float value) =>
        float.Parse(Exchange(name, value.ToString("R", CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    public T Enum<T>(string name, T value)
        where T : struct, Enum
    {
        var text = Exchange(name, value.ToString());
        // The parser of enums takes numbers and lists too.
        var names = System.Enum.GetNames<T>();
        return names.Contains(text) ? System.Enum.Parse<T>(text)
            : throw new FormatException($"attribute '{name}' is '{text}'; one of {string.Join(", ", names)} is expected");
    }

    /// <summary>A graph's whole text, in base64: a value has no spaces.</summary>
    public Subgraph Subgraph(string name, Subgraph value)
    {
        var text = Exchange(name, Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Text)));
        return new Subgraph(GraphText.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(text))));
    }

    public EquatableArray<int> Ints(string name, EquatableArray<int> value) =>
        Exchange(name, string.Join(',', value.Select(Text)))
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(t => int.Parse(t, CultureInfo.InvariantCulture))
            .ToEquatableArray();

    public EquatableArray<float> Floats(string name, EquatableArray<float> value) =>
        Exchange(name, string.Join(',', value.Select(v => v.ToString("R", CultureInfo.InvariantCulture))))
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(t => float.Parse(t, CultureInfo.InvariantCulture))
            .ToEquatableArray();

    public Steps Steps(Steps value)
    {
        var v = Four("steps", [value.StrideY, value.StrideX, value.DilationY, value.DilationX]);
        return new Steps(v[0], v[1], v[2], v[3]);
    }

    public Padding Padding(Padding value)
    {
        var v = Four("padding", [value.Top, value.Bottom, value.Left, value.Right]);
        return new Padding(v[0], v[1], v[2], v[3]);
    }

    public Activation Activation(Activation value) => Enum("activation", value);

    private EquatableArray<int> Four(string name, EquatableArray<int> value) =>
        Ints(name, value) is { Count: 4 } four ? four : throw new FormatException($"attribute '{name}' takes four numbers");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Notes name=value pairs.</summary>
internal sealed class FieldWriter : Fields
{
    public List<(string Name, string Value)> Written { get; } = [];

    protected override string Exchange(string name, string value)
    {
        Written.Add((name, value));
        return value;
    }
}

/// <summary>Gives what the text says; a missing or malformed attribute is a <see cref="FormatException"/>.</summary>
internal sealed class FieldReader(IReadOnlyDictionary<string, string> fields) : Fields
{
    protected override string Exchange(string name, string value) =>
        fields.TryGetValue(name, out var text) ? text : throw new FormatException($"attribute '{name}' is missing");
}
