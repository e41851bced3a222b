using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void RecallFloat(Lstm op, KernelCall call)
    {
        var size = new GatedSteps(call.X(Lstm.Input), call.Y, op.TimeMajor);
        var x = call.In<float>(Lstm.Input);
        var y = call.Out<float>();
        var hidden = call.Out<float>(1);
        var cell = call.Out<float>(2);
        call.In<float>(Lstm.Hidden).CopyTo(hidden);
        call.In<float>(Lstm.Cell).CopyTo(cell);
        foreach (var (b, row) in size.Rows())
        {
            var h = hidden.Slice(b * size.States, size.States);
            var next = y.Slice(row * size.States, size.States);
            for (var j = 0; j < size.States; j++)
            {
                ref var c = ref cell[b * size.States + j];
                var kept = Finite(FloatFunctions.Logistic(Sum(LstmGate.Forget, x.Slice(row * size.Inputs, size.Inputs), h, j)) * c);
                var input = FloatFunctions.Logistic(Sum(LstmGate.Input, x.Slice(row * size.Inputs, size.Inputs), h, j));
                var candidate = Sum(LstmGate.Cell, x.Slice(row * size.Inputs, size.Inputs), h, j);
                c = kept + Finite(input * FloatFunctions.Tanh(candidate));
                if (op.CellClip > 0)
                {
                    c = c < op.CellClip ? c : op.CellClip;
                    c = c < -op.CellClip ? -op.CellClip : c;
                }
                var output = FloatFunctions.Logistic(Sum(LstmGate.Output, x.Slice(row * size.Inputs, size.Inputs), h, j));
                next[j] = Finite(FloatFunctions.Tanh(c) * output);
            }
            next.CopyTo(h);
        }

        float Sum(LstmGate gate, ReadOnlySpan<float> xs, ReadOnlySpan<float> h, int j)
        {
            var fromInput = Dot(xs, call, Lstm.Weights + (int)gate, j);
            var fromHidden = Dot(h, call, Lstm.Recurrent + (int)gate, j);
            return Finite(fromInput + call.In<float>(Lstm.Bias + (int)gate)[j]) + Finite(fromHidden);
        }
    }

    private static float Finite(float value) => Clamp(value, float.MinValue, float.MaxValue);

    private static void RecallInteger(Lstm op, KernelCall call)
    {
        var size = new GatedSteps(call.X(Lstm.Input), call.Y, op.TimeMajor);
        var (x, hidden, cell) = (Integers(call, Lstm.Input), Integers(call, Lstm.Hidden), Integers(call, Lstm.Cell));
        var (hiddenType, cellType) = (call.X(Lstm.Hidden), call.X(Lstm.Cell));
        var y = new int[call.Y.Elements];
        var factors = RecurrentScales.Lstm(hiddenType, cellType);
        var power = RecurrentScales.CellPower(cellType);
        var (clipLow, clipHigh) = RecurrentScales.CellClip(op, cellType);
        var (low, high) = hiddenType.Element.Range();
        foreach (var (b, row) in size.Rows())
        {
            for (var j = 0; j < size.States; j++)
            {
                ref var c = ref cell[b * size.States + j];
                var kept = ToInt16(FixedPoint.Multiply(GateMath.Sigmoid(Sum(LstmGate.Forget, row, b, j)) * c, factors.Forget));
                var input = GateMath.Sigmoid(Sum(LstmGate.Input, row, b, j));
                int candidate = GateMath.Tanh(Sum(LstmGate.Cell, row, b, j), -12);
                c = ToInt16(kept + ToInt16(FixedPoint.Multiply(input * candidate, factors.Input)));
                c = Math.Clamp(c, clipLow, clipHigh);
                var product = GateMath.Tanh(c, power) * GateMath.Sigmoid(Sum(LstmGate.Output, row, b, j));
                var next = FixedPoint.Multiply(product, factors.Output) + hiddenType.PerTensor.ZeroPoint;
                y[row * size.States + j] = Math.Clamp(next, low, high);
            }
            y.AsSpan(row * size.States, size.States).CopyTo(hidden.AsSpan(b * size.States));
        }
        StoreIntegers(call, 0, y);
        StoreIntegers(call, 1, hidden);
        StoreIntegers(call, 2, cell);

        // Both sums are brought to int16 before they are added.
        short Sum(LstmGate gate, int row, int batch, int j)
        {
            var (w, r) = (Lstm.Weights + (int)gate, Lstm.Recurrent + (int)gate);
            var fromInput = GatedIntegers.Sum(x.AsSpan(row * size.Inputs, size.Inputs), call.X(Lstm.Input),
                call.In<sbyte>(w), call.X(w), j, BiasAt(call, Lstm.Bias + (int)gate, j));
            var fromHidden = GatedIntegers.Sum(hidden.AsSpan(batch * size.States, size.States), hiddenType,
                call.In<sbyte>(r), call.X(r), j);
            return ToInt16(fromInput + fromHidden);
        }
    }

    private static short ToInt16(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
