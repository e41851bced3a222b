using Mote.Formats.FlexBuffers;
using Mote.Formats.FlatBuffers;

namespace Mote.Testing;

/// <summary>
/// A .tflite that no writer of ours writes: rows of three int8 through circular buffers, of each of which the largest of its rows goes
/// into the next one. Parts of it run in some calls only.
/// </summary>
public static class StreamingModel
{
    private const int MaxPool = 17, Custom = 32;

    /// <param name="cycles">cycles_max of each buffer; 0 to leave it out.</param>
    /// <param name="rows">Of each buffer.</param>
    public static byte[] Write(int[] cycles, int rows = 4)
    {
        var file = new FlatBufferBuilder();
        var tensors = new List<FlatRef> { Tensor(file, "x", [1, 1, 1, 3]) };
        var operators = new List<FlatRef>();
        foreach (var (period, i) in cycles.Select((c, i) => (c, i)))
        {
            tensors.Add(Tensor(file, $"rows {i}", [1, rows, 1, 3], isVariable: true));
            byte[] options = period == 0 ? [] : FlexMapWriter.Write([("cycles_max", new FlexValue.Int(period))]);
            operators.Add(Operator(file, 0, tensors.Count - 2, tensors.Count - 1, default, 0, options));
            if (i == cycles.Length - 1) break;
            tensors.Add(Tensor(file, $"largest {i}", [1, 1, 1, 3]));
            var pool = file.Table(FlatField.Byte(1), FlatField.Int(1), FlatField.Int(1), FlatField.Int(1), FlatField.Int(rows));
            operators.Add(Operator(file, 1, tensors.Count - 2, tensors.Count - 1, pool, 5, []));
        }
        var name = file.Text("CIRCULAR_BUFFER");
        FlatRef[] codes =
        [
            file.Table(FlatField.Byte(Custom), FlatField.Ref(name), FlatField.Int(1), FlatField.Int(Custom)),
            file.Table(FlatField.Byte(MaxPool), FlatField.Absent, FlatField.Int(2), FlatField.Int(MaxPool)),
        ];
        var subgraph = file.Table(
            FlatField.Ref(file.Tables(tensors)), FlatField.Ref(file.Vector<int>([0])), FlatField.Ref(file.Vector<int>([tensors.Count - 1])),
            FlatField.Ref(file.Tables(operators)));
        var empty = file.Table();
        var model = file.Table(FlatField.Int(3), FlatField.Ref(file.Tables(codes)), FlatField.Ref(file.Tables([subgraph])),
            FlatField.Absent, FlatField.Ref(file.Tables([empty])));
        return file.Finish(model, "TFL3");
    }

    private static FlatRef Tensor(FlatBufferBuilder file, string name, int[] shape, bool isVariable = false)
    {
        var quantization = file.Table(
            FlatField.Absent, FlatField.Absent, FlatField.Ref(file.Vector<float>([0.5f])), FlatField.Ref(file.Vector<long>([-7], 8)));
        return file.Table(FlatField.Ref(file.Vector<int>(shape)), FlatField.Byte(9), FlatField.Int(0), FlatField.Ref(file.Text(name)),
            FlatField.Ref(quantization), isVariable ? FlatField.Bool(true) : FlatField.Absent);
    }

    private static FlatRef Operator(FlatBufferBuilder file, int code, int input, int output, FlatRef options, int kind, byte[] custom) =>
        file.Table(FlatField.Int(code), FlatField.Ref(file.Vector<int>([input])), FlatField.Ref(file.Vector<int>([output])),
            options.IsNone ? FlatField.Absent : FlatField.Byte(kind), FlatField.Ref(options),
            custom.Length == 0 ? FlatField.Absent : FlatField.Ref(file.Vector<byte>(custom)));
}
