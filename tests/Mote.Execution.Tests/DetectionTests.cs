using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Tests;

/// <summary>
/// The last step of a detector: on the inputs of TensorFlow Lite Micro's tests of TFLite_Detection_PostProcess, with the results that
/// those expect; and where boxes or scores leave a choice.
/// </summary>
public class DetectionTests
{
    private static readonly DetectionPostProcess Best = new(2, 3, 1, 0, 0.5f, 10, 10, 5, 5), ByClass = Best with { ByClass = true };

    /// <summary>With the anchors, squares at 0, 0.1 and -0.1, two around 10, one at 100: those in a group overlap by over half.</summary>
    private static readonly float[] Boxes = [0, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];

    private static readonly float[] Anchors =
        [0.5f, 0.5f, 1, 1, 0.5f, 0.5f, 1, 1, 0.5f, 0.5f, 1, 1, 0.5f, 10.5f, 1, 1, 0.5f, 10.5f, 1, 1, 0.5f, 100.5f, 1, 1];

    private static readonly float[] Plain = [0.9f, 0.8f, 0.75f, 0.72f, 0.6f, 0.5f, 0.93f, 0.95f, 0.5f, 0.4f, 0.3f, 0.2f];

    private static readonly float[] FirstClassTwice =
        [0.015625f, 0.007812f, 0.003906f, 0.015625f, 0.015625f, 0.007812f, 0.019531f, 0.019531f, 0.007812f, 0.003906f,
            0.003906f, 0.003906f];

    private static readonly float[] ThreePlaces = [0, 10, 1, 11, 0, 0, 1, 1, 0, 100, 1, 101];

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(5, false)]
    public void The_best_class_of_each_box(int numbers, bool background)
    {
        var y = Run(Best, Widened(Boxes, numbers), background ? WithBackground(Plain) : Plain, Anchors);
        Assert.Equal([.. ThreePlaces, 1, 0, 0, 0.95f, 0.9f, 0.3f, 3], y);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_class_by_itself(bool background)
    {
        // The reference's test writes 0.9 for 0.93, and allows 0.1.
        var y = Run(ByClass with { DetectionsPerClass = 1 }, Boxes, background ? WithBackground(Plain) : Plain, Anchors);
        Assert.Equal([0, 10, 1, 11, 0, 10, 1, 11, 0, 0, 0, 0, 1, 0, 0, 0.95f, 0.93f, 0, 2], y);
    }

    [Fact]
    public void Equal_scores_leave_the_first_class_and_the_first_box()
    {
        var y = Run(Best, Widened(Boxes, 5), FirstClassTwice, Anchors);
        Assert.Equal([.. ThreePlaces, 0, 0, 0, 0.019531f, 0.015625f, 0.003906f, 3], y);
        float[] equal = [.. Enumerable.Repeat(0.5f, 12)];
        Assert.Equal([0, 0, 1, 1, 0, 10, 1, 11, 0, 100, 1, 101, 0, 0, 0, 0.5f, 0.5f, 0.5f, 3], Run(Best, Boxes, equal, Anchors));
        // All of the first class stay before any of the second.
        Assert.Equal([0, 0, 1, 1, 0, 10, 1, 11, 0, 100, 1, 101, 0, 0, 0, 0.5f, 0.5f, 0.5f, 3], Run(ByClass, Boxes, equal, Anchors));
    }

    [Fact]
    public void Several_classes_of_a_box_follow_each_other()
    {
        var y = Run(Best with { MaxDetections = 2, MaxClassesPerDetection = 3 }, Boxes, Plain, Anchors);
        Assert.Equal([0, 10, 1, 11, 0, 10, 1, 11, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], y[..24]);
        Assert.Equal([1, 0, 0, 1, 0, 0, 0.95f, 0.93f, 0.9f, 0.8f, 0, 0, 4], y[24..]);
    }

    [Fact]
    public void What_is_no_number_is_never_found_and_boxes_without_area_hide_none()
    {
        float[] scores = [float.NaN, 0.9f, float.NaN, float.NaN, 0.6f, float.NaN, -1, -2, 0.1f, 0.2f, 0.3f, float.NegativeInfinity];
        float[] flat = [.. Anchors];
        flat[2] = 0;
        foreach (var op in (DetectionPostProcess[])[Best with { MaxDetections = 4 }, ByClass with { MaxDetections = 4 }])
        {
            var y = Run(op, Boxes, scores, flat);
            Assert.Equal([1, 0, 0, 1, 0.9f, 0.6f, 0.3f, 0.2f, 4], y[16..]);
            Assert.Equal([0.5f, 0, 0.5f, 1], y[..4]);
        }
    }

    [Fact]
    public void Nothing_above_the_threshold_is_nothing()
    {
        foreach (var op in (DetectionPostProcess[])[Best, ByClass])
            Assert.Equal(new float[19], Run(op with { ScoreThreshold = 2 }, Boxes, Plain, Anchors));
    }

    private static float[] WithBackground(float[] scores) =>
        [.. Enumerable.Range(0, 6).SelectMany(n => new[] { 0, scores[2 * n], scores[2 * n + 1] })];

    private static float[] Widened(float[] boxes, int numbers) =>
        [.. boxes.Chunk(4).SelectMany(b => b.Concat(Enumerable.Repeat(1f, numbers - 4)))];

    private static float[] Run(DetectionPostProcess op, float[] boxes, float[] scores, float[] anchors)
    {
        var builder = new GraphBuilder("detector");
        var x = builder.Input("boxes", new TensorType(ElementType.Float32, [1, 6, boxes.Length / 6]));
        var s = builder.Input("scores", new TensorType(ElementType.Float32, [1, 6, scores.Length / 6]));
        var a = builder.Constant("anchors", Tensor.From<float>(new TensorType(ElementType.Float32, [6, 4]), anchors));
        string[] names = ["corners", "classes", "kept", "number"];
        var y = builder.Add(op, [x, s, a], new Quantization?[4], names, Origin.Of("detector"));
        float[] input = [.. boxes, .. scores];
        var output = new Interpreter(builder.Build(y)).Run(MemoryMarshal.AsBytes<float>(input).ToArray());
        return MemoryMarshal.Cast<byte, float>(output).ToArray();
    }
}
