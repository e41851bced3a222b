using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Tests;

/// <summary>What the last step of a detector does not accept, and why.</summary>
internal static class DetectionRefusals
{
    private static readonly DetectionPostProcess Good = new(2, 3, 1, 0, 0.5f, 10, 10, 5, 5);

    public static readonly (Op Op, TensorType?[] Operands, string Reason)[] All =
    [
        (Good, [Real(1, 6, 4)], "takes 3 operands, not 1"),
        (Good, [new TensorType(ElementType.Int32, [1, 6, 4]), Real(1, 6, 3), Real(6, 4)], "operand 0 is i32; supported here: f32"),
        (Good, Operands(boxes: Real(1, 6, 3)), "[1, n, 4 or more] is expected"),
        (Good, Operands(boxes: Real(1, 0, 4)), "0 boxes are out of range"),
        (Good, Operands(scores: Real(1, 6, 4)), "[1, 6, 2] or one class more"),
        (Good, Operands(scores: Real(1, 5, 3)), "[1, 6, 2] or one class more"),
        (Good, Operands(anchors: Real(1, 6, 4)), "[6,4] is expected"),
        (Good with { Classes = 0 }, Operands(scores: Real(1, 6, 1)), "the scores have shape"),
        (Good with { MaxDetections = 0 }, Operands(), "each must be at least 1"),
        (Good with { DetectionsPerClass = -1 }, Operands(), "each must be at least 1"),
        (Good with { MaxDetections = 1 << 20, MaxClassesPerDetection = 1 << 20 }, Operands(), "detections are too many"),
        (Good with { OverlapThreshold = 0 }, Operands(), "the overlap threshold is 0"),
        (Good with { OverlapThreshold = float.NaN }, Operands(), "the overlap threshold is NaN"),
        (Good with { ScoreThreshold = float.NegativeInfinity }, Operands(), "a finite number is expected"),
        (Good with { ScaleW = 0 }, Operands(), "positive numbers are expected"),
    ];

    private static TensorType?[] Operands(TensorType? boxes = null, TensorType? scores = null, TensorType? anchors = null) =>
        [boxes ?? Real(1, 6, 4), scores ?? Real(1, 6, 3), anchors ?? Real(6, 4)];

    private static TensorType Real(params int[] dims) => new(ElementType.Float32, Shape.Create(dims));
}
