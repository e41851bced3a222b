using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Text;

/// <summary>Which attributes each operator has, under which names.</summary>
internal static class OpFields
{
    public static Op Exchange(Fields f, Op op) => op switch
    {
        Conv2D o => new Conv2D(f.Steps(o.Steps), f.Padding(o.Padding), f.Activation(o.Activation)),
        DepthwiseConv2D o => new DepthwiseConv2D(f.Steps(o.Steps), f.Padding(o.Padding), f.Activation(o.Activation)),
        AveragePool2D o => new AveragePool2D(
            f.Int("kernelY", o.KernelY), f.Int("kernelX", o.KernelX), f.Steps(o.Steps), f.Padding(o.Padding), f.Activation(o.Activation)),
        MaxPool2D o => new MaxPool2D(
            f.Int("kernelY", o.KernelY), f.Int("kernelX", o.KernelX), f.Steps(o.Steps), f.Padding(o.Padding), f.Activation(o.Activation)),
        FullyConnected o => new FullyConnected(f.Activation(o.Activation), f.Bool("keepDims", o.KeepDims)),
        Add o => new Add(f.Activation(o.Activation)),
        Mul o => new Mul(f.Activation(o.Activation)),
        Relu o => new Relu(f.Enum("kind", o.Kind)),
        Quantize o => new Quantize(f.Enum("to", o.To)),
        Dequantize => new Dequantize(),
        Lookup => new Lookup(),
        Softmax o => new Softmax(f.Float("beta", o.Beta)),
        Reshape o => new Reshape(new Shape(f.Ints("to", o.To.Dims))),
        Pad o => new Pad(f.Ints("before", o.Before), f.Ints("after", o.After), f.OptionalInt("value", o.Value)),
        Concatenation o => new Concatenation(f.Int("axis", o.Axis)),
        Svdf o => new Svdf(f.Int("rank", o.Rank), f.Enum("activation", o.Activation)),
        If o => new If(f.Subgraph("then", o.Then), f.Subgraph("else", o.Else)),
        While o => new While(f.Subgraph("condition", o.Condition), f.Subgraph("body", o.Body)),
        Lstm o => new Lstm(f.Float("cellClip", o.CellClip), f.Bool("timeMajor", o.TimeMajor)),
        Gru o => new Gru(f.Bool("linearBeforeReset", o.LinearBeforeReset), f.Bool("timeMajor", o.TimeMajor)),
        FastGrnn o => new FastGrnn(f.Float("zeta", o.Zeta), f.Float("nu", o.Nu), f.Bool("timeMajor", o.TimeMajor)),
        WindowFunction o => new WindowFunction(f.Int("shift", o.Shift)),
        FftAutoScale => new FftAutoScale(),
        Rfft o => new Rfft(f.Int("length", o.Length)),
        Irfft o => new Irfft(f.Int("length", o.Length)),
        SpectrumEnergy o => new SpectrumEnergy(f.Int("begin", o.Begin), f.Int("end", o.End), f.Int("shift", o.Shift)),
        FilterBank o => new FilterBank(
            f.Ints("starts", o.Starts), f.Ints("weightStarts", o.WeightStarts), f.Ints("widths", o.Widths)),
        FilterBankSquareRoot => new FilterBankSquareRoot(),
        SpectralSubtraction o => new SpectralSubtraction(
            f.Int("smoothing", o.Smoothing), f.Int("oneMinusSmoothing", o.OneMinusSmoothing),
            f.Int("alternateSmoothing", o.AlternateSmoothing), f.Int("alternateOneMinusSmoothing", o.AlternateOneMinusSmoothing),
            f.Int("minSignalRemaining", o.MinSignalRemaining), f.Int("smoothingBits", o.SmoothingBits), f.Int("bits", o.Bits),
            f.Bool("clamping", o.Clamping)),
        Pcan o => new Pcan(f.Int("snrShift", o.SnrShift)),
        FilterBankLog o => new FilterBankLog(f.Int("outputScale", o.OutputScale), f.Int("correctionBits", o.CorrectionBits)),
        Framer o => new Framer(f.Int("frameSize", o.FrameSize), f.Int("frameStep", o.FrameStep), f.Bool("prefill", o.Prefill)),
        Stacker o => new Stacker(f.Int("left", o.Left), f.Int("right", o.Right), f.Int("step", o.Step)),
        OverlapAdd o => new OverlapAdd(f.Int("frameSize", o.FrameSize), f.Int("frameStep", o.FrameStep)),
        Delay o => new Delay(f.Int("length", o.Length)),
        CircularBuffer => new CircularBuffer(),
        Periodic o => new Periodic(f.Int("cycles", o.Cycles)),
        ForEachFrame o => new ForEachFrame(f.Int("frameSize", o.FrameSize), f.Int("frameStep", o.FrameStep), f.Subgraph("body", o.Body)),
        LogSpectrum o => new LogSpectrum(f.Int("fractionBits", o.FractionBits), f.Bool("added", o.Added)),
        Standardize o => new Standardize(f.Enum("deviation", o.Deviation), f.Float("epsilon", o.Epsilon), f.Enum("to", o.To)),
        TreeEnsemble o => new TreeEnsemble(f.Int("outputs", o.Outputs), f.Ints("roots", o.Roots), f.Ints("features", o.Features),
            f.Floats("thresholds", o.Thresholds), f.Ints("next", o.Next), f.Floats("leaves", o.Leaves), f.Floats("base", o.Base)),
        DetectionPostProcess o => new DetectionPostProcess(f.Int("classes", o.Classes), f.Int("maxDetections", o.MaxDetections),
            f.Int("maxClassesPerDetection", o.MaxClassesPerDetection), f.Float("scoreThreshold", o.ScoreThreshold),
            f.Float("overlapThreshold", o.OverlapThreshold), f.Float("scaleY", o.ScaleY), f.Float("scaleX", o.ScaleX),
            f.Float("scaleH", o.ScaleH), f.Float("scaleW", o.ScaleW), f.Bool("byClass", o.ByClass),
            f.Int("detectionsPerClass", o.DetectionsPerClass)),
        Mean o => new Mean(f.Ints("axes", o.Axes), f.Bool("keepDims", o.KeepDims)),
        L2Pool2D o => new L2Pool2D(
            f.Int("kernelY", o.KernelY), f.Int("kernelX", o.KernelX), f.Steps(o.Steps), f.Padding(o.Padding), f.Activation(o.Activation)),
        TransposeConv2D o => new TransposeConv2D(
            f.Int("height", o.Height), f.Int("width", o.Width), f.Steps(o.Steps), f.Int("top", o.Top), f.Int("left", o.Left),
            f.Activation(o.Activation)),
        BatchMatMul o => new BatchMatMul(f.Bool("transposeA", o.TransposeA), f.Bool("transposeB", o.TransposeB)),
        Unary o => new Unary(f.Enum("kind", o.Kind)),
        LeakyRelu o => new LeakyRelu(f.Float("alpha", o.Alpha)),
        Cast o => new Cast(f.Enum("to", o.To)),
        ZerosLike => new ZerosLike(),
        Binary o => new Binary(f.Enum("kind", o.Kind), f.Activation(o.Activation)),
        Compare o => new Compare(f.Enum("kind", o.Kind)),
        Select => new Select(),
        PRelu => new PRelu(),
        AddN => new AddN(),
        LogSoftmax => new LogSoftmax(),
        L2Normalization => new L2Normalization(),
        StridedSlice o => new StridedSlice(
            f.Ints("begin", o.Begin), f.Ints("sizes", o.Sizes), f.Ints("strides", o.Strides), new Shape(f.Ints("to", o.To.Dims))),
        Split o => new Split(f.Int("axis", o.Axis), f.Ints("sizes", o.Sizes), f.Bool("dropAxis", o.DropAxis)),
        Pack o => new Pack(f.Int("axis", o.Axis)),
        Transpose o => new Transpose(f.Ints("permutation", o.Permutation)),
        Reverse o => new Reverse(f.Ints("axes", o.Axes)),
        BroadcastTo o => new BroadcastTo(new Shape(f.Ints("to", o.To.Dims))),
        SpaceToDepth o => new SpaceToDepth(f.Int("block", o.Block)),
        DepthToSpace o => new DepthToSpace(f.Int("block", o.Block)),
        SpaceToBatch o => new SpaceToBatch(f.Ints("block", o.Block), f.Ints("before", o.Before), f.Ints("after", o.After)),
        BatchToSpace o => new BatchToSpace(f.Ints("block", o.Block), f.Ints("before", o.Before), f.Ints("after", o.After)),
        MirrorPad o => new MirrorPad(f.Ints("before", o.Before), f.Ints("after", o.After), f.Bool("symmetric", o.Symmetric)),
        Gather o => new Gather(f.Int("axis", o.Axis), f.Int("batchDims", o.BatchDims)),
        GatherNd => new GatherNd(),
        EmbeddingLookup => new EmbeddingLookup(),
        DynamicUpdateSlice => new DynamicUpdateSlice(),
        BroadcastArgs => new BroadcastArgs(),
        Resize o => new Resize(f.Enum("kind", o.Kind), f.Int("height", o.Height), f.Int("width", o.Width),
            f.Bool("alignCorners", o.AlignCorners), f.Bool("halfPixelCenters", o.HalfPixelCenters)),
        Reduce o => new Reduce(f.Enum("kind", o.Kind), f.Ints("axes", o.Axes), f.Bool("keepDims", o.KeepDims)),
        ArgReduce o => new ArgReduce(f.Enum("kind", o.Kind), f.Int("axis", o.Axis)),
        CumSum o => new CumSum(f.Int("axis", o.Axis), f.Bool("exclusive", o.Exclusive), f.Bool("reverse", o.Reverse)),
    };

    /// <summary>Attributes in order, as text.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(Op op)
    {
        var writer = new FieldWriter();
        Exchange(writer, op);
        return writer.Written;
    }
}
