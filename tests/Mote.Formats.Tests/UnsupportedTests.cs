using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;
using Mote.Formats.TfLite;

namespace Mote.Formats.Tests;

/// <summary>Everything that is not supported is reported at once, each with layer, operator, types, and what would do instead.</summary>
public class UnsupportedTests
{
    private static readonly TensorType Real = new(ElementType.Float32, [1, 4]);

    [Fact]
    public void Operators_types_and_attributes_are_reported_together()
    {
        var file = new OperatorFile();
        var x = file.Tensor(Real);
        var unknown = file.Tensor(Real);
        var wrongTypes = file.Tensor(new TensorType(ElementType.Bool, [1, 4]));
        var wrongAttribute = file.Tensor(Real);
        var wrongElement = file.Tensor(Real, code: 10);
        var afterIt = file.Tensor(Real);
        var y = file.Tensor(Real);
        file.Operator(BuiltinOperator.BIDIRECTIONAL_SEQUENCE_RNN, [x], [unknown])
            .Operator(BuiltinOperator.LOGICAL_AND, [unknown, x], [wrongTypes])
            .Operator(BuiltinOperator.ADD, [unknown, x], [wrongAttribute], 11, FlatField.Byte(4))
            .Operator(BuiltinOperator.ABS, [wrongAttribute], [wrongElement])
            .Operator(BuiltinOperator.ABS, [wrongElement], [afterIt])
            .Operator(BuiltinOperator.MULTINOMIAL, [wrongAttribute], [y]);
        var e = Assert.Throws<MoteException>(() => TfLiteReader.Read(file.Write([x], [y]), "all.tflite", "all"));
        Assert.Equal(["MOTE0106", "MOTE0201", "MOTE0109", "MOTE0110", "MOTE0106"], e.Diagnostics.Select(d => d.Code));

        var (first, types, attribute, element) = (e.Diagnostics[0], e.Diagnostics[1], e.Diagnostics[2], e.Diagnostics[3]);
        Assert.Equal("all.tflite: layer 0 't1'", first.Where);
        Assert.Equal("operator BIDIRECTIONAL_SEQUENCE_RNN (version 1) (f32[1,4] -> f32[1,4]) is not supported.", first.Message);
        Assert.StartsWith("UNIDIRECTIONAL_SEQUENCE_LSTM", first.Help, StringComparison.Ordinal);
        Assert.Equal("all.tflite: layer 1 't2'", types.Where);
        Assert.Contains("LOGICAL_AND (f32[1,4], f32[1,4] -> bool[1,4])", types.Message, StringComparison.Ordinal);
        Assert.Contains("supported here: bool", types.Message, StringComparison.Ordinal);
        Assert.Contains("docs/operators.md", types.Help, StringComparison.Ordinal);
        Assert.Contains("fused activation number 4", attribute.Message, StringComparison.Ordinal);
        Assert.Contains("element type number 10", element.Message, StringComparison.Ordinal);
        Assert.Contains("layer 5", e.Diagnostics[4].Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((int)BuiltinOperator.REVERSE_SEQUENCE, "docs/operators.md")]
    [InlineData((int)BuiltinOperator.TOPK_V2, "ARG_MAX")]
    [InlineData((int)BuiltinOperator.MULTINOMIAL, "docs/operators.md")]
    [InlineData((int)BuiltinOperator.STABLEHLO_POWER, "own operators")]
    [InlineData((int)BuiltinOperator.REDUCE_WINDOW, "docs/operators.md")]
    [InlineData(399, "newer than this release")]
    public void Each_says_what_would_do_instead(int code, string hint)
    {
        var file = new OperatorFile();
        var (x, y) = (file.Tensor(Real), file.Tensor(Real));
        var e = Assert.Throws<MoteException>(() =>
            TfLiteReader.Read(file.Operator((BuiltinOperator)code, [x], [y]).Write([x], [y]), "one.tflite", "one"));
        var diagnostic = Assert.Single(e.Diagnostics);
        Assert.Equal("MOTE0106", diagnostic.Code);
        Assert.Contains(hint, diagnostic.Help, StringComparison.Ordinal);
        Assert.InRange(diagnostic.ToString().Length, 60, 400);
    }

    [Fact]
    public void Uint8_models_are_told_to_be_converted_again()
    {
        var file = new OperatorFile();
        var type = new TensorType(ElementType.UInt8, [1, 4], new Quantization.PerTensor(0.1f, 128));
        var (x, y) = (file.Tensor(type), file.Tensor(type));
        var e = Assert.Throws<MoteException>(() =>
            TfLiteReader.Read(file.Operator(BuiltinOperator.ADD, [x, x], [y]).Write([x], [y]), "old.tflite", "old"));
        Assert.Contains("int8", Assert.Single(e.Diagnostics).Help, StringComparison.Ordinal);
    }
}
