using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;
using Op = Mote.Core.Ops.Op;

namespace Mote.Formats.TfLite;

/// <summary>
/// From the file's operators to ours. Operands that say how to compute (shapes, axes, paddings) become attributes; only what is
/// computed with stays an operand.
/// </summary>
internal static partial class TfLiteOperators
{
    private delegate (Op Op, int[] Operands) Decoder(TfLiteOperator o, TfLiteTensors tensors);

    private static readonly SortedDictionary<BuiltinOperator, Decoder> Decoders = new()
    {
        [BuiltinOperator.ADD] = (o, _) => (new Add(Activated(o, o.Options(11), 0)), o.Inputs),
        [BuiltinOperator.AVERAGE_POOL_2D] = (o, t) => (Pool(o, t, (ky, kx, s, p, a) => new AveragePool2D(ky, kx, s, p, a)), o.Inputs),
        [BuiltinOperator.CONCATENATION] = Concatenation,
        [BuiltinOperator.CONV_2D] = Conv2D,
        [BuiltinOperator.DEPTHWISE_CONV_2D] = DepthwiseConv2D,
        [BuiltinOperator.DEQUANTIZE] = (o, _) => (new Dequantize(), o.Inputs),
        [BuiltinOperator.FULLY_CONNECTED] = FullyConnected,
        [BuiltinOperator.MAX_POOL_2D] = (o, t) => (Pool(o, t, (ky, kx, s, p, a) => new MaxPool2D(ky, kx, s, p, a)), o.Inputs),
        [BuiltinOperator.MEAN] = Mean,
        [BuiltinOperator.MUL] = (o, _) => (new Mul(Activated(o, o.Options(21), 0)), o.Inputs),
        [BuiltinOperator.PAD] = Pad,
        [BuiltinOperator.PADV2] = Pad,
        [BuiltinOperator.QUANTIZE] = (o, t) => (new Quantize(OutputType(o, t).Element), o.Inputs),
        [BuiltinOperator.RELU] = (o, _) => (new Relu(Activation.Relu), o.Inputs),
        [BuiltinOperator.RELU6] = (o, _) => (new Relu(Activation.Relu6), o.Inputs),
        [BuiltinOperator.RELU_N1_TO_1] = (o, _) => (new Relu(Activation.ReluN1To1), o.Inputs),
        [BuiltinOperator.RESHAPE] = Reshape,
        [BuiltinOperator.BATCH_MATMUL] = (o, _) => TfLiteMatrixLike.BatchMatMul(o),
        [BuiltinOperator.L2_POOL_2D] = (o, t) => (Pool(o, t, (ky, kx, s, p, a) => new L2Pool2D(ky, kx, s, p, a)), o.Inputs),
        [BuiltinOperator.TRANSPOSE_CONV] = (o, t) => TfLiteMatrixLike.TransposeConv(o, t, o.Options(49), Activated(o, o.Options(49), 3)),
        [BuiltinOperator.SVDF] = Svdf,
        [BuiltinOperator.UNIDIRECTIONAL_SEQUENCE_LSTM] = Lstm,
        [BuiltinOperator.SOFTMAX] = (o, _) => (new Softmax(o.Options(9)?.Float(0) ?? 0), o.Inputs),
        [BuiltinOperator.ABS] = (o, _) => (new Unary(UnaryKind.Abs), o.Inputs),
        [BuiltinOperator.NEG] = (o, _) => (new Unary(UnaryKind.Neg), o.Inputs),
        [BuiltinOperator.SQRT] = (o, _) => (new Unary(UnaryKind.Sqrt), o.Inputs),
        [BuiltinOperator.RSQRT] = (o, _) => (new Unary(UnaryKind.Rsqrt), o.Inputs),
        [BuiltinOperator.SQUARE] = (o, _) => (new Unary(UnaryKind.Square), o.Inputs),
        [BuiltinOperator.EXP] = (o, _) => (new Unary(UnaryKind.Exp), o.Inputs),
        [BuiltinOperator.LOG] = (o, _) => (new Unary(UnaryKind.Log), o.Inputs),
        [BuiltinOperator.SIN] = (o, _) => (new Unary(UnaryKind.Sin), o.Inputs),
        [BuiltinOperator.COS] = (o, _) => (new Unary(UnaryKind.Cos), o.Inputs),
        [BuiltinOperator.CEIL] = (o, _) => (new Unary(UnaryKind.Ceil), o.Inputs),
        [BuiltinOperator.FLOOR] = (o, _) => (new Unary(UnaryKind.Floor), o.Inputs),
        [BuiltinOperator.ROUND] = (o, _) => (new Unary(UnaryKind.Round), o.Inputs),
        [BuiltinOperator.LOGISTIC] = (o, _) => (new Unary(UnaryKind.Logistic), o.Inputs),
        [BuiltinOperator.TANH] = (o, _) => (new Unary(UnaryKind.Tanh), o.Inputs),
        [BuiltinOperator.ELU] = (o, _) => (new Unary(UnaryKind.Elu), o.Inputs),
        [BuiltinOperator.HARD_SWISH] = (o, _) => (new Unary(UnaryKind.HardSwish), o.Inputs),
        [BuiltinOperator.GELU] = (o, _) =>
            (new Unary(o.Options(116)?.Bool(0) ?? false ? UnaryKind.GeluTanh : UnaryKind.Gelu), o.Inputs),
        [BuiltinOperator.LOGICAL_NOT] = (o, _) => (new Unary(UnaryKind.Not), o.Inputs),
        [BuiltinOperator.LEAKY_RELU] = (o, _) => (new LeakyRelu(o.Options(75)?.Float(0) ?? 0), o.Inputs),
        [BuiltinOperator.CAST] = (o, t) => (new Cast(OutputType(o, t).Element), o.Inputs),
        [BuiltinOperator.ZEROS_LIKE] = (o, _) => (new ZerosLike(), o.Inputs),
        [BuiltinOperator.SUB] = (o, _) => (new Binary(BinaryKind.Sub, Activated(o, o.Options(28), 0)), o.Inputs),
        [BuiltinOperator.DIV] = (o, _) => (new Binary(BinaryKind.Div, Activated(o, o.Options(29), 0)), o.Inputs),
        [BuiltinOperator.MINIMUM] = (o, _) => (new Binary(BinaryKind.Minimum), o.Inputs),
        [BuiltinOperator.MAXIMUM] = (o, _) => (new Binary(BinaryKind.Maximum), o.Inputs),
        [BuiltinOperator.SQUARED_DIFFERENCE] = (o, _) => (new Binary(BinaryKind.SquaredDifference), o.Inputs),
        [BuiltinOperator.FLOOR_DIV] = (o, _) => (new Binary(BinaryKind.FloorDiv), o.Inputs),
        [BuiltinOperator.FLOOR_MOD] = (o, _) => (new Binary(BinaryKind.FloorMod), o.Inputs),
        [BuiltinOperator.LOGICAL_AND] = (o, _) => (new Binary(BinaryKind.And), o.Inputs),
        [BuiltinOperator.LOGICAL_OR] = (o, _) => (new Binary(BinaryKind.Or), o.Inputs),
        [BuiltinOperator.EQUAL] = (o, _) => (new Compare(ComparisonKind.Equal), o.Inputs),
        [BuiltinOperator.NOT_EQUAL] = (o, _) => (new Compare(ComparisonKind.NotEqual), o.Inputs),
        [BuiltinOperator.GREATER] = (o, _) => (new Compare(ComparisonKind.Greater), o.Inputs),
        [BuiltinOperator.GREATER_EQUAL] = (o, _) => (new Compare(ComparisonKind.GreaterEqual), o.Inputs),
        [BuiltinOperator.LESS] = (o, _) => (new Compare(ComparisonKind.Less), o.Inputs),
        [BuiltinOperator.LESS_EQUAL] = (o, _) => (new Compare(ComparisonKind.LessEqual), o.Inputs),
        [BuiltinOperator.SELECT] = SelectWhole,
        [BuiltinOperator.SELECT_V2] = (o, _) => (new Select(), o.Inputs),
        [BuiltinOperator.PRELU] = (o, _) => (new PRelu(), o.Inputs),
        [BuiltinOperator.ADD_N] = (o, _) => (new AddN(), o.Inputs),
        [BuiltinOperator.LOG_SOFTMAX] = (o, _) => (new LogSoftmax(), o.Inputs),
        [BuiltinOperator.L2_NORMALIZATION] = (o, _) => Activated(o, o.Options(12), 0) == Activation.None ? (new L2Normalization(), o.Inputs)
            : throw o.Bad("a fused activation is not supported here."),
        [BuiltinOperator.ARG_MAX] = (o, t) => (new ArgReduce(ArgKind.Max, Axis(o, t, 1)), [o.Input(0)]),
        [BuiltinOperator.ARG_MIN] = (o, t) => (new ArgReduce(ArgKind.Min, Axis(o, t, 1)), [o.Input(0)]),
        [BuiltinOperator.BATCH_TO_SPACE_ND] = (o, t) => Blocks(o, t, (block, before, after) => new BatchToSpace(block, before, after)),
        [BuiltinOperator.BROADCAST_ARGS] = (o, _) => (new BroadcastArgs(), o.Inputs),
        [BuiltinOperator.BROADCAST_TO] = (o, t) => (new BroadcastTo(GivenShape(o, t, 1)), [o.Input(0)]),
        [BuiltinOperator.CUMSUM] = CumulativeSum,
        [BuiltinOperator.DEPTH_TO_SPACE] = (o, _) => (new DepthToSpace(o.Options(94)?.Int(0) ?? 0), o.Inputs),
        [BuiltinOperator.DYNAMIC_UPDATE_SLICE] = (o, _) => (new DynamicUpdateSlice(), o.Inputs),
        [BuiltinOperator.EMBEDDING_LOOKUP] = Embedding,
        [BuiltinOperator.EXPAND_DIMS] = Reshape,
        [BuiltinOperator.FILL] = (o, t) => (new BroadcastTo(GivenShape(o, t, 0)), [o.Input(1)]),
        [BuiltinOperator.GATHER] = GatherRows,
        [BuiltinOperator.GATHER_ND] = GatherPoints,
        [BuiltinOperator.MIRROR_PAD] = Mirror,
        [BuiltinOperator.PACK] = (o, t) => (new Pack(NewAxis(o, t, o.Options(59)?.Int(1) ?? 0)), o.Inputs),
        [BuiltinOperator.REDUCE_ALL] = (o, t) => Reduced(ReduceKind.All, o, t),
        [BuiltinOperator.REDUCE_ANY] = (o, t) => Reduced(ReduceKind.Any, o, t),
        [BuiltinOperator.REDUCE_MAX] = (o, t) => Reduced(ReduceKind.Max, o, t),
        [BuiltinOperator.REDUCE_MIN] = (o, t) => Reduced(ReduceKind.Min, o, t),
        [BuiltinOperator.RESIZE_BILINEAR] = (o, t) => Resized(ResizeKind.Bilinear, o, t, BilinearOptions(o), 2),
        [BuiltinOperator.RESIZE_NEAREST_NEIGHBOR] = (o, t) => Resized(ResizeKind.Nearest, o, t, o.Options(74), 0),
        [BuiltinOperator.REVERSE_V2] = (o, t) => (new Reverse(Axes(o, t, 1)), [o.Input(0)]),
        [BuiltinOperator.RANK] = (o, _) => throw o.Bad("the rank of a tensor is a constant."),
        [BuiltinOperator.SHAPE] = (o, _) => throw o.Bad("the shape of a tensor is a constant."),
        [BuiltinOperator.SLICE] = Slice,
        [BuiltinOperator.SPACE_TO_BATCH_ND] = (o, t) => Blocks(o, t, (block, before, after) => new SpaceToBatch(block, before, after)),
        [BuiltinOperator.SPACE_TO_DEPTH] = (o, _) => (new SpaceToDepth(o.Options(19)?.Int(0) ?? 0), o.Inputs),
        [BuiltinOperator.SPLIT] = (o, t) => Parts(o, t, 1, Axis(o, t, 0, 1)),
        [BuiltinOperator.SPLIT_V] = (o, t) => Parts(o, t, 0, Axis(o, t, 2)),
        [BuiltinOperator.SQUEEZE] = Reshape,
        [BuiltinOperator.STRIDED_SLICE] = StridedSlice,
        [BuiltinOperator.SUM] = (o, t) => Reduced(ReduceKind.Sum, o, t),
        [BuiltinOperator.TRANSPOSE] = (o, t) => (new Transpose(Permutation(o, t)), [o.Input(0)]),
        [BuiltinOperator.UNPACK] = Unpack,
        [BuiltinOperator.IF] = (o, t) => (new If(Part(o, t, 92, 0), Part(o, t, 92, 1)), o.Inputs),
        [BuiltinOperator.WHILE] = (o, t) => (new While(Part(o, t, 93, 0), Part(o, t, 93, 1)), o.Inputs),
    };

    /// <summary>Whether subgraphs, which keep nothing, may contain it.</summary>
    public static bool IsStateless(TfLiteOperator o) => Decoders.ContainsKey(o.Code);


    public static bool IsSupported(TfLiteOperator o) =>
        Decoders.ContainsKey(o.Code) || TfLiteVariables.Codes.Contains(o.Code) || TfLiteComposites.Codes.Contains(o.Code)
        || TfLiteStreams.IsCircularBuffer(o) || (o.Code == BuiltinOperator.CUSTOM && SignalDecoders.ContainsKey(o.CustomCode));

    /// <summary>All operators that are read, in the order of their numbers.</summary>
    public static IEnumerable<BuiltinOperator> Supported =>
        Decoders.Keys.Concat(TfLiteVariables.Codes).Concat(TfLiteComposites.Codes).Order();

    /// <summary>The names of the custom operators that are read.</summary>
    public static IEnumerable<string> Custom => SignalDecoders.Keys.Append(TfLiteStreams.CircularBufferName).Order(StringComparer.Ordinal);

    public static (Op Op, int[] Operands) Decode(TfLiteOperator o, TfLiteTensors tensors) =>
        (o.Code == BuiltinOperator.CUSTOM ? SignalDecoders[o.CustomCode] : Decoders[o.Code])(o, tensors);

    private static (Op, int[]) Conv2D(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = o.Options(1);
        var steps = new Steps(options?.Int(2) ?? 0, options?.Int(1) ?? 0, options?.Int(5, 1) ?? 1, options?.Int(4, 1) ?? 1);
        var kernel = Image(o, tensors, 1, "weights");
        return (new Conv2D(steps, Padded(o, tensors, options, kernel[1], kernel[2], steps), Activated(o, options, 3)), o.Inputs);
    }

    private static (Op, int[]) DepthwiseConv2D(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = o.Options(2);
        var steps = new Steps(options?.Int(2) ?? 0, options?.Int(1) ?? 0, options?.Int(6, 1) ?? 1, options?.Int(5, 1) ?? 1);
        var kernel = Image(o, tensors, 1, "weights");
        // The multiplier follows from the shapes; a file that leaves it at 0 says nothing, one that contradicts is wrong.
        var multiplier = options?.Int(3) ?? 0;
        var channels = Image(o, tensors, 0, "inputs")[3];
        if (multiplier != 0 && (long)multiplier * channels != kernel[3])
            throw o.Bad($"the depth multiplier {multiplier} does not lead from {channels} channels to the weights' {kernel[3]}.");
        return (new DepthwiseConv2D(steps, Padded(o, tensors, options, kernel[1], kernel[2], steps), Activated(o, options, 4)), o.Inputs);
    }

    private static Op Pool(TfLiteOperator o, TfLiteTensors tensors, Func<int, int, Steps, Padding, Activation, Op> make)
    {
        var options = o.Options(5);
        var steps = new Steps(options?.Int(2) ?? 0, options?.Int(1) ?? 0);
        var (kernelY, kernelX) = (options?.Int(4) ?? 0, options?.Int(3) ?? 0);
        return make(kernelY, kernelX, steps, Padded(o, tensors, options, kernelY, kernelX, steps), Activated(o, options, 5));
    }

    private static (Op, int[]) FullyConnected(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = o.Options(8);
        if ((options?.Byte(1) ?? 0) != 0) throw o.Bad("shuffled weights are not supported.");
        // Files exist whose output keeps the input's dimensions without saying so.
        var keepDims = (options?.Bool(2) ?? false) || OutputType(o, tensors).Shape.Rank != 2;
        return (new FullyConnected(Activated(o, options, 0), keepDims), o.Inputs);
    }

    private static (Op, int[]) Concatenation(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = o.Options(10);
        if (Activated(o, options, 1) != Activation.None) throw o.Bad("a fused activation is not supported here.");
        var axis = options?.Int(0) ?? 0;
        return (new Concatenation(axis < 0 ? axis + OutputType(o, tensors).Shape.Rank : axis), o.Inputs);
    }

    private static (Op, int[]) Mean(TfLiteOperator o, TfLiteTensors tensors)
    {
        var rank = tensors.Type(o.Input(0), o.Where).Shape.Rank;
        var axes = tensors.Integers(o.Input(1), o.Where, "axes").Select(a => a < 0 ? a + rank : a).Distinct().Order();
        return (new Mean(axes.ToEquatableArray(), o.Options(27)?.Bool(0) ?? false), [o.Input(0)]);
    }

    private static (Op, int[]) Pad(TfLiteOperator o, TfLiteTensors tensors)
    {
        var pairs = tensors.Integers(o.Input(1), o.Where, "paddings");
        int? value = null;
        if (o.Inputs.Length > 2 && tensors.Constant(o.Input(2), o.Where) is { } constant)
        {
            if (constant.Type.Elements != 1) throw o.Bad("the padding value must be a single element.");
            if (constant.Type.Element == ElementType.Int8) value = constant.Span<sbyte>()[0];
            else if (constant.Type.Element == ElementType.Int16) value = constant.Span<short>()[0];
            else if (constant.Type.Element == ElementType.Int32) value = constant.Span<int>()[0];
            else if (constant.Type.Element is ElementType.UInt8 or ElementType.Bool) value = constant.Bytes[0];
            else if (constant.Type.Element == ElementType.UInt32) value = (int)constant.Span<uint>()[0];
            else if (constant.Type.Element != ElementType.Float32)
            {
                if (constant.Bytes.IndexOfAnyExcept((byte)0) >= 0)
                    throw o.Bad($"padding with {constant.Type.Element.Text()} other than 0 is not supported.");
            }
            else if (BitConverter.SingleToInt32Bits(constant.Span<float>()[0]) is var bits and not 0) value = bits;
        }
        else if (o.Inputs.Length > 2) throw o.Bad("the padding value must be constant.");
        return (new Pad(pairs.Where((_, i) => i % 2 == 0).ToEquatableArray(),
            pairs.Where((_, i) => i % 2 == 1).ToEquatableArray(), value), [o.Input(0)]);
    }

    /// <summary>The declared output has the resolved shape; the operand or attribute that asks for it may hold a -1.</summary>
    private static (Op, int[]) Reshape(TfLiteOperator o, TfLiteTensors tensors) =>
        (new Reshape(OutputType(o, tensors).Shape), [o.Input(0)]);

    private static TensorType OutputType(TfLiteOperator o, TfLiteTensors tensors) =>
        o.Outputs.Length > 0 ? tensors.Type(o.Outputs[0], o.Where) : throw o.Bad("the output is missing.");

    private static Shape Image(TfLiteOperator o, TfLiteTensors tensors, int operand, string what)
    {
        var shape = tensors.Type(o.Input(operand), o.Where).Shape;
        return shape.Rank == 4 ? shape : throw o.Bad($"the {what} have shape {shape}; four dimensions are expected.");
    }

    private static Padding Padded(TfLiteOperator o, TfLiteTensors tensors, FlatTable? options, int kernelY, int kernelX, Steps steps)
    {
        if (steps.StrideY <= 0 || steps.StrideX <= 0 || steps.DilationY <= 0 || steps.DilationX <= 0)
            throw o.Bad($"strides are {steps.StrideY}x{steps.StrideX}, dilations {steps.DilationY}x{steps.DilationX}; "
                + "they must be positive.");
        var x = Image(o, tensors, 0, "inputs");
        if (steps.StrideY > 65536 || steps.StrideX > 65536
            || (long)kernelY * steps.DilationY > 65536 || (long)kernelX * steps.DilationX > 65536)
            throw o.Bad($"a {kernelY}x{kernelX} window with {steps} is out of all proportion.");
        switch (options?.Byte(0) ?? 0)
        {
            case 0:
                var (top, bottom) = Padding.Same(x[1], kernelY, steps.StrideY, steps.DilationY);
                var (left, right) = Padding.Same(x[2], kernelX, steps.StrideX, steps.DilationX);
                return new Padding(top, bottom, left, right);
            case 1:
                return default;
            case var other:
                throw o.Bad($"padding scheme number {other} does not exist.");
        }
    }

    private static Activation Activated(TfLiteOperator o, FlatTable? options, int field) => (options?.Byte(field) ?? 0) switch
    {
        0 => Activation.None,
        1 => Activation.Relu,
        2 => Activation.ReluN1To1,
        3 => Activation.Relu6,
        var other => throw o.Bad($"the fused activation number {other} is not supported (none, relu, relu6 and relu_n1_to_1 are)."),
    };
}
