using Google.Protobuf;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Onnx.Schema;

namespace Mote.Onnx.Writing;

/// <summary>
/// A file under construction. Each value of the graph has up to three names in it: stored integers, the reals they stand for, and
/// these as an image with channels first. The latter two are made when somebody asks for them.
/// </summary>
internal sealed class OnnxFile
{
    private readonly ModelFile _model = new() { IrVersion = 8, ProducerName = "mote" };
    private readonly Dictionary<ValueId, string> _stored = [], _real = [], _image = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public OnnxFile(Graph graph)
    {
        Graph = graph;
        _model.OpsetImport.Add(new OperatorSet { Version = 17 });
        _model.Graph = new GraphPart { Name = graph.Name };
        foreach (var input in graph.Inputs)
        {
            var name = Unique(graph[input].Name);
            _model.Graph.Input.Add(Value(name, graph.Type(input)));
            (IsQuantized(input) ? _stored : _real)[input] = name;
        }
        // Memory has no place in the file and is refused; its readers are looked at all the same, for what else there is to say.
        foreach (var state in graph.States) (IsQuantized(state.Before) ? _stored : _real)[state.Before] = Unique(graph[state.Before].Name);
    }

    public Graph Graph { get; }

    public TensorType Type(ValueId id) => Graph.Type(id);

    public bool IsQuantized(ValueId id) => Type(id) is { Quantization: not null, Element: not ElementType.Float32 };

    public ModelFile Finish()
    {
        foreach (var (output, i) in Graph.Outputs.Select((o, i) => (o, i)))
        {
            var name = Unique(Graph.Outputs.Take(i).Contains(output) ? $"{Graph[output].Name}_{i}" : $"{Graph[output].Name}_out");
            Node("Identity", [IsQuantized(output) ? Stored(output) : Real(output)], name);
            _model.Graph.Output.Add(Value(name, Type(output)));
        }
        return _model;
    }

    public void UseTrees()
    {
        if (_model.OpsetImport.Count == 1) _model.OpsetImport.Add(new OperatorSet { Domain = "ai.onnx.ml", Version = 1 });
    }

    /// <summary>A name nothing else has.</summary>
    public string Unique(string wish)
    {
        var name = wish.Length == 0 ? "value" : wish;
        for (var i = 2; !_names.Add(name); i++) name = $"{wish}_{i}";
        return name;
    }

    public NodePart Node(string op, IEnumerable<string> inputs, params string[] outputs)
    {
        var node = new NodePart { OpType = op, Name = Unique($"{op}/{outputs[0]}") };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        _model.Graph.Node.Add(node);
        return node;
    }

    /// <summary>A node with one result, which gets a name.</summary>
    public string Add(string op, IEnumerable<string> inputs, Action<NodePart>? attributes = null)
    {
        var output = Unique(op.ToLowerInvariant());
        var node = Node(op, inputs, output);
        attributes?.Invoke(node);
        return output;
    }

    public string Constant(string wish, Tensor data)
    {
        var name = Unique(wish);
        var part = new TensorPart { Name = name, DataType = Code(data.Type.Element, wish), RawData = ByteString.CopyFrom(data.Bytes) };
        part.Dims.AddRange(data.Type.Shape.Select(d => (long)d));
        _model.Graph.Initializer.Add(part);
        return name;
    }

    public string Integers(params ReadOnlySpan<int> values)
    {
        var wide = new long[values.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = values[i];
        return Constant("numbers", Tensor.From<long>(new TensorType(ElementType.Int64, [wide.Length]), wide));
    }

    public string Number(float value) => Constant("number", Tensor.From<float>(new TensorType(ElementType.Float32, []), [value]));

    /// <summary>The value as the graph has it: reals, or plain integers.</summary>
    public string Real(ValueId id)
    {
        if (_real.TryGetValue(id, out var name)) return name;
        if (_image.TryGetValue(id, out var image))
            return _real[id] = Add("Transpose", [image], a => a.Ints("perm", 0, 2, 3, 1));
        if (!IsQuantized(id) && Graph[id].Data is { } data) return _real[id] = Constant(Graph[id].Name, data);
        return _real[id] = Dequantized(Stored(id), Type(id).Quantization!);
    }

    /// <summary>An image [n,h,w,c] as [n,c,h,w].</summary>
    public string Image(ValueId id) => _image.TryGetValue(id, out var name) ? name
        : _image[id] = Add("Transpose", [Real(id)], a => a.Ints("perm", 0, 3, 1, 2));

    public bool IsImageOnly(ValueId id) => _image.ContainsKey(id) && !_real.ContainsKey(id);

    public string Stored(ValueId id)
    {
        if (_stored.TryGetValue(id, out var name)) return name;
        if (Graph[id].Data is { } data) return _stored[id] = Constant(Graph[id].Name, data);
        return _stored[id] = Quantized(Real(id), Type(id).PerTensor);
    }

    /// <summary>A result. What is quantized is rounded at once, and read by others as what the integers stand for.</summary>
    public void Define(ValueId id, string real, bool image = false)
    {
        if (IsQuantized(id))
        {
            var stored = Quantized(real, Type(id).PerTensor);
            real = Dequantized(stored, Type(id).Quantization!);
            if (!image) _stored[id] = stored;
        }
        (image ? _image : _real)[id] = real;
    }

    public void DefineStored(ValueId id, string stored) => _stored[id] = stored;

    public string Quantized(string real, Quantization.PerTensor q) => Add("QuantizeLinear", [real, Number(q.Scale), Zero(q.ZeroPoint)]);

    /// <summary>The reals that int8 (or, with a scale and no zero point, int32) stands for.</summary>
    public string Dequantized(string stored, Quantization quantization, int? axis = null, ElementType element = ElementType.Int8)
    {
        if (quantization is Quantization.PerTensor q)
            return Add("DequantizeLinear", element == ElementType.Int32 ? [stored, Number(q.Scale)]
                : [stored, Number(q.Scale), Zero(q.ZeroPoint)]);
        var scales = ((Quantization.PerAxis)quantization).Scales;
        var vector = Constant("scales", Tensor.From<float>(new TensorType(ElementType.Float32, [scales.Count]), scales.AsSpan()));
        var zeros = Constant("zeros", Tensor.FromBytes(new TensorType(element, [scales.Count]), new byte[scales.Count * element.Bytes()]));
        return Add("DequantizeLinear", [stored, vector, zeros], a => a.Int("axis", axis ?? ((Quantization.PerAxis)quantization).Axis));
    }

    private string Zero(int value) => Constant("zero", Tensor.From<sbyte>(new TensorType(ElementType.Int8, []), [(sbyte)value]));

    private static ValuePart Value(string name, TensorType type)
    {
        var shape = new ShapePart();
        shape.Dim.AddRange(type.Shape.Select(d => new DimensionPart { DimValue = d }));
        return new ValuePart { Name = name,
            Type = new TypePart { TensorType = new TensorTypePart { ElemType = Code(type.Element, name), Shape = shape } } };
    }

    public static int Code(ElementType element, string where) => element switch
    {
        ElementType.Float32 => 1,
        ElementType.UInt8 => 2,
        ElementType.Int8 => 3,
        ElementType.Int16 => 5,
        ElementType.Int32 => 6,
        ElementType.Int64 => 7,
        ElementType.Bool => 9,
        ElementType.UInt32 => 12,
        ElementType.UInt64 => 13,
        ElementType.Int4 => throw new MoteException("MOTE0136", where, "weights of four bits cannot be written in operator set 17.",
            "Write the graph as .tflite."),
    };
}

/// <summary>Attributes by kind.</summary>
internal static class Attributes
{
    public static void Int(this NodePart node, string name, long value) =>
        node.Attribute.Add(new AttributePart { Name = name, I = value, Type = 2 });

    public static void Float(this NodePart node, string name, float value) =>
        node.Attribute.Add(new AttributePart { Name = name, F = value, Type = 1 });

    public static void Text(this NodePart node, string name, string value) =>
        node.Attribute.Add(new AttributePart { Name = name, S = ByteString.CopyFromUtf8(value), Type = 3 });

    public static void Ints(this NodePart node, string name, params IEnumerable<int> values)
    {
        var part = new AttributePart { Name = name, Type = 7 };
        part.Ints.AddRange(values.Select(v => (long)v));
        node.Attribute.Add(part);
    }

    public static void Floats(this NodePart node, string name, IEnumerable<float> values)
    {
        var part = new AttributePart { Name = name, Type = 6 };
        part.Floats.AddRange(values);
        node.Attribute.Add(part);
    }

    public static void Texts(this NodePart node, string name, IEnumerable<string> values)
    {
        var part = new AttributePart { Name = name, Type = 8 };
        part.Strings.AddRange(values.Select(ByteString.CopyFromUtf8));
        node.Attribute.Add(part);
    }
}
