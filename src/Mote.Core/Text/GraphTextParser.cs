using System.Globalization;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Text;

/// <summary>Line by line, through a <see cref="GraphBuilder"/>, so that a parsed graph is as checked as any other.</summary>
internal sealed class GraphTextParser(string text, string version, Func<string, int, byte[]> bytes)
{
    private static readonly Dictionary<string, ElementType> Elements = Enum.GetValues<ElementType>().ToDictionary(e => e.Text());
    private static readonly Dictionary<string, Op> Operators = OpCatalog.Prototypes.ToDictionary(p => p.Name());

    public Graph Parse()
    {
        var lines = text.Split('\n');
        if (lines.Length < 2 || lines[0].TrimEnd() != version) throw new FormatException($"line 1: '{version}' is expected");
        GraphBuilder? builder = null;
        for (var i = 1; i < lines.Length; i++)
        {
            var tokens = new LineReader(lines[i]);
            if (tokens.AtEnd) continue;
            try
            {
                var keyword = tokens.Word();
                if (keyword == "graph") builder = new GraphBuilder(tokens.Quoted());
                else if (builder is null) throw new FormatException("'graph' is expected");
                else if (keyword == "output")
                {
                    var outputs = new List<ValueId>();
                    while (!tokens.AtEnd) outputs.Add(Value(tokens));
                    return builder.Build([.. outputs]);
                }
                else if (keyword == "keep")
                {
                    var before = Value(tokens);
                    tokens.Expect('=');
                    builder.Keep(before, Value(tokens));
                }
                else Define(keyword, tokens, builder);
            }
            catch (Exception e)
                when (e is FormatException or OverflowException or ArgumentException or KeyNotFoundException or InvalidOperationException)
            {
                throw new FormatException($"line {i + 1}: {e.Message}", e);
            }
        }
        throw new FormatException("the 'output' line is missing");
    }

    private void Define(string keyword, LineReader tokens, GraphBuilder builder)
    {
        var definitions = new List<(ValueId Id, string Name, TensorType Type)>();
        do definitions.Add(Definition(tokens));
        while (tokens.Accept(','));
        var (id, name, type) = definitions[0];
        ValueId[] defined;
        switch (keyword)
        {
            case "input":
                defined = [builder.Input(name, type)];
                break;
            case "const":
                tokens.Expect('=');
                defined = [builder.Constant(name, Tensor.FromBytes(type, bytes(tokens.Rest(), type.Bytes)))];
                break;
            case "state":
                tokens.Expect('=');
                defined = [builder.State(name, Tensor.FromBytes(type, bytes(tokens.Rest(), type.Bytes)))];
                break;
            case "node":
                tokens.Expect('=');
                defined = Node(tokens, builder, definitions);
                break;
            default:
                throw new FormatException($"'{keyword}' is not one of graph, input, const, state, node, keep, output");
        }
        if (defined[0] != id) throw new FormatException($"{id} is defined out of order; {defined[0]} is next");
    }

    private static ValueId[] Node(LineReader tokens, GraphBuilder builder, List<(ValueId Id, string Name, TensorType Type)> outputs)
    {
        var operatorName = tokens.Word();
        if (!Operators.TryGetValue(operatorName, out var prototype)) throw new FormatException($"there is no operator '{operatorName}'");
        tokens.Expect('(');
        var inputs = new List<ValueId>();
        while (!tokens.Accept(')'))
        {
            inputs.Add(Value(tokens));
            tokens.Accept(',');
        }
        var fields = new Dictionary<string, string>();
        while (!tokens.Accept('@'))
        {
            var key = tokens.Word();
            tokens.Expect('=');
            fields[key] = tokens.UntilSpace();
        }
        var layers = new List<string>();
        while (!tokens.AtEnd) layers.Add(tokens.Quoted());
        var made = builder.Add(OpFields.Exchange(new FieldReader(fields), prototype), [.. inputs],
            [.. outputs.Select(o => o.Type.Quantization)], [.. outputs.Select(o => o.Name)], new Origin(layers.ToEquatableArray()));
        for (var i = 0; i < made.Length; i++)
            if (builder.Type(made[i]) != outputs[i].Type)
                throw new FormatException($"{outputs[i].Id} is {builder.Type(made[i])}, not {outputs[i].Type}");
        return made;
    }

    private static (ValueId Id, string Name, TensorType Type) Definition(LineReader tokens)
    {
        var id = Value(tokens);
        var name = tokens.Quoted();
        tokens.Expect(':');
        var element = Elements[tokens.Word()];
        var dims = Numbers(tokens, '[', ']').Select(t => int.Parse(t, CultureInfo.InvariantCulture));
        var shape = new Shape(dims.ToEquatableArray());
        Quantization? quantization = null;
        if (tokens.Accept('q'))
        {
            var parts = Numbers(tokens, '(', ')');
            if (parts.Length == 0) throw new FormatException("a quantization holds at least a scale");
            quantization = parts[0].StartsWith("axis ", StringComparison.Ordinal) ? PerAxis(parts)
                : parts.Length == 2 ? new Quantization.PerTensor(Float(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture))
                : throw new FormatException("a scale and a zero point are expected");
        }
        return (id, name, new TensorType(element, shape, quantization));
    }

    private static Quantization.PerAxis PerAxis(string[] parts)
    {
        var colon = parts[0].IndexOf(':', StringComparison.Ordinal);
        var axis = int.Parse(parts[0].AsSpan(5, colon - 5), CultureInfo.InvariantCulture);
        parts[0] = parts[0][(colon + 1)..];
        return new Quantization.PerAxis(axis, parts.Select(Float).ToEquatableArray());
    }

    private static float Float(string value) => float.Parse(value, CultureInfo.InvariantCulture);

    private static string[] Numbers(LineReader tokens, char open, char close)
    {
        tokens.Expect(open);
        return tokens.Until(close).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static ValueId Value(LineReader tokens)
    {
        if (tokens.Accept('_')) return ValueId.None;
        tokens.Expect('%');
        var index = int.Parse(tokens.Word(), CultureInfo.InvariantCulture);
        return index >= 0 ? new ValueId(index) : throw new FormatException($"%{index} is no value");
    }
}
