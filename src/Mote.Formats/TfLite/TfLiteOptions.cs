using System.Buffers.Binary;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;
using static Mote.Formats.FlatBuffers.FlatField;

namespace Mote.Formats.TfLite;

/// <summary>From our operators to the file's: code, version, attributes, and the attributes that the format
/// keeps in constant operands.</summary>
internal static class TfLiteOptions
{
    /// <param name="op">The operator.</param>
    /// <param name="scheme">Of padding: 0 SAME, 1 VALID.</param>
    /// <param name="graph">Where the node is.</param>
    /// <param name="node">For operand types and messages.</param>
    public static (BuiltinOperator Code, int Version, int OptionsType, FlatField[] Options) Of(
        Op op, int scheme, Graph graph, Node node, TfLiteFilePlan file)
    {
        var int8 = node.Outputs.Count > 0 && graph.Type(node.Output).Element == ElementType.Int8;
        var int16 = node.Outputs.Count > 0 && graph.Type(node.Output).Element == ElementType.Int16;
        return op switch
        {
            Conv2D o => (BuiltinOperator.CONV_2D, int16 ? 4 : int8 ? 3 : 1, 1,
                [Byte(scheme), Int(o.Steps.StrideX), Int(o.Steps.StrideY), Code(o.Activation), Int(o.Steps.DilationX),
                    Int(o.Steps.DilationY)]),
            DepthwiseConv2D o => (BuiltinOperator.DEPTHWISE_CONV_2D, int16 ? 5 : int8 ? 3 : 1, 2,
                [Byte(scheme), Int(o.Steps.StrideX), Int(o.Steps.StrideY),
                    Int(graph.Type(node.Output).Shape[3] / graph.Type(node.Inputs[0]).Shape[3]), Code(o.Activation),
                    Int(o.Steps.DilationX), Int(o.Steps.DilationY)]),
            AveragePool2D o => (BuiltinOperator.AVERAGE_POOL_2D, int16 ? 3 : int8 ? 2 : 1, 5,
                Pool(scheme, o.Steps, o.KernelY, o.KernelX, o.Activation)),
            MaxPool2D o => (BuiltinOperator.MAX_POOL_2D, int16 ? 3 : int8 ? 2 : 1, 5,
                Pool(scheme, o.Steps, o.KernelY, o.KernelX, o.Activation)),
            FullyConnected o => (BuiltinOperator.FULLY_CONNECTED, int16 ? 7 : o.KeepDims ? 5 : int8 ? 4 : 1, 8,
                [Code(o.Activation), Byte(0), Bool(o.KeepDims)]),
            // Version 3 on: int16 with scales that are no powers of two.
            Add o => (BuiltinOperator.ADD, int16 ? 3 : int8 ? 2 : 1, 11, int16 ? [Code(o.Activation), Bool(false)] : [Code(o.Activation)]),
            Mul o => (BuiltinOperator.MUL, int16 ? 4 : int8 ? 2 : 1, 21, [Code(o.Activation)]),
            Relu { Kind: Activation.Relu } => (BuiltinOperator.RELU, int16 ? 3 : int8 ? 2 : 1, 0, []),
            Relu { Kind: Activation.Relu6 } => (BuiltinOperator.RELU6, int16 ? 3 : int8 ? 2 : 1, 0, []),
            Relu => (BuiltinOperator.RELU_N1_TO_1, 1, 0, []),
            Quantize => (BuiltinOperator.QUANTIZE, graph.Type(node.Inputs[0]).IsFloat ? 1 : 2, 0, []),
            Dequantize => (BuiltinOperator.DEQUANTIZE, 2, 0, []),
            Lookup => throw new MoteException("MOTE0120", node.Origin.ToString(),
                "a table of 256 entries cannot be written as .tflite.", "Write the graph as it was read, before it was optimised."),
            Softmax o => (BuiltinOperator.SOFTMAX, int16 ? 3 : int8 ? 2 : 1, 9, [Float(o.Beta)]),
            Reshape => (BuiltinOperator.RESHAPE, 1, 0, []),
            Pad o => (o.Value is null ? BuiltinOperator.PAD : BuiltinOperator.PADV2, int8 ? 2 : 1, 0, []),
            Concatenation o => (BuiltinOperator.CONCATENATION, int16 ? 3 : int8 ? 2 : 1, 10, [Int(o.Axis), Byte(0)]),
            Mean o => (BuiltinOperator.MEAN, int16 ? 3 : int8 ? 2 : 1, 27, [Bool(o.KeepDims)]),
            L2Pool2D o => (BuiltinOperator.L2_POOL_2D, 1, 5, Pool(scheme, o.Steps, o.KernelY, o.KernelX, o.Activation)),
            TransposeConv2D o => (BuiltinOperator.TRANSPOSE_CONV,
                o.Activation != Activation.None ? 4 : node.Inputs.Count > 2 ? 3 : int8 ? 2 : 1, 49,
                [Byte(TfLiteMatrixLike.Scheme(o)),
                    Int(o.Steps.StrideX), Int(o.Steps.StrideY), Code(o.Activation)]),
            BatchMatMul o => (BuiltinOperator.BATCH_MATMUL, int16 ? 3 : int8 ? 2 : 1, 101, [Bool(o.TransposeA), Bool(o.TransposeB)]),
            Unary { Kind: UnaryKind.Gelu or UnaryKind.GeluTanh } o =>
                (BuiltinOperator.GELU, int8 ? 2 : 1, 116, [Bool(o.Kind == UnaryKind.GeluTanh)]),
            Unary o => (TfLiteElementwise.Code(o.Kind), int8 ? 2 : 1, 0, []),
            LeakyRelu o => (BuiltinOperator.LEAKY_RELU, int8 ? 2 : 1, 75, [Float(o.Alpha)]),
            Cast => (BuiltinOperator.CAST, 1, 0, []),
            ZerosLike => (BuiltinOperator.ZEROS_LIKE, 1, 0, []),
            Binary { Kind: BinaryKind.Sub } o => (BuiltinOperator.SUB, int8 ? 2 : 1, 28, [Code(o.Activation)]),
            Binary { Kind: BinaryKind.Div } o => (BuiltinOperator.DIV, int8 ? 2 : 1, 29, [Code(o.Activation)]),
            Binary o => (TfLiteElementwise.Code(o.Kind), int8 ? 2 : 1, 0, []),
            Compare o => (TfLiteElementwise.Code(o.Kind), 2, 0, []),
            Select => (BuiltinOperator.SELECT_V2, 1, 0, []),
            PRelu => (BuiltinOperator.PRELU, 1, 0, []),
            AddN => (BuiltinOperator.ADD_N, 1, 0, []),
            LogSoftmax => (BuiltinOperator.LOG_SOFTMAX, int8 ? 2 : 1, 0, []),
            L2Normalization => (BuiltinOperator.L2_NORMALIZATION, int8 ? 2 : 1, 12, [Code(Activation.None)]),
            StridedSlice o => TfLiteSlices.Options(o),
            Split o => TfLiteSlices.Options(o),
            Pack o => (BuiltinOperator.PACK, int8 ? 2 : 1, 59, [Int(node.Inputs.Count), Int(o.Axis)]),
            Transpose => (BuiltinOperator.TRANSPOSE, int8 ? 2 : 1, 26, []),
            Reverse => (BuiltinOperator.REVERSE_V2, int8 ? 3 : 1, 81, []),
            BroadcastTo => (BuiltinOperator.BROADCAST_TO, 2, 104, []),
            SpaceToDepth o => (BuiltinOperator.SPACE_TO_DEPTH, int8 ? 2 : 1, 19, [Int(o.Block)]),
            DepthToSpace o => (BuiltinOperator.DEPTH_TO_SPACE, 1, 94, [Int(o.Block)]),
            SpaceToBatch => (BuiltinOperator.SPACE_TO_BATCH_ND, int8 ? 2 : 1, 25, []),
            BatchToSpace => (BuiltinOperator.BATCH_TO_SPACE_ND, int8 ? 2 : 1, 24, []),
            MirrorPad o => (BuiltinOperator.MIRROR_PAD, int8 ? 2 : 1, 77, [Byte(o.Symmetric ? 1 : 0)]),
            Gather o => (BuiltinOperator.GATHER, o.BatchDims != 0 ? 5 : int8 ? 2 : 1, 23, [Int(o.Axis), Int(o.BatchDims)]),
            GatherNd => (BuiltinOperator.GATHER_ND, 1, 83, []),
            EmbeddingLookup => (BuiltinOperator.EMBEDDING_LOOKUP, 3, 0, []),
            DynamicUpdateSlice => (BuiltinOperator.DYNAMIC_UPDATE_SLICE, 1, 117, []),
            BroadcastArgs => (BuiltinOperator.BROADCAST_ARGS, 1, 0, []),
            Resize { Kind: ResizeKind.Bilinear } o => (BuiltinOperator.RESIZE_BILINEAR, int8 ? 2 : 1, 15,
                [Absent, Absent, Bool(o.AlignCorners), Bool(o.HalfPixelCenters)]),
            Resize o => (BuiltinOperator.RESIZE_NEAREST_NEIGHBOR, int8 ? 2 : 1, 74, [Bool(o.AlignCorners), Bool(o.HalfPixelCenters)]),
            Reduce o => (TfLiteReductions.Code(o.Kind), int8 ? 2 : 1, 27, [Bool(o.KeepDims)]),
            ArgReduce o => TfLiteReductions.Options(o),
            CumSum o => (BuiltinOperator.CUMSUM, 1, 102, [Bool(o.Exclusive), Bool(o.Reverse)]),
            If o => (BuiltinOperator.IF, 1, 92, [Int(file.IndexOf(o.Then)), Int(file.IndexOf(o.Else))]),
            While o => (BuiltinOperator.WHILE, 1, 93, [Int(file.IndexOf(o.Condition)), Int(file.IndexOf(o.Body))]),
            Svdf o => (BuiltinOperator.SVDF, int8 ? 3 : 1, 6, [Int(o.Rank), Byte((int)o.Activation)]),
            // Their options are another kind: TfLiteSignalOptions.
            WindowFunction or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBank or FilterBankSquareRoot or SpectralSubtraction
                or Pcan or FilterBankLog or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic
                or DetectionPostProcess =>
                    (BuiltinOperator.CUSTOM, 1, 0, []),
            TreeEnsemble => throw new MoteException("MOTE0120", node.Origin.ToString(),
                "a tree ensemble cannot be written as .tflite: the format has none.", "Write it as ONNX."),
            Lstm o => (BuiltinOperator.UNIDIRECTIONAL_SEQUENCE_LSTM, 1, 71,
                [Byte((int)Nonlinearity.Tanh), Float(o.CellClip), Absent, Bool(o.TimeMajor)]),
            Gru or FastGrnn or ForEachFrame or LogSpectrum or Standardize => throw new MoteException("MOTE0120", node.Origin.ToString(),
                $"{op.Name()} cannot be written as .tflite, which has no operator for it.",
                "Keep the model in Mote's text form, which every command reads, and compile that."),
        };
    }

    /// <summary>Attributes that the format keeps in constant operands after the others.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="x">The type of operand 0, if there is one.</param>
    /// <param name="y">The type of output 0, if there is one.</param>
    public static IReadOnlyList<Tensor> ConstantOperands(Op op, TensorType? x, TensorType? y) => op switch
    {
        Reshape o => [Integers([o.To.Rank], o.To.Dims.AsSpan())],
        Pad o => o.Value is { } value ? [Pairs(o), PadValue(value, x!)] : [Pairs(o)],
        Mean o => [Integers([o.Axes.Count], o.Axes.AsSpan())],
        StridedSlice o => TfLiteSlices.ConstantOperands(o),
        Split o => TfLiteSlices.ConstantOperands(o),
        Transpose o => [Integers([o.Permutation.Count], o.Permutation.AsSpan())],
        Reverse o => [Integers([o.Axes.Count], o.Axes.AsSpan())],
        BroadcastTo o => [Integers([o.To.Rank], o.To.Dims.AsSpan())],
        SpaceToBatch o => [Integers([o.Block.Count], o.Block.AsSpan()), TfLiteSlices.Pairs(o.Before, o.After)],
        BatchToSpace o => [Integers([o.Block.Count], o.Block.AsSpan()), TfLiteSlices.Pairs(o.Before, o.After)],
        MirrorPad o => [TfLiteSlices.Pairs(o.Before, o.After)],
        Resize o => [Integers([2], [o.Height, o.Width])],
        Reduce o => [Integers([o.Axes.Count], o.Axes.AsSpan())],
        ArgReduce o => [Integers([], [o.Axis])],
        CumSum o => [Integers([], [o.Axis])],
        Pack or SpaceToDepth or DepthToSpace or Gather or GatherNd or EmbeddingLookup or DynamicUpdateSlice or BroadcastArgs => [],
        Svdf or Lstm or Gru or FastGrnn or If or While or ForEachFrame or LogSpectrum or Standardize => [],
        FilterBank o => TfLiteSignalOptions.Places(o),
        WindowFunction or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBankSquareRoot or SpectralSubtraction
            or Pcan or FilterBankLog or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic => [],
        TreeEnsemble or DetectionPostProcess => [],
        Conv2D or DepthwiseConv2D or AveragePool2D or MaxPool2D or FullyConnected or Add or Mul or Relu or Quantize or Dequantize
            or Lookup or Softmax or Concatenation => [],
        TransposeConv2D o => [Integers([4], [y!.Shape[0], o.Height, o.Width, y.Shape[3]])],
        L2Pool2D or BatchMatMul => [],
        Unary or LeakyRelu or Cast or ZerosLike or Binary or Compare or Select or PRelu or AddN or LogSoftmax or L2Normalization => [],
    };

    /// <summary>Padding and steps of the operators that have them.</summary>
    public static (Padding Padding, Steps Steps)? WindowOf(Op op) => op switch
    {
        Conv2D o => (o.Padding, o.Steps),
        DepthwiseConv2D o => (o.Padding, o.Steps),
        AveragePool2D o => (o.Padding, o.Steps),
        MaxPool2D o => (o.Padding, o.Steps),
        L2Pool2D o => (o.Padding, o.Steps),
        TransposeConv2D or BatchMatMul => null,
        Svdf or Lstm or Gru or FastGrnn or If or While or ForEachFrame or LogSpectrum or Standardize => null,
        WindowFunction or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBank or FilterBankSquareRoot or SpectralSubtraction
            or Pcan or FilterBankLog or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic => null,
        FullyConnected or Add or Mul or Relu or Quantize or Dequantize or Lookup or Softmax or Reshape or Pad or Concatenation
            or Mean => null,
        Unary or LeakyRelu or Cast or ZerosLike or Binary or Compare or Select or PRelu or AddN or LogSoftmax or L2Normalization => null,
        StridedSlice or Split or Pack or Transpose or Reverse or BroadcastTo or SpaceToDepth or DepthToSpace or SpaceToBatch
            or BatchToSpace or MirrorPad or Gather or GatherNd or EmbeddingLookup or DynamicUpdateSlice or BroadcastArgs or Resize
            or Reduce or ArgReduce or CumSum => null,
        TreeEnsemble or DetectionPostProcess => null,
    };

    private static FlatField[] Pool(int scheme, Steps steps, int kernelY, int kernelX, Activation activation) =>
        [Byte(scheme), Int(steps.StrideX), Int(steps.StrideY), Int(kernelX), Int(kernelY), Code(activation)];

    private static FlatField Code(Activation activation) => Byte(activation switch
    {
        Activation.None => 0,
        Activation.Relu => 1,
        Activation.ReluN1To1 => 2,
        Activation.Relu6 => 3,
    });

    private static Tensor Pairs(Pad op)
    {
        var pairs = new int[2 * op.Before.Count];
        for (var axis = 0; axis < op.Before.Count; axis++) (pairs[2 * axis], pairs[2 * axis + 1]) = (op.Before[axis], op.After[axis]);
        return Integers([op.Before.Count, 2], pairs);
    }

    private static Tensor PadValue(int value, TensorType x)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Tensor.FromBytes(x with { Shape = [1] }, bytes[..x.Element.Bytes()]);
    }

    private static Tensor Integers(Shape shape, ReadOnlySpan<int> values) => Tensor.From(new TensorType(ElementType.Int32, shape), values);
}
