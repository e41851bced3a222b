using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    /// <summary>More than any network for microcontrollers has; sizes of all tables fit 32 bits.</summary>
    private const int MostBoxes = 1 << 20;

    private static TensorType[] InferDetectionPostProcess(DetectionPostProcess op, OperandChecks call)
    {
        call.Takes(3, 3);
        var boxes = call.Activation(DetectionPostProcess.Boxes, ElementType.Float32).Shape;
        var scores = call.Activation(DetectionPostProcess.Scores, ElementType.Float32).Shape;
        var anchors = call.Activation(DetectionPostProcess.Anchors, ElementType.Float32).Shape;
        call.Require(boxes.Rank == 3 && boxes[0] == 1 && boxes[2] >= 4, $"the boxes have shape {boxes}; [1, n, 4 or more] is expected.");
        var count = boxes[1];
        call.Require(count is > 0 and <= MostBoxes, $"{count} boxes are out of range; 1 to {MostBoxes} are supported.");
        call.Require(anchors == [count, 4], $"the anchors have shape {anchors}; [{count},4] is expected.");
        call.Require(op.Classes > 0 && scores.Rank == 3 && scores[0] == 1 && scores[1] == count
            && (scores[2] == op.Classes || scores[2] == op.Classes + 1L),
            $"the scores have shape {scores}; [1, {count}, {op.Classes}] or one class more is expected.");
        call.Require(op is { MaxDetections: > 0, MaxClassesPerDetection: > 0, DetectionsPerClass: > 0 },
            $"{op.MaxDetections} detections of {op.MaxClassesPerDetection} classes, {op.DetectionsPerClass} a class; "
            + "each must be at least 1.");
        var rows = (long)op.MaxDetections * op.MaxClassesPerDetection;
        call.Require(rows <= MostBoxes, $"{rows} detections are too many; {MostBoxes} are supported.");
        call.Require(op.OverlapThreshold is > 0 and <= 1, $"the overlap threshold is {op.OverlapThreshold}; above 0 to 1 is expected.");
        call.Require(op.ScoreThreshold is > float.MinValue and <= float.MaxValue,
            $"the score threshold is {op.ScoreThreshold}; a finite number is expected.");
        call.Require(((float[])[op.ScaleY, op.ScaleX, op.ScaleH, op.ScaleW]).All(s => s is > 0 and <= float.MaxValue),
            $"the scales are {op.ScaleY}, {op.ScaleX}, {op.ScaleH} and {op.ScaleW}; positive numbers are expected.");
        return [Reals([1, (int)rows, 4]), Reals([1, (int)rows]), Reals([1, (int)rows]), Reals([1])];

        static TensorType Reals(Shape shape) => new(ElementType.Float32, shape);
    }
}
