using Mote.Core.Ops;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void UpdateFloat(Gru op, KernelCall call)
    {
        var size = new GatedSteps(call.X(Gru.Input), call.Y, op.TimeMajor);
        var hidden = call.Out<float>(1);
        call.In<float>(Gru.Hidden).CopyTo(hidden);
        var (reset, next) = (new float[size.States], new float[size.States]);
        foreach (var (batch, row) in size.Rows())
        {
            var x = call.In<float>(Gru.Input).Slice(row * size.Inputs, size.Inputs);
            var h = hidden.Slice(batch * size.States, size.States);
            for (var j = 0; j < reset.Length; j++)
                reset[j] = FloatFunctions.Logistic(FromInput(GruGate.Reset, x, j) + FromHidden(GruGate.Reset, h, j));
            if (!op.LinearBeforeReset)
                for (var j = 0; j < reset.Length; j++) reset[j] *= h[j];
            for (var j = 0; j < next.Length; j++)
            {
                var update = FloatFunctions.Logistic(FromInput(GruGate.Update, x, j) + FromHidden(GruGate.Update, h, j));
                var recalled = op.LinearBeforeReset
                    ? reset[j] * (FromHidden(GruGate.Candidate, h, j) + call.In<float>(Gru.RecurrentBias)[j])
                    : FromHidden(GruGate.Candidate, reset, j);
                var candidate = FloatFunctions.Tanh(FromInput(GruGate.Candidate, x, j) + recalled);
                next[j] = (1f - update) * candidate + update * h[j];
            }
            next.CopyTo(h);
            next.CopyTo(call.Out<float>().Slice(row * size.States, size.States));
        }

        float FromInput(GruGate gate, ReadOnlySpan<float> x, int j) =>
            Dot(x, call.In<float>(Gru.Weights + (int)gate), j) + call.In<float>(Gru.Bias + (int)gate)[j];

        float FromHidden(GruGate gate, ReadOnlySpan<float> h, int j) => Dot(h, call.In<float>(Gru.Recurrent + (int)gate), j);
    }

    private static void UpdateFloat(FastGrnn op, KernelCall call)
    {
        var size = new GatedSteps(call.X(FastGrnn.Input), call.Y, op.TimeMajor);
        var hidden = call.Out<float>(1);
        call.In<float>(FastGrnn.Hidden).CopyTo(hidden);
        var between = new float[call.Has(FastGrnn.RecurrentFactor) ? call.X(FastGrnn.RecurrentFactor).Shape[0] : 0];
        var next = new float[size.States];
        foreach (var (batch, row) in size.Rows())
        {
            var x = call.In<float>(FastGrnn.Input).Slice(row * size.Inputs, size.Inputs);
            var h = hidden.Slice(batch * size.States, size.States);
            for (var i = 0; i < between.Length; i++) between[i] = Dot(h, call.In<float>(FastGrnn.RecurrentFactor), i);
            for (var j = 0; j < next.Length; j++)
            {
                var sum = Dot(x, call.In<float>(FastGrnn.Weights), j)
                    + Dot(between.Length > 0 ? between : h, call.In<float>(FastGrnn.Recurrent), j);
                var update = FloatFunctions.Logistic(sum + call.In<float>(FastGrnn.UpdateBias)[j]);
                var candidate = FloatFunctions.Tanh(sum + call.In<float>(FastGrnn.CandidateBias)[j]);
                next[j] = (op.Zeta * (1f - update) + op.Nu) * candidate + update * h[j];
            }
            next.CopyTo(h);
            next.CopyTo(call.Out<float>().Slice(row * size.States, size.States));
        }
    }

    /// <summary>A vector times one row of a matrix operand, of float weights or int8 ones with one scale.</summary>
    private static float Dot(ReadOnlySpan<float> vector, KernelCall call, int matrix, int row)
    {
        if (call.X(matrix).IsFloat) return Dot(vector, call.In<float>(matrix), row);
        var weights = call.In<sbyte>(matrix).Slice(row * vector.Length, vector.Length);
        var sum = 0f;
        for (var i = 0; i < weights.Length; i++) sum += vector[i] * weights[i];
        return sum * call.X(matrix).PerTensor.Scale;
    }

    /// <summary>A vector times one row of a matrix that is as wide.</summary>
    private static float Dot(ReadOnlySpan<float> vector, ReadOnlySpan<float> matrix, int row)
    {
        var weights = matrix.Slice(row * vector.Length, vector.Length);
        var sum = 0f;
        for (var i = 0; i < weights.Length; i++) sum += vector[i] * weights[i];
        return sum;
    }
}
