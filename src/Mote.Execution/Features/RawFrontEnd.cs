using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Features;

/// <summary>The samples themselves.</summary>
public sealed record RawFrontEnd : FrontEnd
{
    public override string Name => "raw";

    public override Shape OutputShape(Shape raw) => raw;

    public override FeatureComputer Computer(TensorType raw) => new Copy(raw.Elements);

    public override Graph Float(TensorType raw)
    {
        var builder = new GraphBuilder(Name);
        var x = builder.Input("samples", raw);
        return builder.Build([builder.Add(new Dequantize(), [x], null, "features", Origin.Of("features"))]);
    }

    public override Graph Fixed(TensorType raw, Quantization.PerTensor features)
    {
        var builder = new GraphBuilder(Name);
        var x = builder.Input("samples", raw);
        return builder.Build([builder.Add(new Quantize(ElementType.Int8), [x], features, "features", Origin.Of("features"))]);
    }

    private sealed class Copy(int elements) : FeatureComputer
    {
        public override int RawElements => elements;

        public override int FeatureElements => elements;

        private protected override void Fill(ReadOnlySpan<float> reals, Span<float> features) => reals.CopyTo(features);
    }
}
