using System.Buffers.Binary;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;

namespace Mote.Formats.TfLite;

/// <summary>The tensors of a file: their types, their constants, and the graph values they have become.</summary>
internal sealed class TfLiteTensors
{
    public const int MostDimensions = 8;

    /// <summary>All tensors together; what a microcontroller holds is a thousand times less.</summary>
    private const long MostBytes = 1L << 28;

    private const byte Half = 1;

    private readonly FlatVector _buffers;
    private readonly FlatTable[] _tables;
    private readonly ValueId?[] _values;
    private readonly TensorType?[] _types;
    private readonly Dictionary<int, Tensor> _folded = [];
    private readonly Dictionary<int, ValueId> _states = [];
    private readonly HashSet<int> _buffersOfStreams = [];
    private readonly string _file;
    private long _bytes;

    public TfLiteTensors(FlatTable model, FlatTable subgraph, string file, TfLiteSubgraphs subgraphs)
    {
        Subgraphs = subgraphs;
        _buffers = model.Vector(4, 4, "buffers");
        _file = file;
        var tables = subgraph.Vector(0, 4, "tensors");
        _tables = new FlatTable[tables.Count];
        for (var i = 0; i < _tables.Length; i++) _tables[i] = tables.Table(i);
        _values = new ValueId?[_tables.Length];
        _types = new TensorType?[_tables.Length];
    }

    /// <summary>The others of the file, which control flow runs.</summary>
    public TfLiteSubgraphs Subgraphs { get; }

    public string Name(int index) => index >= 0 && index < _tables.Length ? _tables[index].Text(3, "name") : $"tensor {index}";

    public TensorType Type(int index, string usedBy)
    {
        CheckIndex(index, usedBy);
        return _types[index] ??= ReadType(index);
    }

    public void DefineInput(GraphBuilder builder, int index)
    {
        var where = $"{_file}: model input";
        CheckUndefined(index, where);
        if (Buffer(index).Length > 0) throw Bad(index, "is an input of the model, but has constant data.");
        if (IsVariable(index)) throw Bad(index, "is an input of the model, but a variable.");
        _values[index] = builder.Input(Name(index), Type(index, where));
    }

    public void Define(int index, ValueId value) => _values[index] = value;

    public bool IsDefined(int index) => index >= 0 && index < _values.Length && _values[index] is not null;

    /// <summary>The types of an operator's operands and results, for messages; nothing where they cannot be read.</summary>
    public string Signature(TfLiteOperator o)
    {
        try
        {
            var inputs = o.Inputs.Where(t => t >= 0).Select(t => Type(t, o.Where).ToString());
            var outputs = o.Outputs.Select(t => Type(t, o.Where).ToString());
            return $" ({string.Join(", ", inputs)} -> {string.Join(", ", outputs)})";
        }
        catch (MoteException)
        {
            return "";
        }
    }

    /// <summary>An operator's output that is known when the file is read: from now on a constant.</summary>
    public void DefineConstant(GraphBuilder builder, int index, Tensor data)
    {
        _folded[index] = data;
        _values[index] = builder.Constant(Name(index), data);
    }

    public void CheckUndefined(int index, string where)
    {
        CheckIndex(index, where);
        if (_values[index] is not null || Buffer(index).Length > 0 || IsVariable(index))
            throw new MoteException("MOTE0111", where, $"tensor {index} '{Name(index)}' is written twice.");
    }

    /// <summary>The value of a tensor that is an operand; constants are made on first use.</summary>
    public ValueId Use(GraphBuilder builder, int index, string where)
    {
        CheckIndex(index, where);
        if (_values[index] is null && IsVariable(index)) _values[index] = _states[index] = NewState(builder, index, where);
        return _values[index] ??= Constant(index, where) is { } data
            ? builder.Constant(Name(index), data)
            : throw new MoteException("MOTE0111", where, $"tensor {index} '{Name(index)}' is read before anything writes it.");
    }

    /// <summary>Whether the tensor keeps its value from one inference to the next.</summary>
    public bool IsVariable(int index) =>
        index >= 0 && index < _tables.Length && _tables[index].Bool(5) && !_buffersOfStreams.Contains(index);

    /// <summary>A tensor, variable or not, that an operator gives and keeps: to everybody else it is a result.</summary>
    public void ClaimAsBuffer(int index, string where)
    {
        CheckIndex(index, where);
        _buffersOfStreams.Add(index);
        CheckUndefined(index, where);
    }

    /// <summary>An operator has changed a variable: who reads it next, now or in the next inference, reads this.</summary>
    public void Keep(GraphBuilder builder, int index, ValueId value)
    {
        _values[index] = value;
        builder.Keep(_states[index], value);
    }

    /// <summary>The data of a constant tensor; null if it is none.</summary>
    public Tensor? Constant(int index, string where)
    {
        CheckIndex(index, where);
        if (_folded.TryGetValue(index, out var folded)) return folded;
        var data = Buffer(index);
        if (data.Length == 0) return null;
        var type = Type(index, where);
        if (_tables[index].Byte(1) == Half && data.Length == 2 * type.Elements) return RealWeights.OfHalves(type.Shape, data);
        if (data.Length != type.Bytes) throw Bad(index, $"takes {type.Bytes} bytes as {type}, but its buffer has {data.Length}.");
        return Tensor.FromBytes(type, data);
    }

    /// <summary>A constant list of integers, such as axes or paddings.</summary>
    public int[] Integers(int index, string where, string meaning)
    {
        if (Constant(index, where) is not { } tensor)
            throw new MoteException("MOTE0109", where, $"the {meaning} (tensor {index} '{Name(index)}') must be constant.");
        var values = new int[tensor.Type.Elements];
        for (var i = 0; i < values.Length; i++)
            values[i] = tensor.Type.Element switch
            {
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(tensor.Bytes[(4 * i)..]),
                ElementType.Int64 =>
                    (int)Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(tensor.Bytes[(8 * i)..]), int.MinValue, int.MaxValue),
                ElementType.Int8 => (sbyte)tensor.Bytes[i],
                ElementType.Float32 or ElementType.Int16 or ElementType.UInt8 or ElementType.UInt32 or ElementType.UInt64
                    or ElementType.Bool or ElementType.Int4 =>
                    throw new MoteException("MOTE0109", where, $"the {meaning} are {tensor.Type.Element.Text()}; integers are expected."),
            };
        return values;
    }

    private TensorType ReadType(int index)
    {
        var table = _tables[index];
        var dims = table.Vector(0, 4, "shape").Int32s();
        if (dims.Length > MostDimensions) throw Bad(index, $"has {dims.Length} dimensions; {MostDimensions} are supported.");
        long elements = 1;
        foreach (var dim in dims)
        {
            if (dim <= 0) throw Bad(index, $"has the shape [{string.Join(',', dims)}]; dimensions must be known and positive.");
            elements = Math.Min(elements * dim, MostBytes + 1);
        }
        var type = new TensorType(Element(table.Byte(1), index), Shape.Create(dims));
        if (elements <= MostBytes) _bytes += elements * type.Element.Bytes();
        if (elements > MostBytes || _bytes > MostBytes)
            throw Bad(index, $"has the shape [{string.Join(',', dims)}]: with it the tensors take more than {MostBytes >> 20} MiB.");
        if (table.Has(6)) throw Bad(index, "is stored sparse, which is not supported.");
        return type.IsFloat ? type : type with { Quantization = ReadQuantization(table, index, type) };
    }

    private Quantization? ReadQuantization(FlatTable tensor, int index, TensorType type)
    {
        if (tensor.Table(4, "quantization") is not { } table) return null;
        var scales = table.Vector(2, 4, "scale");
        var zeroPoints = table.Vector(3, 8, "zero_point");
        if (scales.Count == 0) return null;
        for (var i = 0; i < scales.Count; i++)
            if (!float.IsFinite(scales.Single(i)) || scales.Single(i) <= 0)
                throw Bad(index, $"has the scale {scales.Single(i)}; scales must be positive and finite.");
        if (zeroPoints.Count != 0 && zeroPoints.Count != scales.Count)
            throw Bad(index, $"has {scales.Count} scales but {zeroPoints.Count} zero points.");
        if (scales.Count == 1)
        {
            var zeroPoint = zeroPoints.Count == 0 ? 0 : zeroPoints.Int64(0);
            var (min, max) = type.Element is ElementType.Bool or ElementType.Int64 or ElementType.UInt32 or ElementType.UInt64
                ? (0, 0) : type.Element.Range();
            if (zeroPoint < min || zeroPoint > max)
                throw Bad(index, $"has the zero point {zeroPoint}; {type.Element.Text()} holds {min} to {max}.");
            return new Quantization.PerTensor(scales.Single(0), (int)zeroPoint);
        }
        var axis = table.Int(6);
        if (axis < 0 || axis >= type.Shape.Rank || type.Shape[axis] != scales.Count)
            throw Bad(index, $"has {scales.Count} scales along axis {axis} of {type.Shape}.");
        for (var i = 0; i < zeroPoints.Count; i++)
            if (zeroPoints.Int64(i) != 0)
                throw Bad(index, $"has the zero point {zeroPoints.Int64(i)} in channel {i}; per-channel zero points must be 0.");
        var values = new float[scales.Count];
        for (var i = 0; i < values.Length; i++) values[i] = scales.Single(i);
        return new Quantization.PerAxis(axis, new EquatableArray<float>(values));
    }

    private ElementType Element(byte code, int index) => code switch
    {
        0 => ElementType.Float32,
        // Reals of 16 bits are stored only: as constants, which are widened when they are read.
        Half when Buffer(index).Length > 0 => ElementType.Float32,
        Half => throw Bad(index, "holds reals of 16 bits that are computed; only constants can."),
        2 => ElementType.Int32,
        3 => ElementType.UInt8,
        4 => ElementType.Int64,
        6 => ElementType.Bool,
        7 => ElementType.Int16,
        9 => ElementType.Int8,
        12 => ElementType.UInt64,
        15 => ElementType.UInt32,
        17 => ElementType.Int4,
        _ => throw Bad(index, $"has the element type number {code}, which is not supported."),
    };

    private ReadOnlySpan<byte> Buffer(int index)
    {
        var number = _tables[index].Int(2);
        if (number < 0 || number >= _buffers.Count) throw Bad(index, $"is in buffer {number}; the file has {_buffers.Count}.");
        if (number == 0) return [];
        var buffer = _buffers.Table(number);
        if (buffer.Has(1) && buffer.Long(1) > 1)
            throw Bad(index, "is stored behind the FlatBuffer (a file of more than 2 GB), which is not supported.");
        return buffer.Vector(0, 1, "data").Bytes(1);
    }

    private ValueId NewState(GraphBuilder builder, int index, string where)
    {
        if (Buffer(index).Length > 0) throw Bad(index, "is a variable, but has constant data.");
        return builder.State(Name(index), Zero(Type(index, where)));
    }

    /// <summary>The real value zero throughout.</summary>
    public static Tensor Zero(TensorType type)
    {
        var bytes = new byte[type.Bytes];
        // What has no zero point is zero as it is; one of 16 bits is written byte by byte.
        if (type.Quantization is not Quantization.PerTensor { ZeroPoint: not 0 } q) return Tensor.FromBytes(type, bytes);
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(q.ZeroPoint >> (8 * (i % type.Element.Bytes())));
        return Tensor.FromBytes(type, bytes);
    }

    private void CheckIndex(int index, string where)
    {
        if (index < 0 || index >= _tables.Length)
            throw new MoteException("MOTE0110", where, $"tensor {index} does not exist; the file has {_tables.Length}.");
    }

    private MoteException Bad(int index, string problem) =>
        new("MOTE0110", $"{_file}: tensor {index} '{Name(index)}' (byte offset {_tables[index].Offset})", $"the tensor {problem}");
}
