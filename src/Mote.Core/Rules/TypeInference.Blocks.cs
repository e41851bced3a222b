using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>Blocks of pixels, mirrored borders, other sizes of images.</summary>
public static partial class TypeInference
{
    private static TensorType InferSpaceToDepth(SpaceToDepth op, OperandChecks call)
    {
        var x = MovedImage(call);
        var (shape, b) = (x.Shape, op.Block);
        call.Require(b > 0 && shape[1] % b == 0 && shape[2] % b == 0, $"blocks of {b} do not divide the image {shape}.");
        call.Require((long)shape[3] * b * b <= int.MaxValue, "the output is too large.");
        return x with { Shape = [shape[0], shape[1] / b, shape[2] / b, shape[3] * b * b] };
    }

    private static TensorType InferDepthToSpace(DepthToSpace op, OperandChecks call)
    {
        var x = MovedImage(call);
        var (shape, b) = (x.Shape, op.Block);
        call.Require(b is > 0 and <= 1 << 15 && shape[3] % ((long)b * b) == 0, $"blocks of {b} do not divide the {shape[3]} channels.");
        call.Require((long)shape[1] * b <= int.MaxValue && (long)shape[2] * b <= int.MaxValue, "the output is too large.");
        return x with { Shape = [shape[0], shape[1] * b, shape[2] * b, shape[3] / (b * b)] };
    }

    private static TensorType InferSpaceToBatch(SpaceToBatch op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Moved(call);
        CheckBlocks(op.Block, op.Before, op.After, x.Shape, call);
        var dims = x.Shape.ToArray();
        var batch = (long)dims[0];
        for (var i = 0; i < op.Block.Count; i++)
        {
            var padded = (long)dims[i + 1] + op.Before[i] + op.After[i];
            call.Require(padded % op.Block[i] == 0,
                $"blocks of {op.Block} do not divide {x.Shape} with its padding {op.Before} and {op.After}.");
            batch *= op.Block[i];
            call.Require(batch <= int.MaxValue && padded <= int.MaxValue, "the output is too large.");
            dims[i + 1] = (int)(padded / op.Block[i]);
        }
        dims[0] = (int)batch;
        return x with { Shape = Shape.Create(dims) };
    }

    private static TensorType InferBatchToSpace(BatchToSpace op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Moved(call);
        CheckBlocks(op.Block, op.Before, op.After, x.Shape, call);
        var dims = x.Shape.ToArray();
        for (var i = 0; i < op.Block.Count; i++)
        {
            call.Require(dims[0] % op.Block[i] == 0, $"blocks of {op.Block} do not divide the {x.Shape[0]} images.");
            dims[0] /= op.Block[i];
            var size = (long)dims[i + 1] * op.Block[i] - op.Before[i] - op.After[i];
            call.Require(size is > 0 and <= int.MaxValue, $"crops {op.Before} and {op.After} leave {size} elements along axis {i + 1}.");
            dims[i + 1] = (int)size;
        }
        return x with { Shape = Shape.Create(dims) };
    }

    private static void CheckBlocks(
        EquatableArray<int> block, EquatableArray<int> before, EquatableArray<int> after, Shape x, OperandChecks call)
    {
        call.Require(x.Rank is 3 or 4, $"operand 0 has shape {x}; [n,h,w,c] or [n,h,c] is expected.");
        call.Require(block.Count == x.Rank - 2 && before.Count == block.Count && after.Count == block.Count,
            $"{block.Count} block sizes with {before.Count} and {after.Count} borders do not fit {x}.");
        call.Require(block.All(b => b is > 0 and <= 1 << 15), $"block sizes {block} must be positive.");
        call.Require(before.Concat(after).All(p => p >= 0), $"borders {before} and {after} must not be negative.");
    }

    private static TensorType InferMirrorPad(MirrorPad op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Moved(call);
        call.Require(op.Before.Count == x.Shape.Rank && op.After.Count == x.Shape.Rank && x.Shape.Rank > 0,
            $"{op.Before.Count} pairs of padding for the {x.Shape.Rank} dimensions of {x.Shape}.");
        var dims = new int[x.Shape.Rank];
        for (var axis = 0; axis < dims.Length; axis++)
        {
            var most = op.Symmetric ? x.Shape[axis] : x.Shape[axis] - 1;
            call.Require(op.Before[axis] >= 0 && op.After[axis] >= 0 && op.Before[axis] <= most && op.After[axis] <= most,
                $"axis {axis} of {x.Shape} can be mirrored by 0 to {most} elements, not by {op.Before[axis]} and {op.After[axis]}.");
            var size = (long)x.Shape[axis] + op.Before[axis] + op.After[axis];
            call.Require(size <= int.MaxValue, "the output is too large.");
            dims[axis] = (int)size;
        }
        return x with { Shape = Shape.Create(dims) };
    }

    private static TensorType InferResize(Resize op, OperandChecks call)
    {
        // Places are counted in 1/1024 of a pixel, and tables of rows and columns in 16 bits.
        const int most = short.MaxValue;
        var x = MovedImage(call);
        call.Require(op is { Height: > 0 and <= most, Width: > 0 and <= most } && x.Shape[1] <= most && x.Shape[2] <= most,
            $"from {x.Shape} to {op.Height}x{op.Width} is not possible; sides of 1 to {most} are.");
        if (op.Kind == ResizeKind.Bilinear)
        {
            call.ActivationOrPlain(0);
            call.Require(!op.AlignCorners || !op.HalfPixelCenters,
                "corners cannot be aligned where pixels are counted from their centers.");
        }
        return x with { Shape = [x.Shape[0], op.Height, op.Width, x.Shape[3]] };
    }
}
