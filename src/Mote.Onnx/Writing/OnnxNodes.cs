using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Writing;

/// <summary>What each operator of the graph is in ONNX.</summary>
internal static partial class OnnxNodes
{
    public static void Write(OnnxFile f, Node n)
    {
        foreach (var id in n.Inputs.Concat(n.Outputs).Where(i => !i.IsNone))
            if (f.Type(id) is { Element: ElementType.Int16, Quantization: not null })
                throw None(n, "quantized to 16 bits has", "Quantize to 8 bits, or write the graph as .tflite.");
        Action write = n.Op switch
        {
            Conv2D o => () => Convolution(f, n, o.Steps, o.Padding, o.Activation, depthwise: false),
            DepthwiseConv2D o => () => Convolution(f, n, o.Steps, o.Padding, o.Activation, depthwise: true),
            AveragePool2D o => () => Pool(f, n, "AveragePool", o.KernelY, o.KernelX, o.Steps, o.Padding, o.Activation),
            MaxPool2D o => () => Pool(f, n, "MaxPool", o.KernelY, o.KernelX, o.Steps, o.Padding, o.Activation),
            FullyConnected o => () => Matrix(f, n, o),
            Add o => () => Plain(f, n, "Add", o.Activation),
            Mul o => () => Plain(f, n, "Mul", o.Activation),
            Binary o => () => Pair(f, n, o),
            Relu o => () => One(f, n, x => Clamped(f, x, o.Kind)),
            LeakyRelu o => () => One(f, n, x => f.Add("LeakyRelu", [x], a => a.Float("alpha", o.Alpha))),
            Unary o => () => One(f, n, x => Function(f, x, o.Kind)),
            Quantize => () => f.Define(n.Output, f.Real(n.Inputs[0])),
            Dequantize => () => f.Define(n.Output, f.Real(n.Inputs[0])),
            Softmax o => () => f.Define(n.Output, f.Add("Softmax",
                [o.Beta == 1 ? f.Real(n.Inputs[0]) : f.Add("Mul", [f.Real(n.Inputs[0]), f.Number(o.Beta)])], a => a.Int("axis", -1))),
            LogSoftmax => () => f.Define(n.Output, f.Add("LogSoftmax", [f.Real(n.Inputs[0])], a => a.Int("axis", -1))),
            L2Normalization => () => f.Define(n.Output, f.Add("LpNormalization", [f.Real(n.Inputs[0])], a => a.Int("axis", -1))),
            Reshape => () => f.Define(n.Output, Shaped(f, f.Real(n.Inputs[0]), f.Type(n.Output).Shape)),
            Pad o => () => Padded(f, n, o.Before, o.After, o.Value, "constant"),
            MirrorPad o => () => Padded(f, n, o.Before, o.After, null, o.Symmetric ? throw None(n, "that repeats the border has")
                : "reflect"),
            Concatenation o => () => f.Define(n.Output, f.Add("Concat", n.Inputs.Select(f.Real), a => a.Int("axis", o.Axis))),
            Mean o => () => Along(f, n, "ReduceMean", o.Axes, o.KeepDims),
            Reduce { Kind: ReduceKind.Sum } o => () => f.Define(n.Output,
                f.Add("ReduceSum", [f.Real(n.Inputs[0]), f.Integers(o.Axes.AsSpan())], a => a.Int("keepdims", o.KeepDims ? 1 : 0))),
            Reduce { Kind: ReduceKind.Max } o => () => Along(f, n, "ReduceMax", o.Axes, o.KeepDims),
            Reduce { Kind: ReduceKind.Min } o => () => Along(f, n, "ReduceMin", o.Axes, o.KeepDims),
            ArgReduce o => () => Place(f, n, o),
            CumSum o => () => f.Define(n.Output, f.Add("CumSum", [f.Real(n.Inputs[0]), f.Constant("axis", Scalar(o.Axis))], a =>
            {
                a.Int("exclusive", o.Exclusive ? 1 : 0);
                a.Int("reverse", o.Reverse ? 1 : 0);
            })),
            Cast o => () => f.Define(n.Output,
                f.Add("Cast", [f.Real(n.Inputs[0])], a => a.Int("to", OnnxFile.Code(o.To, n.Origin.ToString())))),
            Compare o => () => Compared(f, n, o.Kind),
            Select => () => Plain(f, n, "Where", Activation.None),
            PRelu => () => Plain(f, n, "PRelu", Activation.None),
            AddN => () => Plain(f, n, "Sum", Activation.None),
            StridedSlice o => () => Sliced(f, n, o),
            Split o => () => Parts(f, n, o),
            Pack o => () => f.Define(n.Output, f.Add("Concat",
                n.Inputs.Select(i => f.Add("Unsqueeze", [f.Real(i), f.Integers(o.Axis)])), a => a.Int("axis", o.Axis))),
            Transpose o => () => f.Define(n.Output, f.Add("Transpose", [f.Real(n.Inputs[0])], a => a.Ints("perm", o.Permutation))),
            Reverse o => () => f.Define(n.Output, f.Add("Slice",
                [f.Real(n.Inputs[0]), All(f, o.Axes.Count, -1), All(f, o.Axes.Count, int.MinValue), f.Integers(o.Axes.AsSpan()),
                    All(f, o.Axes.Count, -1)])),
            BroadcastTo o => () => f.Define(n.Output, f.Add("Expand", [f.Real(n.Inputs[0]), f.Integers(o.To.Dims.AsSpan())])),
            SpaceToDepth o => () =>
                f.Define(n.Output, f.Add("SpaceToDepth", [f.Image(n.Inputs[0])], a => a.Int("blocksize", o.Block)), image: true),
            DepthToSpace o => () =>
                f.Define(n.Output, f.Add("DepthToSpace", [f.Image(n.Inputs[0])], a => a.Int("blocksize", o.Block)), image: true),
            Resize o => () => Resized(f, n, o),
            Gather { BatchDims: 0 } o => () =>
                f.Define(n.Output, f.Add("Gather", [f.Real(n.Inputs[0]), f.Real(n.Inputs[1])], a => a.Int("axis", o.Axis))),
            ZerosLike => () => f.Define(n.Output, f.Add("Sub", [f.Real(n.Inputs[0]), f.Real(n.Inputs[0])])),
            Lstm o => () => Recurrent(f, n, o),
            Gru o => () => Gated(f, n, o),
            TransposeConv2D o => () => Painting(f, n, o),
            L2Pool2D o => () => RootPool(f, n, o),
            TreeEnsemble o => () => Trees(f, n, o),
            Reduce or Gather or GatherNd or Lookup or Svdf or SpaceToBatch or BatchToSpace or EmbeddingLookup or DynamicUpdateSlice
                or BroadcastArgs or FastGrnn or If or While or DetectionPostProcess
                or ForEachFrame or LogSpectrum or Standardize => throw None(n),
            BatchMatMul o => () => f.Define(n.Output, f.Add("MatMul",
                [Turned(f, f.Real(n.Inputs[0]), o.TransposeA, f.Type(n.Inputs[0]).Shape.Rank),
                    Turned(f, f.Real(n.Inputs[1]), o.TransposeB, f.Type(n.Inputs[1]).Shape.Rank)])),
            WindowFunction or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBank or FilterBankSquareRoot or SpectralSubtraction
                or Pcan or FilterBankLog or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic => throw None(n),
        };
        write();
    }

    private static MoteException None(Node n, string form = "has", string help = "Write the graph as .tflite.") =>
        new("MOTE0136", $"layer '{n.Origin}'", $"{n.Op.Name()} {form} no counterpart in ONNX.", help);

    /// <summary>The last two axes exchanged, if asked to.</summary>
    private static string Turned(OnnxFile f, string x, bool turn, int rank) => !turn ? x
        : f.Add("Transpose", [x], a => a.Ints("perm", [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]));

    private static Tensor Scalar(int value) => Tensor.From<long>(new TensorType(ElementType.Int64, []), [value]);

    private static string All(OnnxFile f, int count, int value) => f.Integers([.. Enumerable.Repeat(value, count)]);

    public static string Clamped(OnnxFile f, string x, Activation activation) => activation switch
    {
        Activation.None => x,
        Activation.Relu => f.Add("Relu", [x]),
        Activation.Relu6 => f.Add("Clip", [x, f.Number(0), f.Number(6)]),
        Activation.ReluN1To1 => f.Add("Clip", [x, f.Number(-1), f.Number(1)]),
    };

    /// <summary>A function of each element stays with channels first where its operand is.</summary>
    private static void One(OnnxFile f, Node n, Func<string, string> make)
    {
        var image = f.IsImageOnly(n.Inputs[0]);
        f.Define(n.Output, make(image ? f.Image(n.Inputs[0]) : f.Real(n.Inputs[0])), image);
    }

    /// <summary>Operands of one shape stay with channels first where all are.</summary>
    private static void Plain(OnnxFile f, Node n, string op, Activation activation)
    {
        var image = n.Inputs.All(f.IsImageOnly) && n.Inputs.All(i => f.Type(i).Shape == f.Type(n.Output).Shape);
        f.Define(n.Output, Clamped(f, f.Add(op, n.Inputs.Select(i => image ? f.Image(i) : f.Real(i))), activation), image);
    }

    private static void Pair(OnnxFile f, Node n, Binary op)
    {
        string a = f.Real(n.Inputs[0]), b = f.Real(n.Inputs[1]);
        string Floored() => f.Add("Floor", [f.Add("Div", [a, b])]);
        f.Define(n.Output, Clamped(f, op.Kind switch
        {
            BinaryKind.Sub => f.Add("Sub", [a, b]),
            BinaryKind.Div => f.Add("Div", [a, b]),
            BinaryKind.Minimum => f.Add("Min", [a, b]),
            BinaryKind.Maximum => f.Add("Max", [a, b]),
            BinaryKind.SquaredDifference => Squared(f, f.Add("Sub", [a, b])),
            BinaryKind.FloorDiv => Floored(),
            BinaryKind.FloorMod => f.Add("Sub", [a, f.Add("Mul", [b, Floored()])]),
            BinaryKind.And => f.Add("And", [a, b]),
            BinaryKind.Or => f.Add("Or", [a, b]),
        }, op.Activation));
    }

    private static string Function(OnnxFile f, string x, UnaryKind kind) => kind switch
    {
        UnaryKind.Square => Squared(f, x),
        UnaryKind.Rsqrt => f.Add("Reciprocal", [f.Add("Sqrt", [x])]),
        UnaryKind.Logistic => f.Add("Sigmoid", [x]),
        // x (1 + erf(x / √2)) / 2, and the tanh that stands for it.
        UnaryKind.Gelu => Halved(f, x, f.Add("Erf", [f.Add("Mul", [x, f.Number(0.70710678f)])])),
        UnaryKind.GeluTanh => Halved(f, x, f.Add("Tanh", [f.Add("Mul", [f.Number(0.79788456f),
            f.Add("Add", [x, f.Add("Mul", [f.Number(0.044715f), f.Add("Mul", [x, Squared(f, x)])])])])])),
        UnaryKind.Abs or UnaryKind.Neg or UnaryKind.Sqrt or UnaryKind.Exp or UnaryKind.Log or UnaryKind.Sin or UnaryKind.Cos
            or UnaryKind.Ceil
            or UnaryKind.Floor or UnaryKind.Round or UnaryKind.Tanh or UnaryKind.Elu or UnaryKind.HardSwish or UnaryKind.Not =>
                f.Add(kind.ToString(), [x]),
    };

    private static string Halved(OnnxFile f, string x, string y) =>
        f.Add("Mul", [f.Add("Mul", [x, f.Number(0.5f)]), f.Add("Add", [y, f.Number(1)])]);

    private static string Squared(OnnxFile f, string x) => f.Add("Mul", [x, x]);

    private static void Compared(OnnxFile f, Node n, ComparisonKind kind)
    {
        string[] operands = [f.Real(n.Inputs[0]), f.Real(n.Inputs[1])];
        f.Define(n.Output, kind switch
        {
            ComparisonKind.Equal => f.Add("Equal", operands),
            ComparisonKind.NotEqual => f.Add("Not", [f.Add("Equal", operands)]),
            ComparisonKind.Greater => f.Add("Greater", operands),
            ComparisonKind.GreaterEqual => f.Add("GreaterOrEqual", operands),
            ComparisonKind.Less => f.Add("Less", operands),
            ComparisonKind.LessEqual => f.Add("LessOrEqual", operands),
        });
    }

    public static string Shaped(OnnxFile f, string x, Shape shape) => f.Add("Reshape", [x, f.Integers(shape.Dims.AsSpan())]);

    private static void Along(OnnxFile f, Node n, string op, EquatableArray<int> axes, bool keep) =>
        f.Define(n.Output, f.Add(op, [f.Real(n.Inputs[0])], a =>
        {
            a.Ints("axes", axes);
            a.Int("keepdims", keep ? 1 : 0);
        }));

    private static void Place(OnnxFile f, Node n, ArgReduce op)
    {
        var wide = f.Add(op.Kind == ArgKind.Max ? "ArgMax" : "ArgMin", [f.Real(n.Inputs[0])], a =>
        {
            a.Int("axis", op.Axis);
            a.Int("keepdims", 0);
        });
        f.Define(n.Output, f.Add("Cast", [wide], a => a.Int("to", 6)));
    }

    private static void Padded(OnnxFile f, Node n, EquatableArray<int> before, EquatableArray<int> after, int? value, string mode)
    {
        var inputs = new List<string> { f.Real(n.Inputs[0]), f.Integers([.. before, .. after]) };
        if (value is { } stored)
        {
            if (f.Type(n.Inputs[0]).Quantization is not Quantization.PerTensor q) throw None(n, "of plain integers has");
            inputs.Add(f.Number(q.Scale * (stored - q.ZeroPoint)));
        }
        f.Define(n.Output, f.Add("Pad", inputs, a => a.Text("mode", mode)));
    }

    private static void Sliced(OnnxFile f, Node n, StridedSlice op)
    {
        var last = op.Begin.Select((b, i) => b + op.Sizes[i] * op.Strides[i]).Select(e => e < 0 ? int.MinValue : e);
        var part = f.Add("Slice", [f.Real(n.Inputs[0]), f.Integers(op.Begin.AsSpan()), f.Integers([.. last]),
            f.Integers([.. Enumerable.Range(0, op.Begin.Count)]), f.Integers(op.Strides.AsSpan())]);
        f.Define(n.Output, op.To.Dims == op.Sizes ? part : Shaped(f, part, op.To));
    }

    private static void Parts(OnnxFile f, Node n, Split op)
    {
        var names = n.Outputs.Select(_ => f.Unique("part")).ToArray();
        f.Node("Split", [f.Real(n.Inputs[0]), f.Integers(op.Sizes.AsSpan())], names).Int("axis", op.Axis);
        for (var i = 0; i < names.Length; i++)
            f.Define(n.Outputs[i], op.DropAxis ? Shaped(f, names[i], f.Type(n.Outputs[i]).Shape) : names[i]);
    }
}
