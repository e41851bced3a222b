namespace Mote.Core.Ops;

/// <summary>
/// Boxes of an object detector, decoded and thinned out. Boxes X [1,n,4 or more] (y, x, h, w; what follows is not read), scores S
/// [1,n,Classes], or one more with a background class in front, anchors A [n,4] (y, x, h, w). A box has its centre at
/// X.y / ScaleY · A.h + A.y and the height exp(X.h / ScaleH) · A.h, likewise across. Suppression: the best box of a score of at least
/// ScoreThreshold stays, those go that share more than OverlapThreshold of their union with it, and so on. Equal scores: the first.
/// One suppression on each box's best class: at most MaxDetections boxes stay, with MaxClassesPerDetection (or all) classes each, the
/// best first. By class: a suppression in each class, at most DetectionsPerClass stay, and of all together the best MaxDetections.
/// Results, with m = MaxDetections · MaxClassesPerDetection: corners [1,m,4] (ymin, xmin, ymax, xmax), classes [1,m], scores [1,m], how
/// many [1], all float; what is not used is 0. Source: TensorFlow Lite, TFLite_Detection_PostProcess; unlike there, arithmetic is float
/// throughout, several classes of a box take consecutive rows, and a box without area overlaps none.
/// </summary>
public sealed record DetectionPostProcess(
    int Classes, int MaxDetections, int MaxClassesPerDetection, float ScoreThreshold, float OverlapThreshold,
    float ScaleY, float ScaleX, float ScaleH, float ScaleW, bool ByClass = false,
    int DetectionsPerClass = DetectionPostProcess.DefaultDetectionsPerClass) : Op
{
    public const int Boxes = 0, Scores = 1, Anchors = 2;

    public const int DefaultDetectionsPerClass = 100;
}
