using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

/// <summary>Convolutions and their gradients against plain sums in double, in registers of all widths.</summary>
public sealed unsafe class FastConvolutionTests
{
    public static TheoryData<ConvolutionShape> Shapes() => new(ReferenceConvolution.Shapes(depthwise: false));

    public static TheoryData<ConvolutionShape> DepthwiseShapes() => new(ReferenceConvolution.Shapes(depthwise: true));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Convolutions_are_their_sums(ConvolutionShape shape)
    {
        Check<Lanes128>(shape);
        if (Lanes.Has256)
            Check<Lanes256>(shape);
        if (Lanes.Has512)
            Check<Lanes512>(shape);
    }

    [Theory]
    [MemberData(nameof(DepthwiseShapes))]
    public void Depthwise_convolutions_are_their_sums(ConvolutionShape shape)
    {
        CheckDepthwise<Lanes128>(shape);
        if (Lanes.Has256)
            CheckDepthwise<Lanes256>(shape);
        if (Lanes.Has512)
            CheckDepthwise<Lanes512>(shape);
    }

    private static void Check<V>(ConvolutionShape s) where V : unmanaged, ILanes<V>
    {
        const int Batch = 3;
        var random = new Random(s.GetHashCode());
        int depth = s.Taps * s.Channels;
        using var x = new Floats(Batch * s.InFloats, random);
        using var w = new Floats(depth * s.OutChannels, random);
        using var y = new Floats(Batch * s.OutFloats);
        using var packed = new Floats(Math.Max(Convolution.ForwardPackedFloats(s), Convolution.BackwardPackedFloats(s)));
        using var scratch = new Floats(Convolution.ScratchFloats(s));
        GemmOn<V>.Pack(true, s.OutChannels, depth, w.P, depth, packed.P);
        ConvolutionOn<V>.Forward(s, Batch, x.P, packed.P, y.P, scratch.P);
        y.AssertNear(ReferenceConvolution.Forward(s, Batch, false, x, w), 2e-6 * Math.Sqrt(depth + 4), "forward");

        using var dy = new Floats(Batch * s.OutFloats, random);
        using var dx = new Floats(Batch * s.InFloats, random);
        packed.Span.Fill(float.NaN);
        ConvolutionInputGradientOn<V>.Pack(s, w.P, packed.P);
        foreach (bool accumulate in new[] { true, false })
        {
            float[] before = accumulate ? dx.Copy() : new float[dx.Count];
            scratch.Span.Fill(float.NaN);
            ConvolutionInputGradientOn<V>.Run(s, Batch, dy.P, packed.P, dx.P, accumulate, scratch.P);
            dx.AssertNear(
                ReferenceConvolution.InputGradient(s, Batch, false, dy, w, before), 2e-6 * Math.Sqrt(s.Taps * s.OutChannels), "dx");
        }

        using var dw = new Floats(w.Count, random);
        float[] weightsBefore = dw.Copy();
        scratch.Span.Fill(float.NaN);
        ConvolutionWeightGradientOn<V>.Run(s, Batch, x.P, dy.P, dw.P, scratch.P);
        dw.AssertNear(
            ReferenceConvolution.WeightGradient(s, Batch, false, dy, x, weightsBefore),
            2e-6 * Math.Sqrt(Batch * s.OutHeight * s.OutWidth), "dw");
    }

    private static void CheckDepthwise<V>(ConvolutionShape s) where V : unmanaged, ILanes<V>
    {
        const int Batch = 3;
        var random = new Random(s.GetHashCode());
        using var x = new Floats(Batch * s.InFloats, random);
        using var w = new Floats(s.Taps * s.OutChannels, random);
        using var y = new Floats(Batch * s.OutFloats);
        using var scratch = new Floats(Depthwise.ScratchFloats(s));
        DepthwiseOn<V>.Forward(s, Batch, x.P, w.P, y.P, scratch.P);
        y.AssertNear(ReferenceConvolution.Forward(s, Batch, true, x, w), 4e-6 * Math.Sqrt(s.Taps), "forward");

        using var dy = new Floats(Batch * s.OutFloats, random);
        using var dx = new Floats(Batch * s.InFloats, random);
        foreach (bool accumulate in new[] { true, false })
        {
            float[] before = accumulate ? dx.Copy() : new float[dx.Count];
            scratch.Span.Fill(float.NaN);
            DepthwiseOn<V>.InputGradient(s, Batch, dy.P, w.P, dx.P, accumulate, scratch.P);
            dx.AssertNear(ReferenceConvolution.InputGradient(s, Batch, true, dy, w, before), 8e-6 * Math.Sqrt(s.Taps), "dx");
        }

        using var dw = new Floats(w.Count, random);
        float[] weightsBefore = dw.Copy();
        scratch.Span.Fill(float.NaN);
        DepthwiseOn<V>.WeightGradient(s, Batch, x.P, dy.P, dw.P, scratch.P);
        dw.AssertNear(
            ReferenceConvolution.WeightGradient(s, Batch, true, dy, x, weightsBefore),
            2e-6 * Math.Sqrt(Batch * s.OutHeight * s.OutWidth), "dw");
    }
}
