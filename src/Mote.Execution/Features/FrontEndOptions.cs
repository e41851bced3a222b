using System.Globalization;
using Mote.Core.Diagnostics;

namespace Mote.Execution.Features;

/// <summary>Texts that replace a preset's parameters. Each is asked for once; what nobody asked for is an error.</summary>
internal sealed class FrontEndOptions(string preset, IReadOnlyDictionary<string, string> given)
{
    private readonly List<string> _known = [];

    public int Whole(string name, int value, int least, int most)
    {
        if (Text(name) is not { } text) return value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most) return number;
        throw Refused(name, text, $"a whole number from {least} to {most} is expected");
    }

    public double Real(string name, double value, double least, double most)
    {
        if (Text(name) is not { } text) return value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        throw Refused(name, text, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most} is expected"));
    }

    public bool Truth(string name, bool value)
    {
        if (Text(name) is not { } text) return value;
        if (bool.TryParse(text, out var truth)) return truth;
        throw Refused(name, text, "true or false is expected");
    }

    public T Choice<T>(string name, T value)
        where T : struct, Enum
    {
        if (Text(name) is not { } text) return value;
        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();
        var index = Array.IndexOf(names, text.ToLowerInvariant());
        if (index >= 0) return Enum.GetValues<T>()[index];
        var nearest = Spelling.Nearest(text, names) is { } near ? $"; did you mean '{near}'?" : ".";
        throw Refused(name, text, "one of " + string.Join(", ", names) + " is expected" + nearest);
    }

    /// <exception cref="MoteException">MOTE0650: an option was given that the preset does not have.</exception>
    public void RequireAllKnown()
    {
        foreach (var name in given.Keys.Order(StringComparer.Ordinal).Where(n => !_known.Contains(n)))
            throw new MoteException("MOTE0650", $"features '{preset}'", $"there is no option '{name}'.",
                (Spelling.Nearest(name, _known) is { } near ? $"Did you mean '{near}'? " : "")
                + (_known.Count == 0 ? "This preset has none."
                    : "It has " + string.Join(", ", _known.Order(StringComparer.Ordinal)) + "."));
    }

    public MoteException Refused(string name, string value, string expected) =>
        new("MOTE0650", $"features '{preset}'", $"option '{name}' is '{value}'; {expected}");

    private string? Text(string name)
    {
        _known.Add(name);
        return given.GetValueOrDefault(name);
    }
}
