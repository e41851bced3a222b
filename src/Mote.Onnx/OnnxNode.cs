using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Onnx.Schema;

namespace Mote.Onnx;

/// <summary>A node of the file, with its place in it and its attributes by name.</summary>
internal sealed class OnnxNode
{
    private readonly Dictionary<string, AttributePart> _attributes;

    public OnnxNode(int index, NodePart part, int version, string file)
        : this(index, part.OpType, Domain(part.Domain), part.Name, [.. part.Input], [.. part.Output], version, file)
    {
        foreach (var attribute in part.Attribute) _attributes[attribute.Name] = attribute;
    }

    private OnnxNode(int index, string op, string domain, string name, string[] inputs, string[] outputs, int version, string file)
    {
        (Index, Op, Domained, Inputs, Outputs, Version, File) = (index, op, domain, inputs, outputs, version, file);
        Layer = name.Length > 0 ? name : outputs.FirstOrDefault(o => o.Length > 0) ?? $"node {index}";
        _attributes = new(StringComparer.Ordinal);
    }

    public int Index { get; }

    public string Op { get; }

    /// <summary>Empty for the standard operators, ai.onnx.ml, com.microsoft and others.</summary>
    public string Domained { get; }

    public string[] Inputs { get; }

    public string[] Outputs { get; }

    /// <summary>Of the operator set the node is in.</summary>
    public int Version { get; }

    public string Layer { get; }

    public string File { get; }

    public string FullName => Domained.Length == 0 ? Op : $"{Domained}.{Op}";

    public string Where => $"{File}: layer {Index} '{Layer}'";

    public Origin Origin => Core.Graphs.Origin.Of(Layer);

    /// <summary>A node that stands for a part of this one.</summary>
    public OnnxNode Part(string op, string[] inputs, string[] outputs)
    {
        var part = new OnnxNode(Index, op, "", Layer, inputs, outputs, Domained.Length == 0 ? Version : 13, File);
        foreach (var (name, attribute) in _attributes) part._attributes[name] = attribute;
        return part;
    }

    public OnnxNode With(string attribute, long value)
    {
        _attributes[attribute] = new AttributePart { Name = attribute, I = value, Type = 2 };
        return this;
    }

    public bool Has(string name) => _attributes.ContainsKey(name);

    public int Int(string name, int missing) => _attributes.TryGetValue(name, out var a) ? Narrow(a.I) : missing;

    public bool Flag(string name) => Int(name, 0) != 0;

    public float Float(string name, float missing) => _attributes.TryGetValue(name, out var a) ? a.F : missing;

    public string Text(string name, string missing) => _attributes.TryGetValue(name, out var a) ? a.S.ToStringUtf8() : missing;

    public string[] Texts(string name) => _attributes.TryGetValue(name, out var a) ? [.. a.Strings.Select(s => s.ToStringUtf8())] : [];

    public int[]? Ints(string name) => _attributes.TryGetValue(name, out var a) ? [.. a.Ints.Select(Narrow)] : null;

    public float[]? Floats(string name) => _attributes.TryGetValue(name, out var a) ? [.. a.Floats] : null;

    public TensorPart? Tensor(string name) => _attributes.TryGetValue(name, out var a) ? a.T : null;

    public MoteException Bad(string message, string? help = null) => new("MOTE0132", Where, $"{FullName}: {message}", help);

    /// <summary>Numbers beyond 32 bits mean "to the end" wherever they occur.</summary>
    public static int Narrow(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;
}
