using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Formats.FlatBuffers;
using Mote.Formats.TfLite;

namespace Mote.Formats.Tests;

/// <summary>Combinations of types that no kernel has, as what the float operator and the declared quantizations mean.</summary>
public class AdaptedNodesTests
{
    [Fact]
    public void Concatenation_requantizes_operands_of_other_scales()
    {
        var file = new OperatorFile();
        int[] inputs = [file.Tensor(Int8([1, 2], 0.1f, 0)), file.Tensor(Int8([1, 2], 0.05f, 10))];
        var y = file.Tensor(Int8([1, 4], 0.1f, 0));
        var graph = Read(file.Operator(BuiltinOperator.CONCATENATION, inputs, [y], 10, FlatField.Int(1)), inputs, y);
        Assert.Equal(new sbyte[] { 3, -4, 5, -10 }, Run<sbyte, sbyte>(graph, 3, -4, 20, -10));
        Assert.Single(graph.Nodes, n => n.Op is Quantize);
    }

    [Theory]
    [InlineData((int)BuiltinOperator.MAXIMUM)]
    [InlineData((int)BuiltinOperator.MAX_POOL_2D)]
    public void Elements_that_come_out_as_they_are_take_the_outputs_scale(int code)
    {
        var file = new OperatorFile();
        var isPool = (BuiltinOperator)code == BuiltinOperator.MAX_POOL_2D;
        int[] inputs = [.. Enumerable.Range(0, isPool ? 1 : 2).Select(_ => file.Tensor(Int8([1, 1, 1, 2], 0.1f, 0)))];
        var y = file.Tensor(Int8([1, 1, 1, 2], 0.2f, 1));
        file.Operator((BuiltinOperator)code, inputs, [y], isPool ? 5 : 0,
            FlatField.Byte(1), FlatField.Int(1), FlatField.Int(1), FlatField.Int(1), FlatField.Int(1));
        var graph = Read(file, inputs, y);
        Assert.Equal(new sbyte[] { 11, -9 }, isPool ? Run<sbyte, sbyte>(graph, 20, -20) : Run<sbyte, sbyte>(graph, 20, -20, -50, -60));
    }

    [Fact]
    public void Int16_without_arithmetic_of_its_own_goes_through_reals()
    {
        var file = new OperatorFile();
        var (x, y) = (file.Tensor(Int16([1, 2], 0.001f)), file.Tensor(Int16([1, 2], 1f / 32768)));
        var graph = Read(file.Operator(BuiltinOperator.L2_NORMALIZATION, [x], [y]), [x], y);
        Assert.Equal(new short[] { 19661, 26214 }, Run<short, short>(graph, 3000, 4000));
        Assert.Equal(["Dequantize", "L2Normalization", "Quantize"], graph.Nodes.Select(n => n.Op.Name()));
    }

    [Fact]
    public void Places_of_largest_int16_elements_are_found()
    {
        var file = new OperatorFile();
        var (x, y) = (file.Tensor(Int16([1, 3], 0.001f)), file.Tensor(new TensorType(ElementType.Int32, [1])));
        var graph = Read(file.Operator(BuiltinOperator.ARG_MAX, [x, file.Int32s(1)], [y]), [x], y);
        Assert.Equal([1], Run<short, int>(graph, -5, 30000, 7));
    }

    [Fact]
    public void Int8_weights_beside_real_activations_become_real()
    {
        var file = new OperatorFile();
        var x = file.Tensor(new TensorType(ElementType.Float32, [1, 2]));
        var w = file.Constant<sbyte>(
            new TensorType(ElementType.Int8, [2, 2], new Quantization.PerAxis(0, [0.5f, 0.25f])), 1, 2, 3, 4);
        var y = file.Tensor(new TensorType(ElementType.Float32, [1, 2]));
        var graph = Read(file.Operator(BuiltinOperator.FULLY_CONNECTED, [x, w, -1], [y], 8), [x], y);
        Assert.Equal([0.5f * 10 + 1f * 100, 0.75f * 10 + 1f * 100], Run<float, float>(graph, 10, 100));
    }

    [Fact]
    public void Constants_of_16_bit_reals_are_widened()
    {
        var file = new OperatorFile();
        var real = new TensorType(ElementType.Float32, [2]);
        var x = file.Tensor(real);
        var halves = file.Tensor(real, MemoryMarshal.AsBytes<Half>([(Half)1.5, (Half)(-0.25)]).ToArray(), code: 1);
        var (wide, y) = (file.Tensor(real), file.Tensor(real));
        file.Operator(BuiltinOperator.DEQUANTIZE, [halves], [wide]).Operator(BuiltinOperator.ADD, [x, wide], [y]);
        Assert.Equal([2.5f, 1.75f], Run<float, float>(Read(file, [x], y), 1, 2));
    }

    [Fact]
    public void Sums_of_32_bits_beside_int16_without_a_bias_wrap_as_those_with_one()
    {
        byte[] Matrix(bool bias)
        {
            var file = new OperatorFile();
            var (x, y) = (file.Tensor(Int16([1, 1], 0.001f)), file.Tensor(Int16([1, 1], 0.02f)));
            var w = file.Constant<sbyte>(new TensorType(ElementType.Int8, [1, 1], new Quantization.PerTensor(0.01f, 0)), 77);
            int[] inputs = bias ? [x, w, file.Int32s(0)] : [x, w, -1];
            return file.Operator(BuiltinOperator.FULLY_CONNECTED, inputs, [y], 8,
                FlatField.Byte(0), FlatField.Byte(0), FlatField.Bool(false), FlatField.Absent, FlatField.Byte(bias ? 0 : 2)).Write([x], [y]);
        }

        var (with, without) = (TfLiteReader.Read(Matrix(true), "a", "a"), TfLiteReader.Read(Matrix(false), "b", "b"));
        foreach (var x in (short[])[1, -17, 999, 20001, short.MinValue, short.MaxValue])
            Assert.Equal(Run<short, short>(with, x), Run<short, short>(without, x));
        Assert.Equal(ElementType.Int32, without.Type(without.Nodes[0].Inputs[2]).Element);
    }

    [Fact]
    public void Tiles_and_powers_are_several_nodes()
    {
        var file = new OperatorFile();
        var x = file.Tensor(Int8([2, 2], 0.1f, 0));
        var y = file.Tensor(Int8([4, 6], 0.1f, 0));
        var tile = Read(file.Operator(BuiltinOperator.TILE, [x, file.Int32s(2, 3)], [y]), [x], y);
        Assert.Equal(new sbyte[] { 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4, 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4 }, Run<sbyte, sbyte>(tile, 1, 2, 3, 4));

        file = new OperatorFile();
        var real = new TensorType(ElementType.Float32, [3]);
        (x, y) = (file.Tensor(real), file.Tensor(real));
        var two = file.Constant<float>(new TensorType(ElementType.Float32, []), 2);
        Assert.Equal([1, 4, 9], Run<float, float>(Read(file.Operator(BuiltinOperator.POW, [x, two], [y]), [x], y), 1, -2, 3));

        file = new OperatorFile();
        (x, y) = (file.Tensor(real), file.Tensor(real));
        Assert.Equal([0, 0.5f, 1], Run<float, float>(Read(file.Operator(BuiltinOperator.RELU_0_TO_1, [x], [y]), [x], y), -7, 0.5f, 7));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gelu_has_two_forms(bool approximate)
    {
        var file = new OperatorFile();
        var real = new TensorType(ElementType.Float32, [5]);
        var (x, y) = (file.Tensor(real), file.Tensor(real));
        var graph = Read(file.Operator(BuiltinOperator.GELU, [x], [y], 116, FlatField.Bool(approximate)), [x], y);
        var values = Run<float, float>(graph, -30, -1, 0, 1, 30);
        float[] expected = approximate ? [0, -0.15880801f, 0, 0.841192f, 30] : [0, -0.15865525f, 0, 0.8413447f, 30];
        Assert.All(values.Zip(expected), p => Assert.InRange(p.First - p.Second, -1e-6f, 1e-6f));
    }

    [Fact]
    public void Ranks_are_constants()
    {
        var file = new OperatorFile();
        var (x, y) = (file.Tensor(new TensorType(ElementType.Float32, [2, 3])), file.Tensor(new TensorType(ElementType.Int32, [])));
        Assert.Equal([2], Run<float, int>(Read(file.Operator(BuiltinOperator.RANK, [x], [y]), [x], y), 1, 2, 3, 4, 5, 6));
    }

    private static TensorType Int8(Shape shape, float scale, int zeroPoint) => new(ElementType.Int8, shape, new Quantization.PerTensor(scale, zeroPoint));

    private static TensorType Int16(Shape shape, float scale) => new(ElementType.Int16, shape, new Quantization.PerTensor(scale, 0));

    private static Graph Read(OperatorFile file, int[] inputs, int output) => TfLiteReader.Read(file.Write(inputs, [output]), "test", "test");

    private static TY[] Run<TX, TY>(Graph graph, params ReadOnlySpan<TX> input)
        where TX : unmanaged
        where TY : unmanaged => MemoryMarshal.Cast<byte, TY>(new Interpreter(graph).Run(MemoryMarshal.AsBytes(input)).AsSpan()).ToArray();
}
