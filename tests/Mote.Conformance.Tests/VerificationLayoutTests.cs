using System.Globalization;
using System.Runtime.InteropServices;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>mote verify reads one file a tensor, and compares as meta.json says.</summary>
public sealed class VerificationLayoutTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote verify ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Two inputs, two outputs: sum and product.</summary>
    private static Graph SumAndProduct()
    {
        var b = new GraphBuilder("both");
        var type = new TensorType(ElementType.Float32, [1, 2]);
        var (x, y) = (b.Input("x", type), b.Input("y", type));
        return b.Build([b.Add(new Add(), [x, y], null, "sum", Origin.Of("sum")), b.Add(new Mul(), [x, y], null, "product", Origin.Of("product"))]);
    }

    private void Store(string name, params float[] values) =>
        File.WriteAllBytes(Path.Combine(_folder, name), MemoryMarshal.AsBytes<float>(values).ToArray());

    private void StoreExample(float error = 0)
    {
        Store("input_0_0.bin", 100, 2);
        Store("input_0_1.bin", 3, 4);
        Store("output_0_0.bin", 103, 6 + error);
        Store("output_0_1.bin", 300, 8);
    }

    private void Meta(string text) => File.WriteAllText(Path.Combine(_folder, "meta.json"), text);

    private VerifyResult Verified() => Verify.OnInterpreter(SumAndProduct(), VerificationSet.Read(_folder, SumAndProduct()));

    [Fact]
    public void One_file_a_tensor_is_understood()
    {
        StoreExample();
        Assert.Equal((1, 1), (Verified().Examples, Verified().Agree));
        StoreExample(error: 1);
        Assert.Equal((1, 0), (Verified().Examples, Verified().Agree));
        Assert.Contains("output 'sum', element 1: 7 expected, 6 found", Verified().First, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"compare\":{\"kind\":\"exact\"}}", 1e-6f, false)]
    [InlineData("{\"compare\":{\"kind\":\"float\",\"rtol\":1e-6,\"atol\":1e-3}}", 5e-4f, true)]
    [InlineData("{\"compare\":{\"kind\":\"float\",\"rtol\":1e-6,\"atol\":1e-3}}", 5e-3f, false)]
    [InlineData("{\"compare\":{\"kind\":\"float\",\"rtol\":1e-3,\"atol\":0}}", 5e-3f, true)]
    [InlineData("{\"compare\":{\"kind\":\"float\",\"rtol\":1e-3,\"atol\":0}}", 5e-2f, false)]
    [InlineData("{\"sequence\":false}", 5e-4f, true)] // 1e-5 of the largest, 103
    [InlineData("{}", 5e-3f, false)]
    public void Meta_json_says_how_to_compare(string meta, float error, bool agrees)
    {
        StoreExample(error);
        Meta(meta);
        Assert.True(Verified().IsEqual == agrees, error.ToString(CultureInfo.InvariantCulture) + ": " + Verified().First);
    }

    [Fact]
    public void A_sequence_is_kept_in_order()
    {
        StoreExample();
        Meta("{\"sequence\":true}");
        var set = VerificationSet.Read(_folder, SumAndProduct());
        Assert.Empty(set.Examples);
        Assert.Single(set.Sequence);
        Assert.Equal((1, 1), (Verified().Examples, Verified().Agree));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"compare\":{\"kind\":\"roughly\"}}")]
    [InlineData("{\"compare\":{\"kind\":\"float\"}}")]
    [InlineData("{\"compare\":{\"kind\":\"float\",\"rtol\":-1,\"atol\":0}}")]
    [InlineData("{\"compare\":7}")]
    [InlineData("{\"sequence\":1}")]
    public void A_meta_json_that_says_nothing_sensible_is_refused(string meta)
    {
        StoreExample();
        Meta(meta);
        var e = Assert.Throws<MoteException>(Verified);
        Assert.Equal("MOTE0003", e.Diagnostics[0].Code);
        Assert.Contains("meta.json", e.Diagnostics[0].Where, StringComparison.Ordinal);
    }

    [Fact]
    public void All_readable_operator_cases_verify()
    {
        Assert.SkipUnless(OperatorCases.IsAvailable, OperatorCases.Missing);
        var (equal, refused, different) = (0, 0, new List<string>());
        foreach (var name in OperatorCases.Names)
        {
            var folder = OperatorCases.Open(name).Directory;
            Graph graph;
            try
            {
                graph = ModelFile.Read(Path.Combine(folder, "model.tflite"));
            }
            catch (MoteException)
            {
                refused++;
                continue;
            }
            var result = Verify.OnInterpreter(graph, VerificationSet.Read(folder, graph));
            if (result.IsEqual && result.Examples > 0) equal++;
            else different.Add($"{name}: {result.First}");
        }
        TestContext.Current.SendDiagnosticMessage($"operator cases: {equal} equal, {different.Count} different, {refused} refused when read");
        Assert.True(different.Count == 0, string.Join('\n', different));
        Assert.True(equal > 0);
    }

    [Fact]
    public void The_command_takes_such_a_folder()
    {
        var model = Path.Combine(_folder, "both.mote");
        ModelFile.Write(model, new Model(SumAndProduct(), ModelMetadata.None));
        StoreExample();
        Assert.Equal(0, MoteProcess.Run("verify", model, "--against", _folder).ExitCode);
        StoreExample(error: 1);
        Assert.Equal(1, MoteProcess.Run("verify", model, "--against", _folder).ExitCode);
    }
}
