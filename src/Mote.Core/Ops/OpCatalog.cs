using System.Collections.Immutable;
using Mote.Core.Types;

namespace Mote.Core.Ops;

/// <summary>One instance of every operator, for whatever must go through all of them. A test compares it with the closed family.</summary>
public static class OpCatalog
{
    public static ImmutableArray<Op> Prototypes { get; } =
    [
        new Conv2D(Steps.One, default),
        new DepthwiseConv2D(Steps.One, default),
        new AveragePool2D(1, 1, Steps.One, default),
        new MaxPool2D(1, 1, Steps.One, default),
        new FullyConnected(),
        new Add(),
        new Mul(),
        new Relu(Activation.Relu),
        new Quantize(ElementType.Int8),
        new Dequantize(),
        new Lookup(),
        new Softmax(),
        new Reshape([]),
        new Pad([], []),
        new Concatenation(0),
        new Mean([], false),
        new L2Pool2D(1, 1, Steps.One, default),
        new TransposeConv2D(1, 1, Steps.One, 0, 0),
        new BatchMatMul(),
        new Unary(UnaryKind.Abs),
        new LeakyRelu(0),
        new Cast(ElementType.Float32),
        new ZerosLike(),
        new Binary(BinaryKind.Sub),
        new Compare(ComparisonKind.Equal),
        new Select(),
        new PRelu(),
        new AddN(),
        new LogSoftmax(),
        new L2Normalization(),
        new StridedSlice([], [], [], []),
        new Split(0, []),
        new Pack(0),
        new Transpose([]),
        new Reverse([]),
        new BroadcastTo([]),
        new SpaceToDepth(1),
        new DepthToSpace(1),
        new SpaceToBatch([], [], []),
        new BatchToSpace([], [], []),
        new MirrorPad([], [], false),
        new Gather(0),
        new GatherNd(),
        new EmbeddingLookup(),
        new DynamicUpdateSlice(),
        new BroadcastArgs(),
        new Resize(ResizeKind.Nearest, 1, 1),
        new Reduce(ReduceKind.Sum, [], false),
        new ArgReduce(ArgKind.Max, 0),
        new CumSum(0),
        new Svdf(1),
        new Lstm(),
        new If(Subgraph.Identity, Subgraph.Identity),
        new While(Subgraph.Identity, Subgraph.Identity),
        new Gru(),
        new FastGrnn(1, 0),
    ];

    /// <summary>The name all tools and texts use for an operator.</summary>
    public static string Name(this Op op) => op.GetType().Name;
}
