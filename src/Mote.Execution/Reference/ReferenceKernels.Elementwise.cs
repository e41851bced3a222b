using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void AddInt8(Add op, KernelCall call)
    {
        var y = call.Out<sbyte>();
        var parameters = Requantization.Add(call.X(0), call.X(1), call.Y);
        var (low, high) = Requantization.Clamp(op.Activation, call.Y);
        var (zeroA, zeroB, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.X(1).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        var pairs = new OperandPairs(call);
        var a = call.In<sbyte>(0);
        var b = call.In<sbyte>(1);
        for (var i = 0; i < y.Length; i++)
        {
            var (ia, ib) = pairs.At(i);
            var sum = FixedPoint.Multiply((a[ia] - zeroA) << parameters.LeftShift, parameters.A)
                + FixedPoint.Multiply((b[ib] - zeroB) << parameters.LeftShift, parameters.B);
            y[i] = (sbyte)Math.Clamp(FixedPoint.Multiply(sum, parameters.Output) + zeroY, low, high);
        }
    }

    private static void AddFloat(Add op, KernelCall call)
    {
        var a = call.In<float>(0);
        var b = call.In<float>(1);
        var y = call.Out<float>();
        var (low, high) = Requantization.Clamp(op.Activation);
        var pairs = new OperandPairs(call);
        for (var i = 0; i < y.Length; i++)
        {
            var (ia, ib) = pairs.At(i);
            y[i] = Clamp(a[ia] + b[ib], low, high);
        }
    }

    private static void MultiplyInt8(Mul op, KernelCall call)
    {
        var a = call.In<sbyte>(0);
        var b = call.In<sbyte>(1);
        var y = call.Out<sbyte>();
        var factor = Requantization.Mul(call.X(0), call.X(1), call.Y);
        var (low, high) = Requantization.Clamp(op.Activation, call.Y);
        var (zeroA, zeroB, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.X(1).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        var pairs = new OperandPairs(call);
        for (var i = 0; i < y.Length; i++)
        {
            var (ia, ib) = pairs.At(i);
            y[i] = (sbyte)Math.Clamp(FixedPoint.Multiply((a[ia] - zeroA) * (b[ib] - zeroB), factor) + zeroY, low, high);
        }
    }

    private static void MultiplyFloat(Mul op, KernelCall call)
    {
        var a = call.In<float>(0);
        var b = call.In<float>(1);
        var y = call.Out<float>();
        var (low, high) = Requantization.Clamp(op.Activation);
        var pairs = new OperandPairs(call);
        for (var i = 0; i < y.Length; i++)
        {
            var (ia, ib) = pairs.At(i);
            y[i] = Clamp(a[ia] * b[ib], low, high);
        }
    }

    /// <summary>The elements of two broadcast operands that meet in one of the output's.</summary>
    private readonly struct OperandPairs(KernelCall call)
    {
        private readonly Shape _shape = call.Y.Shape;
        private readonly int[] _strides = call.Y.Shape.Strides();
        private readonly int[] _a = Broadcasting.Strides(call.X(0).Shape, call.Y.Shape);
        private readonly int[] _b = Broadcasting.Strides(call.X(1).Shape, call.Y.Shape);
        private readonly bool _plain = call.X(0).Shape == call.X(1).Shape;

        public (int A, int B) At(int index)
        {
            if (_plain) return (index, index);
            var (a, b) = (0, 0);
            for (var axis = 0; axis < _strides.Length; axis++)
            {
                var position = index / _strides[axis] % _shape[axis];
                a += position * _a[axis];
                b += position * _b[axis];
            }
            return (a, b);
        }
    }

    /// <summary>The reference rescales in RELU, but clamps stored integers without rescaling in RELU6.</summary>
    private static void ClampInt8(Relu op, KernelCall call)
    {
        var x = call.In<sbyte>(0);
        var y = call.Out<sbyte>();
        var (zeroX, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        if (op.Kind == Activation.Relu)
        {
            var factor = Requantization.Relu(call.X(0), call.Y);
            var (low, high) = Requantization.Clamp(op.Kind, call.Y);
            for (var i = 0; i < x.Length; i++)
                y[i] = (sbyte)Math.Clamp(FixedPoint.Multiply(x[i] - zeroX, factor) + zeroY, low, high);
        }
        else
        {
            var (low, high) = Requantization.Clamp(op.Kind, call.X(0));
            for (var i = 0; i < x.Length; i++) y[i] = (sbyte)Math.Clamp((int)x[i], low, high);
        }
    }

    private static void ClampFloat(Relu op, KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var (low, high) = Requantization.Relu(op.Kind);
        for (var i = 0; i < x.Length; i++) y[i] = Clamp(x[i], low, high);
    }

    private static void QuantizeFloat(KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<sbyte>();
        var q = call.Y.PerTensor;
        for (var i = 0; i < x.Length; i++)
        {
            var steps = MathF.Round(x[i] / q.Scale, MidpointRounding.AwayFromZero);
            // Beyond +-2^24 the zero point no longer matters; NaN becomes the lower end.
            y[i] = (sbyte)Math.Clamp((float.IsNaN(steps) ? -16777216 : (int)Math.Clamp(steps, -16777216f, 16777216f)) + q.ZeroPoint,
                sbyte.MinValue, sbyte.MaxValue);
        }
    }

    private static void Requantize(KernelCall call)
    {
        var x = call.In<sbyte>(0);
        var y = call.Out<sbyte>();
        var factor = Requantization.Rescale(call.X(0), call.Y);
        var (zeroX, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        for (var i = 0; i < x.Length; i++)
            y[i] = (sbyte)Math.Clamp(FixedPoint.Multiply(x[i] - zeroX, factor) + zeroY, sbyte.MinValue, sbyte.MaxValue);
    }

    private static void DequantizeInt8(KernelCall call)
    {
        var x = call.In<sbyte>(0);
        var y = call.Out<float>();
        var q = call.X(0).PerTensor;
        for (var i = 0; i < x.Length; i++) y[i] = q.Scale * (x[i] - q.ZeroPoint);
    }

    private static void LookUp(KernelCall call)
    {
        var x = call.In<sbyte>(0);
        var table = call.In<sbyte>(1);
        var y = call.Out<sbyte>();
        for (var i = 0; i < x.Length; i++) y[i] = table[x[i] + 128];
    }
}
