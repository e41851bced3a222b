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
    public static byte[] Write(Graph graph, string description = "Mote")
    {
        var file = new FlatBufferBuilder();
        var plan = new TfLiteWritePlan(graph);

        var buffers = plan.Buffers.Select(data => data.Length == 0
            ? file.Table() : file.Table(FlatField.Ref(file.Vector<byte>(data, 16)))).ToList();
        var tensors = plan.Tensors.Select(t => WriteTensor(file, t)).ToList();
        var operators = plan.Operators.Select(o => WriteOperator(file, o)).ToList();
        var codes = plan.Codes.Select(c => file.Table(
            FlatField.Byte(Math.Min((int)c.Code, 127)),
            c.Custom.Length == 0 ? FlatField.Absent : FlatField.Ref(file.Text(c.Custom)), FlatField.Int(c.Version), FlatField.Int((int)c.Code))).ToList();
        var subgraph = file.Table(
            FlatField.Ref(file.Tables(tensors)),
            FlatField.Ref(file.Vector<int>([.. graph.Inputs.Select(i => plan.TensorOf(i))])),
            FlatField.Ref(file.Vector<int>([.. graph.Outputs.Select(o => plan.TensorOf(o))])),
            FlatField.Ref(file.Tables(operators)),
            FlatField.Ref(file.Text(graph.Name)));
        var model = file.Table(
            FlatField.Int(3),
            FlatField.Ref(file.Tables(codes)),
            FlatField.Ref(file.Tables([subgraph])),
            FlatField.Ref(file.Text(description)),
            FlatField.Ref(file.Tables(buffers)));
        return file.Finish(model, "TFL3");
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

    private static FlatRef WriteOperator(FlatBufferBuilder file, TfLiteOperatorPlan o)
    {
        var inputs = file.Vector<int>(o.Inputs);
        var outputs = file.Vector<int>(o.Outputs);
        var custom = o.Custom is { Length: > 0 } bytes ? file.Vector<byte>(bytes) : default;
        var options = o.Text is { } text ? file.Table(FlatField.Absent, FlatField.Ref(file.Text(text)))
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
