using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Core.Tests;

/// <summary>What operators refuse, and that the message says where and why.</summary>
public class InferenceTests
{
    private static readonly Quantization Q = new Quantization.PerTensor(0.1f, 3);
    private static readonly TensorType Image = new(ElementType.Int8, [1, 4, 4, 6], Q);
    private static readonly TensorType Real = new(ElementType.Float32, [1, 4, 4, 6]);
    private static readonly TensorType Row = new(ElementType.Int8, [2, 6], Q);
    private static readonly Conv2D Conv = new(Steps.One, default);
    private static readonly DepthwiseConv2D Depthwise = new(Steps.One, default);

    private static TensorType Int8(Shape shape) => new(ElementType.Int8, shape, new Quantization.PerTensor(0.01f, 0));

    private static TensorType Weights(Shape shape, int axis) =>
        new(ElementType.Int8, shape, new Quantization.PerAxis(axis, Enumerable.Repeat(0.01f, shape[axis]).ToEquatableArray()));

    private static TensorType Int16(Shape shape) => new(ElementType.Int16, shape, new Quantization.PerTensor(1f / 2048, 0));

    /// <summary>Operands of an LSTM of two batches, three steps, six inputs and four states.</summary>
    private static TensorType?[] Memory(
        TensorType? x = null, TensorType? weights = null, TensorType? bias = null, TensorType? hidden = null, TensorType? cell = null) =>
    [
        x ?? Int8([2, 3, 6]),
        .. Enumerable.Repeat(weights ?? Int8([4, 6]), 4),
        .. Enumerable.Repeat(Int8([4, 4]), 4),
        .. Enumerable.Repeat(bias ?? Bias(4), 4),
        hidden ?? Int8([2, 4]),
        cell ?? Int16([2, 4]),
    ];

    private static TensorType Bias(int n) => new(ElementType.Int32, [n]);

    private static readonly (Op Op, TensorType?[] Operands, Quantization? Output, string Reason)[] Bad =
    [
        (Conv, [Image], Q, "takes 2 to 3 operands, not 1"),
        (Conv, [Image, null], Q, "operand 1 is missing"),
        (Conv, [null, Int8([3, 1, 1, 6])], Q, "operand 0 is missing"),
        (Conv, [Row, Int8([3, 1, 1, 6])], Q, "an image [n,h,w,c] is expected"),
        (Conv, [Image, Int8([3, 6])], Q, "an image [n,h,w,c] is expected"),
        (Conv, [Image, Int8([3, 1, 1, 4])], Q, "do not divide the 6 input channels"),
        (Conv, [Image, Int8([3, 1, 1, 3])], Q, "into groups"),
        (Conv, [Image, Int8([3, 5, 1, 6])], Q, "larger than the image"),
        (Conv, [Image, Int8([3, 1, 1, 6]), Bias(4)], Q, "4 elements for 3 channels"),
        (Conv, [Image, Int8([3, 1, 1, 6]), Int8([3])], Q, "the bias is i8; i32 is expected"),
        (Conv, [Image, Real with { Shape = [3, 1, 1, 6] }], Q, "weights are f32 beside i8"),
        (Conv, [Image, Image with { Shape = [3, 1, 1, 6] }], Q, "zero point 3"),
        (Conv, [Image, Weights([3, 1, 1, 6], 3)], Q, "quantized along axis 3; axis 0 is expected"),
        (Conv, [Image, new TensorType(ElementType.Int8, [3, 1, 1, 6])], Q, "int8 without a scale"),
        (Conv, [Image with { Quantization = null }, Int8([3, 1, 1, 6])], Q, "operand 0 is i8 without a scale"),
        (Conv, [Image, Int8([3, 1, 1, 6])], null, "the output is i8 without a scale"),
        (Conv, [Real, Real with { Shape = [3, 1, 1, 6] }], Q, "a float output has no quantization"),
        (Conv, [new TensorType(ElementType.Int32, [1, 4, 4, 6], Q), Int8([3, 1, 1, 6])], Q, "is i32; supported here"),
        (Conv, [new TensorType(ElementType.Int16, [1, 4, 4, 6], Q), Int8([3, 1, 1, 6])], Q, "i16 with the zero point 3; 0 is expected"),
        (Conv with { Steps = new(0, 1) }, [Image, Int8([3, 1, 1, 6])], Q, "must be positive"),
        (Conv with { Steps = new(1, 1, -1) }, [Image, Int8([3, 1, 1, 6])], Q, "must be positive"),
        (Conv with { Padding = new(0, -1, 0, 0) }, [Image, Int8([3, 1, 1, 6])], Q, "must not be negative"),
        (Conv with { Padding = new(0, 1 << 20, 0, 0) }, [Image, Int8([3, 1, 1, 6])], Q, "out of all proportion"),
        (Conv with { Steps = new(1, 1, 1 << 20) }, [Image, Int8([3, 1, 1, 6])], Q, "out of all proportion"),
        (Depthwise, [Image, Int8([2, 1, 1, 6])], Q, "do not fit 6 input channels"),
        (Depthwise, [Image, Int8([1, 1, 1, 8])], Q, "a multiple of 6"),
        (Depthwise, [Image, Weights([1, 1, 1, 6], 0)], Q, "axis 3 is expected"),
        (new MaxPool2D(0, 2, Steps.One, default), [Image], Q, "the window is 0x2"),
        (new MaxPool2D(2, 2, Steps.One, new(2, 0, 0, 0)), [Image], Q, "hold no input"),
        (new AveragePool2D(2, 2, Steps.One, default), [Image], new Quantization.PerTensor(0.2f, 3), "keeps the quantization"),
        (new AveragePool2D(5, 2, Steps.One, default), [Image], Q, "larger than the image"),
        (new FullyConnected(), [Row, Int8([3, 5])], Q, "not a multiple of the 5 columns"),
        (new FullyConnected(), [Row, Int8([3, 6, 1])], Q, "[m, k] is expected"),
        (new FullyConnected(KeepDims: true), [Row, Int8([3, 4])], Q, "must end in the 4 columns"),
        (new FullyConnected(), [Row, Int8([3, 6]), Bias(2)], Q, "2 elements for 3 channels"),
        (new Add(), [Row, Row with { Shape = [2, 5] }], Q, "do not broadcast"),
        (new Add(), [Row, Real], Q, "operands are i8 and f32"),
        (new Mul(), [Row], Q, "takes 2 operands, not 1"),
        (new Mul(), [Row, Row, Row], Q, "takes 2 operands, not 3"),
        (new Relu(Activation.None), [Row], Q, "the kind of clamp is missing"),
        (new Quantize(ElementType.Bool), [Row], Q, "from i8 to bool is not supported"),
        (new Quantize(ElementType.Int8), [Bias(3)], Q, "from i32[3] is not supported"),
        (Conv, [new TensorType(ElementType.Int16, [1, 4, 4, 6], new Quantization.PerTensor(0.1f, 0)), new TensorType(ElementType.Int4, [3, 1, 1, 6])],
            new Quantization.PerTensor(0.1f, 0), "weights are i4 beside i16"),
        (new Quantize(ElementType.Int8), [Real], null, "no scale for the whole tensor"),
        (new Dequantize(), [Real], null, "from f32[1,4,4,6] is not supported"),
        (new Dequantize(), [Row], Q, "a float output has no quantization"),
        (new Lookup(), [Row, Int8([255])], Q, "i8[256] is expected"),
        (new Lookup(), [Real, Int8([256])], Q, "the index is f32"),
        (new Softmax(), [Row], Q, "scale 1/256 and the zero point -128"),
        (new Softmax(0), [Real], null, "beta is 0"),
        (new Softmax(), [Real with { Shape = [] }], null, "a scalar has no last axis"),
        (new Softmax(), [Row with { Shape = [1, 4096] }], new Quantization.PerTensor(1f / 256, -128), "too many"),
        (new Reshape([5]), [Row], Q, "12 elements of [2,6] do not fill [5]"),
        (new Reshape([-12]), [Row], Q, "do not fill"),
        (new Reshape([1 << 30, 1 << 30, 16]), [Row], Q, "do not fill"),
        (new Reshape([12]), [Row], new Quantization.PerTensor(0.1f, 4), "keeps the quantization"),
        (new Reshape([18]), [Weights([3, 6], 0)], null, "quantized per axis keeps its shape"),
        (new Pad([1], [1, 0]), [Row], Q, "1 pairs of padding for the 2 dimensions"),
        (new Pad([0, -1], [0, 0]), [Row], Q, "must not be negative"),
        (new Pad([0, 0], [0, 0], 128), [Row], Q, "128 is not one of i8"),
        (new Pad([0], [0], 40000), [new TensorType(ElementType.Int16, [3], Q)], Q, "40000 is not one of i16"),
        (new Pad([0, int.MaxValue], [0, 0]), [Row], Q, "too large"),
        (new Concatenation(0), [], Q, "at least one operand"),
        (new Concatenation(2), [Row], Q, "axis 2 is not one of [2,6]"),
        (new Concatenation(-1), [Row], Q, "axis -1 is not one of"),
        (new Concatenation(0), [Row, Row with { Shape = [2, 5] }], Q, "may differ along axis 0 only"),
        (new Concatenation(1), [Row, Row with { Quantization = new Quantization.PerTensor(0.2f, 3) }], Q, "the same quantization"),
        (new Concatenation(0), [Row, Real with { Shape = [2, 6] }], Q, "they must agree"),
        (new L2Pool2D(1, 1, Steps.One, default), [Image], Q, "operand 0 is i8; supported here: f32"),
        (new TransposeConv2D(4, 4, Steps.One, 0, 0), [Image, Int8([3, 2, 2, 5])], Q, "do not fit the 6 input channels"),
        (new TransposeConv2D(4, 4, new(1, 1, 2), 0, 0), [Image, Int8([3, 2, 2, 6])], Q, "dilations 1"),
        (new TransposeConv2D(0, 4, Steps.One, 0, 0), [Image, Int8([3, 2, 2, 6])], Q, "the output is 0x4"),
        (new TransposeConv2D(1 << 30, 4, Steps.One, 0, 0), [Image, Int8([3, 2, 2, 6])], Q, "out of all proportion"),
        (new BatchMatMul(), [Row, Row], Q, "do not fit: 6 against 2"),
        (new BatchMatMul(), [Row, Row with { Shape = [6] }], Q, "2 to 5 dimensions"),
        (new BatchMatMul(), [Image, Row with { Shape = [2, 2, 6, 6] }], Q, "do not broadcast"),
        (new Mean([1, 0], false), [Row], Q, "must be ascending"),
        (new Mean([2], false), [Row], Q, "within [2,6]"),
        (new Mean([0, 0], false), [Row], Q, "must be ascending"),
        (new Unary(UnaryKind.Sqrt), [Bias(3)], null, "operand 0 is i32; supported here: f32, i8, i16"),
        (new Unary(UnaryKind.Not), [Row], Q, "operand 0 is i8; supported here: bool"),
        (new Unary(UnaryKind.Sqrt), [Row], null, "the output is i8 without a scale"),
        (new LeakyRelu(float.NaN), [Row], Q, "alpha is NaN"),
        (new Cast(ElementType.Float32), [Row], Q, "a float output has no quantization"),
        (new ZerosLike(), [Row, Row], Q, "takes 1 operands, not 2"),
        (new Binary(BinaryKind.FloorDiv), [Row, Row], Q, "operand 0 is i8; supported here: f32"),
        (new Binary(BinaryKind.Maximum, Activation.Relu), [Row, Row], Q, "Maximum has no activation"),
        (new Binary(BinaryKind.Minimum), [Row, Row], new Quantization.PerTensor(0.2f, 3), "must have the same quantization"),
        (new Binary(BinaryKind.Sub), [Row, Real], Q, "operands are i8 and f32"),
        (new Compare(ComparisonKind.Less), [Row, Row with { Quantization = null }], null, "operand 1 is i8 without a scale"),
        (new Compare(ComparisonKind.Less), [new(ElementType.Bool, [2]), new(ElementType.Bool, [2])], null, "operand 0 is bool; supported here: f32"),
        (new Select(), [Row, Row, Row], Q, "the condition is i8; bool is expected"),
        (new Select(), [new(ElementType.Bool, [2, 6]), Row, Row], null, "the same quantization"),
        (new PRelu(), [Row, Real], Q, "alpha is f32 beside i8; i8 is expected"),
        (new AddN(), [Row, Row with { Shape = [6, 2] }], Q, "they must be equal"),
        (new AddN(), [Row, Row, Row, Row, Row, Row, Row, Row, Row], Q, "9 int8 operands are too many"),
        (new LogSoftmax(), [Row], Q, "scale 16/256 and the zero point 127"),
        (new L2Normalization(), [Row], Q, "scale 1/128 and the zero point 0"),
        (new StridedSlice([0], [2], [1], [2]), [Row], Q, "must have 2 numbers each"),
        (new StridedSlice([0, 0], [2, 0], [1, 1], [2, 0]), [Row], Q, "are no slice"),
        (new StridedSlice([0, 0], [2, 4], [1, 2], [2, 4]), [Row], Q, "elements 0 to 6 along axis 1 are not all in [2,6]"),
        (new StridedSlice([0, 1], [2, 3], [1, -1], [2, 3]), [Row], Q, "elements 1 to -1"),
        (new StridedSlice([0, 0], [2, 3], [1, 1], [3, 2]), [Row], Q, "other dimensions of 1"),
        (new StridedSlice([], [], [], []), [Real with { Shape = [] }], null, "a scalar has no parts"),
        (new Split(1, [2, 3]), [Row], Q, "do not make up axis 1 of [2,6]"),
        (new Split(1, [6], DropAxis: true), [Row], Q, "cannot lose their axis"),
        (new Split(2, [1]), [Row], Q, "axis 2 is not one of [2,6]"),
        (new Pack(3), [Row, Row], Q, "does not follow those of [2,6]"),
        (new Pack(0), [Row, Real], Q, "they must agree"),
        (new Transpose([0, 0]), [Row], Q, "not a permutation"),
        (new Transpose([1, 0]), [Row], new Quantization.PerTensor(0.2f, 3), "keeps the quantization"),
        (new Transpose([1, 0]), [Weights([3, 6], 0)], null, "keeps its place"),
        (new Reverse([2]), [Row], Q, "within [2,6]"),
        (new Reverse([]), [Row], Q, "at least one axis"),
        (new BroadcastTo([3, 6]), [Row], Q, "cannot be repeated to [3,6]"),
        (new BroadcastTo([6]), [Row], Q, "cannot be repeated"),
        (new SpaceToDepth(3), [Image], Q, "blocks of 3 do not divide"),
        (new DepthToSpace(2), [Image], Q, "do not divide the 6 channels"),
        (new SpaceToBatch([3, 3], [0, 0], [0, 0]), [Image], Q, "do not divide"),
        (new SpaceToBatch([2], [0], [0]), [Image], Q, "1 block sizes"),
        (new BatchToSpace([2, 1], [0, 0], [0, 0]), [Image], Q, "do not divide the 1 images"),
        (new BatchToSpace([1, 1], [3, 0], [1, 0]), [Image], Q, "leave 0 elements"),
        (new MirrorPad([2, 0], [0, 0], false), [Row], Q, "can be mirrored by 0 to 1 elements"),
        (new Gather(2), [Row, Bias(1)], Q, "axis 2 is not one of"),
        (new Gather(0), [Row, Row], Q, "the indices are i8"),
        (new Gather(1, 1), [Row, Bias(3)], Q, "do not share their first 1 dimensions"),
        (new GatherNd(), [Row, Bias(3)], Q, "at most 2 numbers"),
        (new EmbeddingLookup(), [Bias(3), Row], null, "the zero point 0 is expected"),
        (new EmbeddingLookup(), [Bias(3), Int8([2, 3])], Q, "a float output has no quantization"),
        (new DynamicUpdateSlice(), [Row, Row with { Shape = [2, 7] }, Bias(2)], Q, "does not lie in [2,6]"),
        (new DynamicUpdateSlice(), [Row, Row, Bias(3)], Q, "[2] is expected"),
        (new BroadcastArgs(), [Row, Row], null, "operand 0 is i8"),
        (new BroadcastArgs(), [Bias(2), new TensorType(ElementType.Int64, [2])], null, "two vectors of one type"),
        (new Resize(ResizeKind.Nearest, 0, 2), [Image], Q, "to 0x2 is not possible"),
        (new Resize(ResizeKind.Bilinear, 2, 2, true, true), [Image], Q, "corners cannot be aligned"),
        (new Resize(ResizeKind.Bilinear, 2, 2), [Bias(4) with { Shape = [1, 2, 2, 1] }], null, "is i32; supported here"),
        (new Reduce(ReduceKind.Sum, [1, 0], false), [Row], Q, "must be ascending"),
        (new Reduce(ReduceKind.All, [0], false), [Row], Q, "is i8; supported here: bool"),
        (new Reduce(ReduceKind.Max, [0], false), [Row], new Quantization.PerTensor(0.2f, 3), "keeps the quantization"),
        (new ArgReduce(ArgKind.Max, 2), [Row], null, "axis 2 is not one of"),
        (new ArgReduce(ArgKind.Max, 0), [Bias(3)], null, "is i32; supported here"),
        (new CumSum(-1), [Row], Q, "axis -1 is not one of"),
        (new Svdf(1), [Row, Int8([4, 6]), Int8([4, 5]), null], Q, "takes 5 operands, not 4"),
        (new Svdf(3), [Row, Int8([4, 6]), Int8([4, 5]), null, Int8([2, 20])], Q, "4 filters do not make units of rank 3"),
        (new Svdf(1), [Row, Int8([4, 5]), Int8([4, 5]), null, Int8([2, 20])], Q, "[f, 6] is expected"),
        (new Svdf(1), [Row, Int8([4, 6]), Int8([4, 5]), null, Int8([2, 4])], Q, "[2,20] is expected"),
        (new Svdf(2), [Row, Int8([4, 6]), Int8([4, 5]), Bias(4), Int8([2, 20])], Q, "4 elements for 2 channels"),
        (new Svdf(1), [Row, Int8([4, 6]), Int8([4, 5]), null, Int16([2, 20])], Q, "both i16 or both i8"),
        (new Svdf(1), [Row, Weights([4, 6], 0), Int8([4, 5]), null, Int8([2, 20])], Q, "the feature weights must have one scale"),
        (new Lstm(), [Row], Q, "takes 15 operands, not 1"),
        (new Lstm(), Memory(x: Row), Q, "three dimensions are expected"),
        (new Lstm(float.NaN), Memory(), Q, "the cell clip is NaN"),
        (new Lstm(), Memory(weights: Int8([4, 5])), Q, "the Input gate's weights have shape [4,5]; [4,6] is expected"),
        (new Lstm(), Memory(weights: Weights([4, 6], 0)), Q, "must have one scale and the zero point 0"),
        (new Lstm(), Memory(bias: Bias(3)), Q, "gate's bias has shape [3]; [4] is expected"),
        (new Lstm(), Memory(hidden: Int8([2, 5])), Q, "2 times 4 are expected"),
        (new Lstm(), Memory(hidden: Int16([2, 4])), Q, "it must be i8 as the input is"),
        (new Lstm(), Memory(cell: Int8([2, 4])), Q, "the cell state is i8; i16 is expected"),
        (new Lstm(), Memory(cell: Int16([2, 4]) with { Quantization = new Quantization.PerTensor(1, 0) }), Q, "a power of two from"),
        (new Lstm(TimeMajor: true), Memory(), Q, "3 times 4 are expected"),
        (new If(Subgraph.Identity, Subgraph.Identity), [Row, new TensorType(ElementType.Bool, [1])], null, "the condition is i8"),
        (new If(Subgraph.Identity, Subgraph.Identity), [new TensorType(ElementType.Bool, [1])], null, "there are 1 inputs of 'then', not 0"),
        (new While(Subgraph.Identity, Subgraph.Identity), [Row], null, "input 0 of 'condition' is bool[1]"),
        .. SignalRefusals.All.Select(r => (r.Op, r.Operands, (Quantization?)null, r.Reason)),
        (new TreeEnsemble(1, [0], [7], [0.5f], [1], [], [0]), [new TensorType(ElementType.Float32, [1, 4])], null,
            "node 0 asks for feature 7 of 4"),
        (new TreeEnsemble(1, [0], [0], [0.5f], [0], [], [0]), [new TensorType(ElementType.Float32, [1, 4])], null, "node 0 leads to 0"),
        (new TreeEnsemble(1, [0], [-1], [0], [2], [1, 2], [0]), [new TensorType(ElementType.Float32, [1, 4])], null,
            "node 0 is a leaf with row 2 of 2"),
        .. DetectionRefusals.All.Select(r => (r.Op, r.Operands, (Quantization?)null, r.Reason)),
        (new Gru(), [Row], Q, "takes 12 operands, not 1"),
        (new FastGrnn(1, 0), [Row], Q, "takes 7 operands, not 1"),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Bad.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_refusal_names_the_layer_and_the_reason(int index)
    {
        var (op, operands, output, reason) = Bad[index];
        var e = Assert.Throws<MoteException>(() => TypeInference.Infer(op, operands, [output], Origin.Of("layer 7")));
        var diagnostic = Assert.Single(e.Diagnostics);
        Assert.Equal("MOTE0201", diagnostic.Code);
        Assert.Contains("layer 7", e.Message, StringComparison.Ordinal);
        Assert.Contains(op.Name(), e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_operator_refuses_something()
    {
        var refusing = Bad.Select(b => b.Op.Name()).ToHashSet();
        Assert.All(OpCatalog.Prototypes, p => Assert.Contains(p.Name(), refusing));
    }

    [Fact]
    public void Results_that_no_machine_holds_are_refused()
    {
        var builder = new GraphBuilder("vast");
        var a = builder.Input("a", new TensorType(ElementType.Float32, [1 << 16, 1]));
        var b = builder.Input("b", new TensorType(ElementType.Float32, [1, 1 << 16]));
        var e = Assert.Throws<MoteException>(() => builder.Add(new Add(), [a, b], null, "sum", Origin.Of("add")));
        Assert.Contains("MOTE0202: sum: no tensor can have this type", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, 3, 2, 1, 1, 1)]
    [InlineData(6, 3, 2, 1, 0, 1)]
    [InlineData(5, 3, 1, 2, 2, 2)]
    [InlineData(4, 1, 3, 1, 0, 0)]
    public void Same_padding_puts_the_odd_row_at_the_end(int input, int kernel, int stride, int dilation, int before, int after) =>
        Assert.Equal((before, after), Padding.Same(input, kernel, stride, dilation));
}
