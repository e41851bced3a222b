using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Core.Tests;

/// <summary>What gated cells and int8 weights beside float accept, and that refusals name what is wrong.</summary>
public class GatedInferenceTests
{
    private static readonly Quantization.PerTensor Scale = new(1f / 128, 0);

    private static readonly TensorType X = new(ElementType.Int8, [2, 3, 4], Scale), Hidden = new(ElementType.Int8, [2, 5], Scale),
        W = new(ElementType.Int8, [5, 4], Scale), R = new(ElementType.Int8, [5, 5], Scale), B = new(ElementType.Int32, [5]);

    private static TensorType?[] Operands => [X, W, W, W, R, R, R, B, B, B, B, Hidden];

    [Fact]
    public void A_gru_gives_a_row_for_each_step_and_its_state()
    {
        var y = Infer(Operands);
        Assert.Equal(new TensorType(ElementType.Int8, [2, 3, 5], Scale), y[0]);
        Assert.Equal(Hidden, y[1]);
    }

    [Fact]
    public void What_does_not_fit_a_gru_is_refused_by_name()
    {
        Refused("Reset gate's weights have shape [5,3]", o => o[Gru.Weights + 1] = W with { Shape = [5, 3] });
        Refused("Candidate gate's recurrent weights are i16", o => o[Gru.Recurrent + 2] = R with { Element = ElementType.Int16 });
        Refused("one scale and the zero point 0", o => o[Gru.Weights] = W with { Quantization = new Quantization.PerTensor(1, 3) });
        Refused("Update gate's bias is i64", o => o[Gru.Bias] = B with { Element = ElementType.Int64 });
        Refused("operand 10 is missing", o => o[Gru.RecurrentBias] = null);
        Refused("the hidden state has [2,4] elements", o => o[Gru.Hidden] = Hidden with { Shape = [2, 4] });
        Refused("the hidden state is f32 beside i8 inputs", o => o[Gru.Hidden] = new(ElementType.Float32, [2, 5]));
        Refused("at least 2^-20", o => o[Gru.Hidden] = Hidden with { Quantization = new Quantization.PerTensor(1e-7f, 0) });
        Refused("same scale and zero point", o => o[Gru.Hidden] = Hidden with { Quantization = new Quantization.PerTensor(0.01f, 0) });
        Refused("a recurrent bias is for linearBeforeReset", _ => { }, new Gru());
    }

    [Fact]
    public void The_coefficients_of_a_fastgrnn_lie_between_0_and_1()
    {
        TensorType?[] operands = [X, W, R, null, B, B, Hidden];
        Assert.Equal(2, Infer(operands, new FastGrnn(1, 0)).Length);
        foreach (var op in (FastGrnn[])[new(1.1f, 0), new(0.5f, -0.1f), new(float.NaN, 0)])
            Assert.Contains("between 0 and 1", Assert.Throws<MoteException>(() => Infer(operands, op)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Integer_weights_beside_float_are_int8_and_symmetric()
    {
        var x = new TensorType(ElementType.Float32, [2, 4]);
        Assert.Equal(new TensorType(ElementType.Float32, [2, 5]), TypeInference.Infer(new FullyConnected(), [x, W], [null], Origin.Of("l"))[0]);
        Fails("i16 beside f32", W with { Element = ElementType.Int16 });
        Fails("have the zero point 3", W with { Quantization = new Quantization.PerTensor(1, 3) });
        Fails("int8 without a scale", W with { Quantization = null });

        void Fails(string message, TensorType weights) => Assert.Contains(message, Assert.Throws<MoteException>(() =>
            TypeInference.Infer(new FullyConnected(), [x, weights], [null], Origin.Of("l"))).Message, StringComparison.Ordinal);
    }

    private static TensorType[] Infer(TensorType?[] operands, Op? op = null) =>
        TypeInference.Infer(op ?? new Gru(LinearBeforeReset: true), operands, [Scale, Scale], Origin.Of("cell"));

    private static void Refused(string message, Action<TensorType?[]> change, Op? op = null)
    {
        var operands = Operands;
        change(operands);
        var e = Assert.Throws<MoteException>(() => Infer(operands, op));
        Assert.Equal("MOTE0201", e.Diagnostics[0].Code);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
