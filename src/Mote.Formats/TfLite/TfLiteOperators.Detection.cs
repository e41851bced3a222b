using Mote.Core.Ops;
using Op = Mote.Core.Ops.Op;

namespace Mote.Formats.TfLite;

internal static partial class TfLiteOperators
{
    public const string DetectionName = "TFLite_Detection_PostProcess";

    private static (Op, int[]) Detections(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = Options(o);
        return (new DetectionPostProcess(
            options.Int("num_classes"), options.Int("max_detections"), options.Int("max_classes_per_detection"),
            options.Float("nms_score_threshold"), options.Float("nms_iou_threshold"),
            options.Float("y_scale"), options.Float("x_scale"), options.Float("h_scale"), options.Float("w_scale"),
            options.OptionalInt("use_regular_nms") is { } regular && regular != 0,
            options.OptionalInt("detections_per_class") ?? DetectionPostProcess.DefaultDetectionsPerClass), o.Inputs);
    }
}
