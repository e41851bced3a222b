using System.Numerics;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void AddInteger<T>(Add op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var y = call.Out<T>();
        var parameters = Requantization.Add(call.X(0), call.X(1), call.Y);
        var (low, high) = Requantization.Clamp(op.Activation, call.Y);
        var (zeroA, zeroB, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.X(1).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        var pairs = new OperandPairs(call);
        var a = call.In<T>(0);
        var b = call.In<T>(1);
        for (var i = 0; i < y.Length; i++)
        {
            var (ia, ib) = pairs.At(i);
            var sum = FixedPoint.Multiply((int.CreateTruncating(a[ia]) - zeroA) << parameters.LeftShift, parameters.A)
                + FixedPoint.Multiply((int.CreateTruncating(b[ib]) - zeroB) << parameters.LeftShift, parameters.B);
            y[i] = T.CreateTruncating(Math.Clamp(FixedPoint.Multiply(sum, parameters.Output) + zeroY, low, high));
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

    private static void MultiplyInteger<T>(Mul op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var a = call.In<T>(0);
        var b = call.In<T>(1);
        var y = call.Out<T>();
        var factor = Requantization.Mul(call.X(0), call.X(1), call.Y);
        var (low, high) = Requantization.Clamp(op.Activation, call.Y);
        var (zeroA, zeroB, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.X(1).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        var pairs = new OperandPairs(call);
        for (var i = 0; i < y.Length; i++)
        {
            var (ia, ib) = pairs.At(i);
            var product = (int.CreateTruncating(a[ia]) - zeroA) * (int.CreateTruncating(b[ib]) - zeroB);
            y[i] = T.CreateTruncating(Math.Clamp(FixedPoint.Multiply(product, factor) + zeroY, low, high));
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
    private static void ClampInteger<T>(Relu op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var x = call.In<T>(0);
        var y = call.Out<T>();
        var (zeroX, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        if (op.Kind == Activation.Relu)
        {
            var factor = Requantization.Relu(call.X(0), call.Y);
            var (low, high) = Requantization.Clamp(op.Kind, call.Y);
            for (var i = 0; i < x.Length; i++)
                y[i] = T.CreateTruncating(Math.Clamp(FixedPoint.Multiply(int.CreateTruncating(x[i]) - zeroX, factor) + zeroY, low, high));
        }
        else
        {
            var (low, high) = Requantization.Clamp(op.Kind, call.X(0));
            for (var i = 0; i < x.Length; i++) y[i] = T.CreateTruncating(Math.Clamp(int.CreateTruncating(x[i]), low, high));
        }
    }

    private static void ClampFloat(Relu op, KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var (low, high) = Requantization.Relu(op.Kind);
        for (var i = 0; i < x.Length; i++) y[i] = Clamp(x[i], low, high);
    }

    private static void LookUp(KernelCall call)
    {
        var x = call.In<sbyte>(0);
        var table = call.In<sbyte>(1);
        var y = call.Out<sbyte>();
        for (var i = 0; i < x.Length; i++) y[i] = table[x[i] + 128];
    }
}
