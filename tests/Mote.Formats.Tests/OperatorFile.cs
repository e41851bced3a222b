using Mote.Core.Types;
using Mote.Formats.FlatBuffers;
using Mote.Formats.TfLite;

namespace Mote.Formats.Tests;

/// <summary>A file with operators in any combination of types, also those that no graph of ours can have.</summary>
internal sealed class OperatorFile
{
    private readonly List<(TensorType Type, byte[] Data, int? Code)> _tensors = [];
    private readonly List<(BuiltinOperator Code, int[] Inputs, int[] Outputs, int OptionsType, FlatField[] Options)> _operators = [];

    /// <param name="type">The type.</param>
    /// <param name="data">Constant content.</param>
    /// <param name="code">The number of the element type, if not the usual one.</param>
    public int Tensor(TensorType type, byte[]? data = null, int? code = null)
    {
        _tensors.Add((type, data ?? [], code));
        return _tensors.Count - 1;
    }

    public int Constant<T>(TensorType type, params ReadOnlySpan<T> values)
        where T : unmanaged => Tensor(type, Core.Types.Tensor.From(type, values).Bytes.ToArray());

    public int Int32s(params ReadOnlySpan<int> values) => Constant(new TensorType(ElementType.Int32, [values.Length]), values);

    public OperatorFile Operator(BuiltinOperator code, int[] inputs, int[] outputs, int optionsType = 0, params FlatField[] options)
    {
        _operators.Add((code, inputs, outputs, optionsType, options));
        return this;
    }

    public byte[] Write(int[] inputs, int[] outputs)
    {
        var file = new FlatBufferBuilder();
        FlatRef[] buffers = [file.Table(), .. _tensors.Select(t => file.Table(FlatField.Ref(file.Vector<byte>(t.Data, 16))))];
        var tensors = _tensors.Select((t, i) => WriteTensor(file, t.Type, t.Code, t.Data.Length == 0 ? 0 : i + 1, $"t{i}")).ToList();
        var operators = _operators.Select((o, i) => WriteOperator(file, o.Inputs, o.Outputs, o.OptionsType, o.Options, i)).ToList();
        var codes = _operators.Select(o => file.Table(
            FlatField.Byte(Math.Min((int)o.Code, 127)), FlatField.Absent, FlatField.Int(1), FlatField.Int((int)o.Code))).ToList();
        var subgraph = file.Table(
            FlatField.Ref(file.Tables(tensors)), FlatField.Ref(file.Vector<int>(inputs)), FlatField.Ref(file.Vector<int>(outputs)),
            FlatField.Ref(file.Tables(operators)), FlatField.Ref(file.Text("main")));
        return file.Finish(file.Table(
            FlatField.Int(3), FlatField.Ref(file.Tables(codes)), FlatField.Ref(file.Tables([subgraph])), FlatField.Ref(file.Text("test")),
            FlatField.Ref(file.Tables(buffers))), "TFL3");
    }

    private static FlatRef WriteOperator(FlatBufferBuilder file, int[] inputs, int[] outputs, int optionsType, FlatField[] options, int index)
    {
        var (reads, gives) = (file.Vector<int>(inputs), file.Vector<int>(outputs));
        var table = optionsType == 0 ? default : file.Table(options);
        return file.Table(FlatField.Int(index), FlatField.Ref(reads), FlatField.Ref(gives),
            optionsType == 0 ? FlatField.Absent : FlatField.Byte(optionsType), FlatField.Ref(table));
    }

    private static FlatRef WriteTensor(FlatBufferBuilder file, TensorType type, int? code, int buffer, string name)
    {
        var (scales, zeroPoints, axis) = type.Quantization switch
        {
            Quantization.PerTensor q => ((float[])[q.Scale], (long[])[q.ZeroPoint], 0),
            Quantization.PerAxis q => ([.. q.Scales], new long[q.Scales.Count], q.Axis),
            null => ([], [], 0),
        };
        var quantization = scales.Length == 0 ? default : file.Table(FlatField.Absent, FlatField.Absent,
            FlatField.Ref(file.Vector<float>(scales)), FlatField.Ref(file.Vector<long>(zeroPoints, 8)), FlatField.Absent, FlatField.Absent,
            FlatField.Int(axis));
        return file.Table(FlatField.Ref(file.Vector(type.Shape.Dims.AsSpan())), FlatField.Byte(code ?? Number(type.Element)),
            FlatField.Int(buffer), FlatField.Ref(file.Text(name)), FlatField.Ref(quantization));
    }

    private static int Number(ElementType element) => element switch
    {
        ElementType.Float32 => 0,
        ElementType.Int32 => 2,
        ElementType.UInt8 => 3,
        ElementType.Int64 => 4,
        ElementType.Bool => 6,
        ElementType.Int16 => 7,
        ElementType.Int8 => 9,
        ElementType.UInt32 => 15,
        ElementType.UInt64 => 12,
        ElementType.Int4 => 17,
    };
}
