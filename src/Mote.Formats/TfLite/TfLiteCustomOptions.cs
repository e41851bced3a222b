using Mote.Core.Types;
using Mote.Formats.FlexBuffers;

namespace Mote.Formats.TfLite;

/// <summary>The options of a custom operator, by name; what is wrong with them is said as MOTE0109 of the operator.</summary>
internal sealed class TfLiteCustomOptions
{
    private readonly TfLiteOperator _operator;
    private readonly IReadOnlyDictionary<string, FlexValue> _values;

    public TfLiteCustomOptions(TfLiteOperator o)
    {
        _operator = o;
        var bytes = o.Table.Vector(5, 1, "custom_options").Bytes(1);
        try
        {
            _values = bytes.IsEmpty ? new Dictionary<string, FlexValue>() : FlexMap.Read(bytes);
        }
        catch (FlexException e)
        {
            throw o.Bad($"its options are no map in FlexBuffers' format: {e.Message} of them.");
        }
    }

    public int Int(string name) => OptionalInt(name) ?? throw _operator.Bad($"the option '{name}' is missing.");

    public int? OptionalInt(string name) => _values.GetValueOrDefault(name) switch
    {
        null => null,
        FlexValue.Int { Value: >= int.MinValue and <= int.MaxValue } v => (int)v.Value,
        FlexValue.UInt { Value: <= int.MaxValue } v => (int)v.Value,
        FlexValue.Bool v => v.Value ? 1 : 0,
        var other => throw _operator.Bad($"the option '{name}' is {Text(other)}; an integer of 32 bits is expected."),
    };

    /// <summary>Rounded to single precision; whole numbers are taken, too.</summary>
    public float Float(string name) => _values.GetValueOrDefault(name) switch
    {
        null => throw _operator.Bad($"the option '{name}' is missing."),
        FlexValue.Float v => (float)v.Value,
        FlexValue.Int v => v.Value,
        FlexValue.UInt v => v.Value,
        var other => throw _operator.Bad($"the option '{name}' is {Text(other)}; a number is expected."),
    };

    public bool Bool(string name) => Int(name) != 0;

    /// <summary>The type that some operators repeat here; it must be the operand's.</summary>
    public void CheckType(TensorType operand)
    {
        const string name = "T";
        if (OptionalInt(name) is { } type && type != TfLiteWriter.Code(operand.Element))
            throw _operator.Bad($"the option '{name}' is type {type}, but the operand is {operand.Element.Text()}.");
    }

    private static string Text(FlexValue value) => value is FlexValue.Int i ? $"{i.Value}" : value is FlexValue.UInt u ? $"{u.Value}"
        : value is FlexValue.Float f ? $"the float {f.Value}" : value is FlexValue.Text ? "a text"
        : value is FlexValue.Vector ? "a list" : "nothing";
}
