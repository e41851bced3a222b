using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerDetectionPostProcess(DetectionPostProcess op, NodeLowering n)
    {
        var boxes = n.X(DetectionPostProcess.Boxes).Shape;
        var rows = n.Y.Shape[1];
        (string, CValue)[] shape =
        [
            ("boxes", CParameters.Of(
                ("count", boxes[1]),
                ("stride", boxes[2]),
                ("y_scale", op.ScaleY),
                ("x_scale", op.ScaleX),
                ("h_scale", op.ScaleH),
                ("w_scale", op.ScaleW))),
            ("rows", rows),
            ("classes", op.Classes),
            ("background", n.X(DetectionPostProcess.Scores).Shape[2] - op.Classes),
            ("detections", op.MaxDetections),
            op.ByClass ? ("class_detections", op.DetectionsPerClass) : ("detection_classes", op.MaxClassesPerDetection),
            ("threshold", op.ScoreThreshold),
            ("overlap", op.OverlapThreshold),
        ];
        var calls = n.Call(op.ByClass ? "detections_by_class_f32" : "detections_f32", CParameters.Of(shape),
        [
            n.Operand("x", DetectionPostProcess.Boxes),
            n.Operand("scores", DetectionPostProcess.Scores),
            n.Operand("anchors", DetectionPostProcess.Anchors),
            n.Result(),
            Further("detected", 1, n),
            Further("score", 2, n),
            Further("number", 3, n),
            new CArgument.Scratch("work", "float"),
        ]);
        // Four corners and a score a box.
        return [calls[0] with { ScratchBytes = boxes[1] * 5 * sizeof(float) }];
    }
}
