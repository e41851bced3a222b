using Google.Protobuf;
using Mote.Core.Diagnostics;
using Mote.Onnx.Schema;

namespace Mote.Onnx.Tests;

/// <summary>What is refused, and that the message says what, where and what to do.</summary>
public class RefusalTests
{
    private static ValuePart Value(string name, params object[] dims)
    {
        var shape = new ShapePart();
        foreach (var dim in dims) shape.Dim.Add(dim is string s ? new DimensionPart { DimParam = s } : new DimensionPart { DimValue = (int)dim });
        return new ValuePart { Name = name, Type = new TypePart { TensorType = new TensorTypePart { ElemType = 1, Shape = shape } } };
    }

    private static NodePart Node(string op, string input, string output, string domain = "") =>
        new() { OpType = op, Name = $"{op} layer", Domain = domain, Input = { input }, Output = { output } };

    private static ModelFile Model(ValuePart input, params NodePart[] nodes)
    {
        var graph = new GraphPart { Name = "g", Input = { input }, Output = { new ValuePart { Name = nodes[^1].Output[0] } } };
        graph.Node.AddRange(nodes);
        return new ModelFile { IrVersion = 8, OpsetImport = { new OperatorSet { Version = 17 } }, Graph = graph };
    }

    private static MoteException Refused(ModelFile model) => Assert.Throws<MoteException>(() => OnnxReader.Read(model.ToByteArray(), "m.onnx", "m"));

    [Fact]
    public void All_unsupported_operators_are_listed_with_layer_types_and_a_way_out()
    {
        var e = Refused(Model(Value("x", 1, 4), Node("NonMaxSuppression", "x", "a"), Node("Relu", "x", "r"), Node("Fancy", "r", "b", "my.domain"), Node("If", "b", "c")));
        Assert.Equal(["MOTE0133", "MOTE0133", "MOTE0133"], e.Diagnostics.Select(d => d.Code));
        Assert.Equal("m.onnx: layer 0 'NonMaxSuppression layer'", e.Diagnostics[0].Where);
        Assert.Contains("NonMaxSuppression (operator set 17) on f32[1,4]", e.Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains("my.domain.Fancy", e.Diagnostics[1].Message, StringComparison.Ordinal);
        Assert.Contains("trace", e.Diagnostics[2].Help, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_dimension_that_is_no_batch_is_an_error()
    {
        var e = Refused(Model(Value("x", 1, "time"), Node("Relu", "x", "y")));
        Assert.Equal("MOTE0134", Assert.Single(e.Diagnostics).Code);
        Assert.Contains("'time'", e.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_forms_of_several_layers_are_listed_together()
    {
        var pool = Node("MaxPool", "x", "a");
        pool.Attribute.Add(new AttributePart { Name = "kernel_shape", Ints = { 2, 2 }, Type = 7 });
        pool.Attribute.Add(new AttributePart { Name = "dilations", Ints = { 2, 2 }, Type = 7 });
        var e = Refused(Model(Value("x", 1, 2, 8, 8), pool, Node("Transpose", "x", "t"), Node("Gather", "t", "b")));
        Assert.Equal(["MOTE0132", "MOTE0132"], e.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void Values_that_nobody_writes_are_refused()
    {
        var e = Refused(Model(Value("x", 1, 2), Node("Relu", "nothing", "y")));
        Assert.Equal("MOTE0131", e.Diagnostics[0].Code);
    }

    [Fact]
    public void Constants_that_do_not_fill_their_shape_are_refused()
    {
        var model = Model(Value("x", 1, 2), Node("Relu", "x", "y"));
        model.Graph.Initializer.Add(new TensorPart { Name = "w", DataType = 1, Dims = { 3, 3 }, RawData = ByteString.CopyFrom(new byte[20]) });
        Assert.Contains("takes 36 bytes as [3,3], but has 20", Refused(model).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("missing.bin")]
    public void External_data_is_read_beside_the_model_only(string location)
    {
        var model = Model(Value("x", 1, 2), Node("Relu", "x", "y"));
        model.Graph.Initializer.Add(new TensorPart { Name = "w", DataType = 1, Dims = { 2 }, DataLocation = 1, ExternalData = { new KeyAndText { Key = "location", Value = location } } });
        var e = Assert.Throws<MoteException>(() => OnnxReader.Read(model.ToByteArray(), "m.onnx", "m", folder: Path.GetTempPath()));
        Assert.Equal("MOTE0131", Assert.Single(e.Diagnostics).Code);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 9, 9, 9 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void What_is_no_model_is_said_to_be_none(byte[] bytes) =>
        Assert.Equal("MOTE0130", Assert.Throws<MoteException>(() => OnnxReader.Read(bytes, "m.onnx", "m")).Diagnostics[0].Code);
}
