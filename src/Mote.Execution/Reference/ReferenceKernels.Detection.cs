using Mote.Core.Ops;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private const int Corners = 4;

    private static void Detect(DetectionPostProcess op, KernelCall call)
    {
        var boxes = DecodeBoxes(op, call);
        for (var i = 0; i < call.Results; i++) call.Out<float>(i).Clear();
        call.Out<float>(3)[0] = op.ByClass ? DetectByClass(op, boxes, call) : DetectBest(op, boxes, call);
    }

    /// <summary>ymin, xmin, ymax and xmax of each box.</summary>
    private static float[] DecodeBoxes(DetectionPostProcess op, KernelCall call)
    {
        var x = call.In<float>(DetectionPostProcess.Boxes);
        var shape = call.X(DetectionPostProcess.Boxes).Shape;
        var corners = new float[Corners * shape[1]];
        for (var n = 0; n < shape[1]; n++)
        {
            var box = x.Slice(n * shape[2], 4);
            var anchor = call.In<float>(DetectionPostProcess.Anchors).Slice(n * 4, 4);
            var corner = corners.AsSpan(n * Corners, Corners);
            var y = box[0] / op.ScaleY * anchor[2] + anchor[0];
            var across = box[1] / op.ScaleX * anchor[3] + anchor[1];
            var halfHeight = 0.5f * FloatMath.Exp(box[2] / op.ScaleH) * anchor[2];
            var halfWidth = 0.5f * FloatMath.Exp(box[3] / op.ScaleW) * anchor[3];
            (corner[0], corner[1], corner[2], corner[3]) = (y - halfHeight, across - halfWidth, y + halfHeight, across + halfWidth);
        }
        return corners;
    }

    private static int DetectBest(DetectionPostProcess op, float[] boxes, KernelCall call)
    {
        var best = new float[boxes.Length / Corners];
        for (var n = 0; n < best.Length; n++) best[n] = NextClass(ClassScores(op, n, call), -1) is >= 0 and var c
            ? ClassScores(op, n, call)[c] : float.MinValue;
        var row = 0;
        for (var i = 0; i < op.MaxDetections && NextBox(op, best, boxes) is >= 0 and var n; i++)
        {
            var scores = ClassScores(op, n, call);
            var c = NextClass(scores, -1);
            for (var k = 0; k < op.MaxClassesPerDetection && c >= 0; k++, c = NextClass(scores, c))
                Put(row++, boxes.AsSpan(n * Corners, Corners), c, scores[c], call);
        }
        return row;
    }

    /// <summary>The rows are kept in the order of their scores, earlier classes first where they are equal.</summary>
    private static int DetectByClass(DetectionPostProcess op, float[] boxes, KernelCall call)
    {
        var scores = new float[boxes.Length / Corners];
        var rows = 0;
        for (var c = 0; c < op.Classes; c++)
        {
            for (var n = 0; n < scores.Length; n++) scores[n] = ClassScores(op, n, call)[c];
            for (var i = 0; i < op.DetectionsPerClass && NextBox(op, scores, boxes) is >= 0 and var n; i++)
            {
                var kept = call.Out<float>(2);
                var (score, row) = (ClassScores(op, n, call)[c], rows);
                while (row > 0 && kept[row - 1] < score) row--;
                if (row == op.MaxDetections) break;
                rows = Math.Min(rows + 1, op.MaxDetections);
                for (var r = rows - 1; r > row; r--)
                    Put(r, call.Out<float>(0).Slice((r - 1) * Corners, Corners), call.Out<float>(1)[r - 1], kept[r - 1], call);
                Put(row, boxes.AsSpan(n * Corners, Corners), c, score, call);
            }
        }
        return rows;
    }

    private static void Put(int row, ReadOnlySpan<float> corners, float c, float score, KernelCall call)
    {
        corners.CopyTo(call.Out<float>(0)[(row * Corners)..]);
        call.Out<float>(1)[row] = c;
        call.Out<float>(2)[row] = score;
    }

    /// <summary>Without the background.</summary>
    private static ReadOnlySpan<float> ClassScores(DetectionPostProcess op, int box, KernelCall call) =>
        call.X(DetectionPostProcess.Scores).Shape[2] is var all
            ? call.In<float>(DetectionPostProcess.Scores).Slice(box * all + all - op.Classes, op.Classes) : [];

    /// <summary>The class that follows another in the order of scores; the best after -1; -1 if there is none.</summary>
    private static int NextClass(ReadOnlySpan<float> scores, int after)
    {
        var next = -1;
        for (var c = 0; c < scores.Length; c++)
        {
            var follows = after < 0 ? !float.IsNaN(scores[c]) : scores[c] < scores[after] || (scores[c] == scores[after] && c > after);
            if (follows && (next < 0 || scores[c] > scores[next])) next = c;
        }
        return next;
    }

    /// <summary>The best box that is left, or -1; it and those that overlap it too much are left no longer.</summary>
    private static int NextBox(DetectionPostProcess op, float[] scores, float[] boxes)
    {
        var best = -1;
        for (var n = 0; n < scores.Length; n++)
            if (scores[n] >= op.ScoreThreshold && (best < 0 || scores[n] > scores[best])) best = n;
        if (best < 0) return best;
        scores[best] = float.MinValue;
        for (var n = 0; n < scores.Length; n++)
            if (scores[n] >= op.ScoreThreshold
                && Overlap(boxes.AsSpan(best * Corners, Corners), boxes.AsSpan(n * Corners, Corners)) > op.OverlapThreshold)
                scores[n] = float.MinValue;
        return best;
    }

    /// <summary>Two boxes' common area by that of their union.</summary>
    private static float Overlap(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var areaA = (a[2] - a[0]) * (a[3] - a[1]);
        var areaB = (b[2] - b[0]) * (b[3] - b[1]);
        if (!(areaA > 0 && areaB > 0)) return 0;
        var height = (a[2] < b[2] ? a[2] : b[2]) - (a[0] > b[0] ? a[0] : b[0]);
        var width = (a[3] < b[3] ? a[3] : b[3]) - (a[1] > b[1] ? a[1] : b[1]);
        if (!(height > 0 && width > 0)) return 0;
        var common = height * width;
        return common / (areaA + areaB - common);
    }
}
