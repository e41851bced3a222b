using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;

namespace Mote.Formats.TfLite;

/// <summary>
/// Writes a graph as .tflite (schema version 3): one operator a node, names and quantization kept, constants aligned to 16 bytes,
/// equal constants stored once. The same graph gives the same bytes.
/// </summary>
public static class TfLiteWriter
{
    /// <exception cref="MoteException">MOTE0120: an operator cannot be expressed in the format.</exception>
    public static byte[] Write(Graph graph, string description = "Mote") => Write(graph, ModelMetadata.Described(description));

    /// <summary>With what a file says beside the graph.</summary>
    /// <exception cref="MoteException">MOTE0120: an operator cannot be expressed in the format.</exception>
    public static byte[] Write(Graph graph, ModelMetadata metadata)
    {
        var file = new FlatBufferBuilder();
        var plan = new TfLiteFilePlan();
        var main = plan.Add(graph);

        var buffers = plan.Buffers.Concat(TfLiteMetadata.Buffers(metadata)).Select(data => data.Length == 0
            ? file.Table() : file.Table(FlatField.Ref(file.Vector<byte>(data, 16)))).ToList();
        var subgraphs = plan.Subgraphs
            .Select((s, i) => WriteSubgraph(file, s, i == 0 ? metadata.GraphName ?? s.Name : s.Name)).ToList();
        var codes = plan.Codes.Select(c => file.Table(
            FlatField.Byte(Math.Min((int)c.Code, 127)),
            c.Custom.Length == 0 ? FlatField.Absent : FlatField.Ref(file.Text(c.Custom)),
            FlatField.Int(c.Version), FlatField.Int((int)c.Code))).ToList();
        var entries = TfLiteMetadata.WriteEntries(file, metadata, plan.Buffers.Count);
        var signatures = TfLiteMetadata.WriteSignatures(file, metadata, graph, main.TensorOf);
        var model = file.Table(
            FlatField.Int(3),
            FlatField.Ref(file.Tables(codes)),
            FlatField.Ref(file.Tables(subgraphs)),
            FlatField.Ref(file.Text(metadata.Description)),
            FlatField.Ref(file.Tables(buffers)),
            FlatField.Absent,
            entries,
            signatures);
        return file.Finish(model, "TFL3");
    }

    private static FlatRef WriteSubgraph(FlatBufferBuilder file, TfLiteSubgraphPlan subgraph, string name)
    {
        var tensors = subgraph.Tensors.Select(t => WriteTensor(file, t)).ToList();
        var operators = subgraph.Operators.Select(o => WriteOperator(file, o)).ToList();
        return file.Table(
            FlatField.Ref(file.Tables(tensors)),
            FlatField.Ref(file.Vector<int>(subgraph.Inputs)),
            FlatField.Ref(file.Vector<int>(subgraph.Outputs)),
            FlatField.Ref(file.Tables(operators)),
            FlatField.Ref(file.Text(name)));
    }

    private static FlatRef WriteTensor(FlatBufferBuilder file, TfLiteTensorPlan tensor)
    {
        var quantization = tensor.Type.Quantization switch
        {
            null => default,
            Quantization.PerTensor q => WriteQuantization(file, [q.Scale], [q.ZeroPoint], 0),
            Quantization.PerAxis q => WriteQuantization(file, q.Scales.AsSpan(), new long[q.Scales.Count], q.Axis),
        };
        return file.Table(
            FlatField.Ref(file.Vector(tensor.Type.Shape.Dims.AsSpan())),
            FlatField.Byte(tensor.Kind == TfLiteTensorKind.Resource ? 13 : Code(tensor.Type.Element)),
            FlatField.Int(tensor.Buffer),
            FlatField.Ref(file.Text(tensor.Name)),
            FlatField.Ref(quantization),
            tensor.Kind == TfLiteTensorKind.Variable ? FlatField.Bool(true) : FlatField.Absent);
    }

    private static FlatRef WriteQuantization(FlatBufferBuilder file, ReadOnlySpan<float> scales, ReadOnlySpan<long> zeroPoints, int axis)
    {
        var scale = file.Vector(scales);
        var zeroPoint = file.Vector(zeroPoints, 8);
        return file.Table(FlatField.Absent, FlatField.Absent, FlatField.Ref(scale), FlatField.Ref(zeroPoint),
            FlatField.Absent, FlatField.Absent, FlatField.Int(axis));
    }

    private static FlatRef WriteResource(FlatBufferBuilder file, TfLiteResource resource)
    {
        var container = resource.Container is { } text ? FlatField.Ref(file.Text(text)) : FlatField.Absent;
        return file.Table(container, FlatField.Ref(file.Text(resource.Name)));
    }

    private static FlatRef WriteOperator(FlatBufferBuilder file, TfLiteOperatorPlan o)
    {
        var inputs = file.Vector<int>(o.Inputs);
        var outputs = file.Vector<int>(o.Outputs);
        var custom = o.Custom is { Length: > 0 } bytes ? file.Vector<byte>(bytes) : default;
        var options = o.Resource is { } resource ? WriteResource(file, resource)
            : o.Options.Length == 0 ? default : file.Table(o.Options);
        return file.Table(
            FlatField.Int(o.CodeIndex),
            FlatField.Ref(inputs),
            FlatField.Ref(outputs),
            options.IsNone ? FlatField.Absent : FlatField.Byte(o.OptionsType),
            FlatField.Ref(options),
            FlatField.Ref(custom));
    }

    internal static int Code(ElementType element) => element switch
    {
        ElementType.Float32 => 0,
        ElementType.Int32 => 2,
        ElementType.UInt8 => 3,
        ElementType.Int64 => 4,
        ElementType.Bool => 6,
        ElementType.Int16 => 7,
        ElementType.Int8 => 9,
        ElementType.UInt64 => 12,
        ElementType.UInt32 => 15,
        ElementType.Int4 => 17,
    };
}
