using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void SelectAny(KernelCall call)
    {
        var condition = call.In<byte>(Select.Condition);
        var a = call.In<byte>(Select.A);
        var b = call.In<byte>(Select.B);
        var y = call.Out<byte>();
        var bytes = call.Y.Element.Bytes();
        int[][] strides = [.. Enumerable.Range(0, 3).Select(i => Broadcasting.Strides(call.X(i).Shape, call.Y.Shape))];
        var steps = call.Y.Shape.Strides();
        for (var i = 0; i < call.Y.Elements; i++)
        {
            var chosen = condition[At(Select.Condition)] != 0 ? a.Slice(At(Select.A) * bytes, bytes) : b.Slice(At(Select.B) * bytes, bytes);
            chosen.CopyTo(y[(i * bytes)..]);

            int At(int operand)
            {
                var at = 0;
                for (var axis = 0; axis < steps.Length; axis++) at += i / steps[axis] % call.Y.Shape[axis] * strides[operand][axis];
                return at;
            }
        }
    }

    private static void ApplyPRelu(KernelCall call)
    {
        if (call.Y.IsFloat)
        {
            Combine<float, float>(call, (x, alpha) => x >= 0 ? x : x * alpha);
            return;
        }
        var (low, high) = call.Y.Element.Range();
        var (zeroX, zeroAlpha, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.X(1).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        var (identity, slope) = ElementwiseRequantization.PRelu(call.X(0), call.X(1), call.Y);
        var alphas = call.In<sbyte>(PRelu.Alpha);
        var pairs = new OperandPairs(call);
        for (var i = 0; i < call.Y.Elements; i++)
        {
            var (ix, ialpha) = pairs.At(i);
            var x = (call.Y.Element == ElementType.Int8 ? call.In<sbyte>(0)[ix] : call.In<short>(0)[ix]) - zeroX;
            var y = x >= 0 ? FixedPoint.Multiply(x, identity) : FixedPoint.Multiply(x * (alphas[ialpha] - zeroAlpha), slope);
            var stored = Math.Clamp(unchecked(y + zeroY), low, high);
            if (call.Y.Element == ElementType.Int8) call.Out<sbyte>()[i] = (sbyte)stored;
            else call.Out<short>()[i] = (short)stored;
        }
    }

    /// <summary>
    /// Floats in order, from zero on. Of int8 operands half of each value, 20 bits up, is summed; the sum begins with that of a stored
    /// zero, which is the reference's way, and not with that of the zero point.
    /// </summary>
    private static void AddAll(KernelCall call)
    {
        if (call.Y.IsFloat)
        {
            for (var i = 0; i < call.Y.Elements; i++)
            {
                var sum = 0f;
                for (var operand = 0; operand < call.Operands; operand++) sum += call.In<float>(operand)[i];
                call.Out<float>()[i] = sum;
            }
            return;
        }
        var factor = ElementwiseRequantization.AddN(call.X(0), call.Y);
        var (zeroX, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        for (var i = 0; i < call.Y.Elements; i++)
        {
            var sum = -zeroX;
            for (var operand = 0; operand < call.Operands; operand++) sum += call.In<sbyte>(operand)[i] - zeroX;
            call.Out<sbyte>()[i] = (sbyte)Math.Clamp(FixedPoint.Multiply(sum << 19, factor) + zeroY, sbyte.MinValue, sbyte.MaxValue);
        }
    }
}
