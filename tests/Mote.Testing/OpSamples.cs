using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Testing;

/// <summary>
/// Small graphs around each operator. The switch is exhaustive: an operator without samples does not compile, and every generic
/// test (text, files, passes, the emitted C) covers it from its first day.
/// </summary>
public static partial class OpSamples
{
    private static readonly Activation[] Activations = Enum.GetValues<Activation>();

    public static IReadOnlyList<Graph> All { get; } = [.. OpCatalog.Prototypes.SelectMany(Of)];

    public static IReadOnlyList<Graph> Of(Op op) => [.. (op switch
    {
        Conv2D => Convolutions().Concat(ConvolutionsInt16()).Concat(ConvolutionsInt4()).Concat(ConvolutionsHybrid()),
        DepthwiseConv2D => DepthwiseConvolutions().Concat(DepthwiseConvolutionsInt16()).Concat(DepthwiseConvolutionsInt4())
            .Concat(DepthwiseConvolutionsHybrid()),
        AveragePool2D => Pools("average", (ky, kx, s, p, a) => new AveragePool2D(ky, kx, s, p, a))
            .Concat(PoolsInt16("average", (ky, kx, s, p, a) => new AveragePool2D(ky, kx, s, p, a))),
        MaxPool2D => Pools("max", (ky, kx, s, p, a) => new MaxPool2D(ky, kx, s, p, a))
            .Concat(PoolsInt16("max", (ky, kx, s, p, a) => new MaxPool2D(ky, kx, s, p, a))),
        FullyConnected => Matrices().Concat(MatricesInt16()).Concat(MatricesInt4()).Concat(MatricesHybrid()),
        Add => Binaries("add", a => new Add(a)).Concat(BinariesInt16("add", a => new Add(a), symmetric: false))
            .Concat(SumsOfPlainIntegers()),
        Mul => Binaries("mul", a => new Mul(a)).Concat(BinariesInt16("mul", a => new Mul(a), symmetric: true)),
        Relu => Clamps().Concat(ClampsInt16()),
        Quantize => Quantizations().Concat(QuantizationsBetweenIntegers()),
        Dequantize => Dequantizations().Concat(DequantizationsInt16()),
        Lookup => Lookups(),
        Softmax => Softmaxes().Concat(SoftmaxesInt16()),
        Reshape => Reshapes().Concat(ReshapesOfOtherTypes()),
        Pad => Pads().Concat(PadsOfOtherTypes()).Concat(PadsWithReals()).Concat(PadsOfAnyType()),
        Concatenation => Concatenations().Concat(ConcatenationsOfOtherTypes()).Concat(ConcatenationsOfAnyType()),
        Mean => Means().Concat(MeansInt16()),
        L2Pool2D => PoolsL2(),
        TransposeConv2D => TransposeConvolutions().Concat(TransposeConvolutionsHybrid()),
        BatchMatMul => BatchedProducts().Concat(BatchedProductsHybrid()),
        Unary => Unaries().Concat(FunctionsOfPlainIntegers()),
        LeakyRelu => LeakyRelus(),
        Cast => Casts(),
        ZerosLike => Zeros(),
        Binary => Pairings(),
        Compare => Comparisons(),
        Select => Selections(),
        PRelu => PRelus(),
        AddN => Sums(),
        LogSoftmax => LogSoftmaxes(),
        L2Normalization => Normalizations(),
        StridedSlice => Slices(),
        Split => Splits(),
        Pack => Packs(),
        Transpose => Transposes(),
        Reverse => Reversals(),
        BroadcastTo => Repetitions(),
        SpaceToDepth => BlocksToDepth(),
        DepthToSpace => DepthToBlocks(),
        SpaceToBatch => BlocksToBatch(),
        BatchToSpace => BatchToBlocks(),
        MirrorPad => MirrorPads().Concat(DeepMirrorPads()),
        Gather => Gathers(),
        GatherNd => GathersNd(),
        EmbeddingLookup => Embeddings(),
        DynamicUpdateSlice => Updates(),
        BroadcastArgs => ShapeBroadcasts(),
        Resize => Resizes().Concat(ResizesOfPlainIntegers()),
        Reduce => Reductions().Concat(ExtremesOfPlainIntegers()),
        ArgReduce => ArgReductions(),
        CumSum => RunningSums(),
        TreeEnsemble => Forests(),
        DetectionPostProcess => Detections(),
        Svdf => FilterBanks(),
        Lstm => Memories(),
        If => Branches(),
        While => Loops(),
        Gru => GatedUnits(),
        FastGrnn => FastUnits(),
        WindowFunction => Windows(),
        FftAutoScale => AutoScales(),
        Rfft => Transforms(),
        Irfft => InverseTransforms(),
        SpectrumEnergy => Energies(),
        FilterBank => TriangleBanks().Concat(WideTriangleBanks()),
        FilterBankSquareRoot => SquareRoots(),
        SpectralSubtraction => NoiseReductions(),
        Pcan => Normalisations(),
        FilterBankLog => Logarithms(),
        Framer => Framers(),
        Stacker => Stackers(),
        OverlapAdd => Overlaps(),
        Delay => Delays(),
        CircularBuffer => CircularBuffers(),
        Periodic => Periods(),
        ForEachFrame => Frames(),
        LogSpectrum => LevelLogarithms(),
        Standardize => Standards(),
    })];

    private delegate Op MakePool(int kernelY, int kernelX, Steps steps, Padding padding, Activation activation);

    /// <summary>One graph in int8 and one in float.</summary>
    private static IEnumerable<Graph> Both(string name, Func<GraphSketch, ValueId> make) => [Int8(name, make), Float(name, make)];

    private static Graph Int8(string name, Func<GraphSketch, ValueId> make) => Sample(name + " int8", make, isFloat: false);

    private static Graph Float(string name, Func<GraphSketch, ValueId> make) => Sample(name + " float", make, isFloat: true);

    private static Graph Sample(string name, Func<GraphSketch, ValueId> make, bool isFloat)
    {
        // A name gives the same numbers for ever, whatever samples come before it.
        var seed = name.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL);
        var sketch = new GraphSketch(name, new RandomStream(seed), isFloat);
        return sketch.Build(make(sketch));
    }
}
