using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Execution.Features.Images;

/// <summary>
/// Pictures as they are, or grey, of another size, of unit variance. Raw pictures [1, h, w, c] of i8; features [1, h', w', c'].
/// </summary>
public sealed record ImageFrontEnd(string Preset) : FrontEnd
{
    /// <summary>Luma of BT.601, 0.299, 0.587 and 0.114, in 194ths: within 0.0007, and exact in eight bits.</summary>
    internal const int Red = 58, Green = 114, Blue = 22, Whole = 194;

    public override string Name => Preset;

    /// <summary>Red, green and blue become their luma.</summary>
    public bool Grey { get; init; }

    /// <summary>Rows of the features; 0: as many as the picture's.</summary>
    public int Height { get; init; }

    public int Width { get; init; }

    /// <summary>Whether all pixels together are brought to mean 0 and variance 1: light and contrast go.</summary>
    public bool Standardized { get; init; }

    public override Shape OutputShape(Shape raw)
    {
        if (raw.Rank != 4 || raw[0] != 1) throw Unsuited($"examples have shape {raw}; a picture, [1,h,w,c], is expected.");
        if (Grey && raw[3] != 3) throw Unsuited($"examples of {raw[3]} colours have no luma; three are expected.");
        Shape shape = [1, Height > 0 ? Height : raw[1], Width > 0 ? Width : raw[2], Grey ? 1 : raw[3]];
        if (Standardized && shape.Elements > Standardization.MostSamples)
            throw Unsuited($"{shape.Elements} numbers are too many to be standardized; up to {Standardization.MostSamples} are supported.");
        return shape;
    }

    public override FeatureComputer Computer(TensorType raw) => new ImageComputer(this, Checked(raw));

    public override Graph Float(TensorType raw)
    {
        var g = new FeatureGraph(Name);
        var x = g.Add(new Dequantize(), null, "reals", g.Input("picture", Checked(raw)));
        if (Grey)
            x = g.Add(new Conv2D(Steps.One, default), null, "luma", x,
                g.Constant<float>("weights", new TensorType(ElementType.Float32, Kernel),
                    [(float)Red / Whole, (float)Green / Whole, (float)Blue / Whole]));
        x = Resized(g, x, raw.Shape);
        return g.Build(Standardized ? Standard(g, x, raw, null) : x);
    }

    public override Graph Fixed(TensorType raw, Quantization.PerTensor features)
    {
        var g = new FeatureGraph(Name);
        var x = g.Input("picture", Checked(raw));
        if (Grey)
            x = g.Add(new Conv2D(Steps.One, default), raw.Quantization, "luma", x,
                g.Constant<sbyte>("weights", new TensorType(ElementType.Int8, Kernel, new Quantization.PerTensor(1f / Whole, 0)),
                    [Red, Green, Blue]));
        x = Resized(g, x, raw.Shape);
        return g.Build(Standardized ? Standard(g, x, raw, features) : g.Add(new Quantize(ElementType.Int8), features, "features", x));
    }

    /// <summary>The scaling of pictures: pixels have an extent, and their centres are what is between.</summary>
    internal static Resize Scaling(Shape size) => new(ResizeKind.Bilinear, size[1], size[2], HalfPixelCenters: true);

    private static Shape Kernel => [1, 1, 1, 3];

    private TensorType Checked(TensorType raw)
    {
        OutputShape(raw.Shape);
        return raw.Element == ElementType.Int8 ? raw
            : throw Unsuited($"examples are {raw.Element.Text()}; pictures of i8 are expected.",
                "Store a byte b as b - 128 with the zero point -128.");
    }

    private ValueId Resized(FeatureGraph g, ValueId x, Shape raw)
    {
        var size = OutputShape(raw);
        return size[1] == raw[1] && size[2] == raw[2] ? x : g.Keep(Scaling(size), "resized", x);
    }

    /// <summary>One channel of all pixels: they have one mean.</summary>
    private static ValueId Standard(FeatureGraph g, ValueId x, TensorType raw, Quantization? features)
    {
        var size = g.Type(x).Shape;
        x = g.Keep(new Reshape([1, size.Elements]), "pixels", x);
        x = g.Add(new Standardize(StandardDeviation.Channel, LeastVariance(raw), features is null ? ElementType.Float32 : ElementType.Int8),
            features, "standardized", x);
        return g.Keep(new Reshape(size), "features", x);
    }

    internal static float LeastVariance(TensorType raw) => raw.PerTensor.Scale * raw.PerTensor.Scale;
}
