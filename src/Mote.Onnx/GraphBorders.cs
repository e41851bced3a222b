using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Onnx.Schema;

namespace Mote.Onnx;

/// <summary>Inputs and outputs of the model: their types, and the order of their axes in memory.</summary>
internal static class GraphBorders
{
    private const int MostDimensions = 8, MostSteps = 200;

    /// <summary>Operators that look at images (or signals) as batch, channels, the rest.</summary>
    private static readonly HashSet<string> Images = new(StringComparer.Ordinal)
    {
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization",
        "InstanceNormalization", "Resize", "DepthToSpace", "SpaceToDepth", "Upsample", "LpPool",
    };

    /// <summary>Operators with an operand's shape that treat all its axes alike.</summary>
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        "Identity", "Dropout", "Relu", "Clip", "LeakyRelu", "Sigmoid", "Tanh", "Add", "Sub", "Mul", "Div", "QuantizeLinear",
        "DequantizeLinear", "Pad", "Cast", "Concat", "Slice", "Neg", "Abs", "Exp", "Log", "Sqrt", "Pow", "Min", "Max",
    };

    public static void DefineInputs(Importer m, GraphPart graph, string file, ICollection<Diagnostic>? notes)
    {
        foreach (var input in graph.Input)
        {
            if (m.IsKnown(input.Name)) continue;
            var where = $"{file}: input '{input.Name}'";
            if (input.Type?.TensorType is not { } tensor || OnnxConstants.Element(tensor.ElemType) is not { } element)
                throw new MoteException("MOTE0131", where, "it is no tensor of numbers.",
                    "Replace sequences, maps and strings before exporting.");
            var dims = Dims(tensor, where, notes);
            var axes = Order(m, input.Name, dims.Length);
            var type = new TensorType(Importer.Graphed(element), Shape.Create([.. axes.Select(a => dims[a])]),
                QuantizationOf(m, input.Name, element));
            m.Count(where, type);
            var id = m.Builder.Input(input.Name, type);
            var layout = Layout.Arranged(dims, axes);
            if (!axes.SequenceEqual(axes.Order()))
                notes?.Add(new("MOTE0135", Severity.Note, where,
                    $"the file's {new Shape(new(dims))} is {type.Shape} here: channels are last."));
            if (type.Quantization is not Quantization.PerTensor q)
            {
                m.Define(input.Name, new OnnxValue { Name = input.Name, Dims = dims, Id = id, Layout = layout });
                continue;
            }
            if (element == ElementType.UInt8)
                id = m.Builder.Add(new Quantize(ElementType.Int8), [id], q with { ZeroPoint = q.ZeroPoint - 128 }, input.Name,
                    Origin.Of(input.Name));
            m.Define(input.Name, new OnnxValue
            {
                Name = input.Name, Dims = dims, Id = id, Layout = layout, View = View.Stored, IsUnsigned = element == ElementType.UInt8,
            });
        }
    }

    public static Graph Finish(Importer m, GraphPart graph, string file, ICollection<Diagnostic>? notes)
    {
        if (graph.Output.Count == 0) throw new MoteException("MOTE0131", file, "the model has no outputs.");
        var outputs = new List<ValueId>();
        foreach (var output in graph.Output)
        {
            var where = $"{file}: output '{output.Name}'";
            // A list of maps from class to probability is not for a microcontroller; its tensor comes as another output.
            if (!m.IsKnown(output.Name)) throw new MoteException("MOTE0131", where, "nothing writes it.");
            var node = new OnnxNode(0, new NodePart { Name = output.Name, OpType = "Output", Output = { output.Name } }, 0, file);
            var value = m.Plain(node, m[output.Name]);
            int[] plain = [.. Enumerable.Range(0, value.Rank)], last = Importer.ChannelsLast(value.Rank);
            var stays = !value.IsConstant && !last.SequenceEqual(plain) && (m.Axes(value)?.SequenceEqual(last) ?? false);
            var id = m.Arrange(node, value, stays ? last : plain);
            if (stays && !value.Factors.Order.SequenceEqual(plain.SelectMany(value.Factors.Of)))
                notes?.Add(new("MOTE0135", Severity.Note, where,
                    $"the file's {new Shape(new(value.Dims))} is {m.Type(id).Shape} here: channels are last."));
            outputs.Add(id);
        }
        try
        {
            return m.Builder.Build([.. outputs]);
        }
        catch (InvalidOperationException e)
        {
            throw new MoteException("MOTE0131", file, $"the graph is not sound: {e.Message}.");
        }
    }

    /// <summary>Dimensions that are left open: the first, and what is called a batch, become 1.</summary>
    private static int[] Dims(TensorTypePart tensor, string where, ICollection<Diagnostic>? notes)
    {
        if (tensor.Shape is not { } shape)
            throw new MoteException("MOTE0134", where, "its shape is not known.", "Export the model with fixed shapes.");
        if (shape.Dim.Count > MostDimensions)
            throw new MoteException("MOTE0131", where, $"it has {shape.Dim.Count} dimensions; {MostDimensions} are supported.");
        var dims = new int[shape.Dim.Count];
        for (var axis = 0; axis < dims.Length; axis++)
        {
            var dim = shape.Dim[axis];
            if (dim.DimValue is > 0 and <= int.MaxValue)
            {
                dims[axis] = (int)dim.DimValue;
                continue;
            }
            var symbol = dim.DimParam;
            if (axis != 0 && !symbol.Contains("batch", StringComparison.OrdinalIgnoreCase) && symbol is not ("N" or "n"))
                throw new MoteException("MOTE0134", where, $"dimension {axis} ('{symbol}') is not known; only a batch may be open.",
                    "Export the model with this dimension fixed: memory is planned when the model is compiled.");
            notes?.Add(new("MOTE0134", Severity.Warning, where, $"dimension {axis} ('{symbol}') is open and becomes 1."));
            dims[axis] = 1;
        }
        return dims;
    }

    /// <summary>The order of an input's axes in memory that makes it channels last where images are first looked at.</summary>
    private static int[] Order(Importer m, string name, int rank)
    {
        int[] plain = [.. Enumerable.Range(0, rank)];
        if (rank is not (3 or 4)) return plain;
        var queue = new Queue<(string Name, int[] Axes)>([(name, plain)]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var steps = 0; queue.Count > 0 && steps < MostSteps; steps++)
        {
            var (at, axes) = queue.Dequeue();
            if (!seen.Add(at)) continue;
            foreach (var reader in m.Readers(at))
            {
                if (Images.Contains(reader.FullName) && reader.Inputs[0] == at)
                    return [.. Importer.ChannelsLast(rank).Select(a => axes[a])];
                if (reader.Outputs.Length == 0) continue;
                if (Passing.Contains(reader.FullName)) queue.Enqueue((reader.Outputs[0], axes));
                if (reader.FullName == "Transpose" && reader.Ints("perm") is { } perm && perm.Order().SequenceEqual(plain))
                    queue.Enqueue((reader.Outputs[0], [.. perm.Select(a => axes[a])]));
            }
        }
        return plain;
    }

    /// <summary>The scale of an input of integers is that of the DequantizeLinear that reads it.</summary>
    private static Quantization.PerTensor? QuantizationOf(Importer m, string name, ElementType element)
    {
        if (element is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int16)) return null;
        for (var steps = 0; steps < MostSteps; steps++)
        {
            foreach (var reader in m.Readers(name))
                if (reader.FullName == "DequantizeLinear" && reader.Inputs[0] == name && m.Scale(reader) is { } scale
                    && scale.Element == element)
                    return element == ElementType.UInt8 ? scale.Quantization with { ZeroPoint = scale.Quantization.ZeroPoint + 128 }
                        : scale.Quantization;
            if (m.OnlyReader(name) is not { } next || next.Outputs.Length == 0
                || next.FullName is not ("Transpose" or "Reshape" or "Identity")) return null;
            name = next.Outputs[0];
        }
        return null;
    }
}
