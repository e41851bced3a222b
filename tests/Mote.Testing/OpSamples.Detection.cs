using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static IEnumerable<Graph> Detections()
    {
        (int Boxes, int Numbers, int Background, DetectionPostProcess Op)[] forms =
        [
            (6, 4, 1, new(2, 3, 1, 0, 0.5f, 10, 10, 5, 5)),
            (6, 5, 0, new(2, 3, 1, 0, 0.5f, 10, 10, 5, 5)),
            (40, 4, 0, new(5, 6, 3, -0.5f, 0.3f, 2, 3, 4, 5)),
            (9, 4, 1, new(2, 20, 4, 1e-8f, 1, 1, 1, 1, 1)),
            (1, 4, 0, new(1, 1, 1, 100, 0.5f, 10, 10, 5, 5)),
            (6, 4, 1, new(2, 3, 1, 0, 0.5f, 10, 10, 5, 5, ByClass: true)),
            (40, 6, 0, new(5, 6, 2, -0.5f, 0.3f, 2, 3, 4, 5, ByClass: true, DetectionsPerClass: 4)),
            (17, 4, 1, new(3, 60, 1, -9, 0.9f, 1, 1, 1, 1, ByClass: true)),
        ];
        foreach (var (boxes, numbers, background, op) in forms)
            yield return Results($"detections {boxes}x{numbers} background {background} {op}", s => Nodes(s, op, 4,
                s.Input([1, boxes, numbers]), s.Input([1, boxes, op.Classes + background]), Anchors(s, boxes)), isFloat: true);
        yield return Results("detections of integers", s => Nodes(s, forms[0].Op, 4,
            s.Node(new Dequantize(), null, s.Input([1, 6, 4])), s.Node(new Dequantize(), null, s.Input([1, 6, 3])), Anchors(s, 6)));
    }

    /// <summary>Boxes close enough to each other that some overlap and some do not.</summary>
    private static ValueId Anchors(GraphSketch s, int boxes)
    {
        var values = new float[4 * boxes];
        for (var i = 0; i < values.Length; i++) values[i] = (i % 4 < 2 ? 4 : 1) * ((float)s.Random.NextDouble() + (i % 4 < 2 ? 0 : 0.5f));
        return s.Constant(Tensor.From<float>(new TensorType(ElementType.Float32, [boxes, 4]), values));
    }
}
