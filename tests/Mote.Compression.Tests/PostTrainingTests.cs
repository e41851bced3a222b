using System.Runtime.InteropServices;
using Mote.Compiler;
using Mote.Compression;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Formats;
using Mote.Testing;

namespace Mote.Compression.Tests;

/// <summary>Real models from float to integers, on the stored examples.</summary>
public class PostTrainingTests
{
    private static readonly string KwsHybrid = Path.Combine(Golden.Root, "..", "shared", "models", "kws_hybrid.tflite");

    public static TheoryData<string> FloatModels => ["ad_float", "hello_world_float", "mnist_lstm_float", "resnet_float", "vww_float"];

    [Theory]
    [MemberData(nameof(FloatModels))]
    public void A_float_model_becomes_an_integer_one(string name)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var graph = Quantizer.Prepare(Golden.Read(name));
        byte[][] examples = [.. Golden.Examples(name).Select(e => e.Input)];
        var ranges = Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken);
        var model = Quantizer.Quantize(graph, ranges);
        Assert.Empty(model.Warnings);
        Assert.Equal(ElementType.Int8, model.Graph.Type(model.Graph.Outputs[0]).Element);
        var (ours, theirs) = (SignalToNoise(graph, model.Graph, examples), SignalToNoise(graph, Golden.Read(name.Replace("float", "int8")), examples));
        TestContext.Current.SendDiagnosticMessage($"{name}: {ours:F1} dB, the converter's {theirs:F1} dB");
        Assert.True(ours > theirs - 1, $"{ours:F1} dB, the converter's {theirs:F1} dB");
        ModelCompiler.Compile(model.Graph, new CompileOptions());
        RequireAgreement(model, [.. examples.Take(2)]);

    }

    [Fact]
    public void Keyword_spotting_keeps_its_accuracy()
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var twin = Golden.Read("kws_int8");
        var inputType = twin.Type(twin.Inputs[0]);
        var inputs = Golden.Bytes("kws_int8", "kws01_inputs.bin");
        int[] labels = [.. File.ReadLines(Golden.File("kws_int8", "kws01_labels.txt")).Select(int.Parse)];
        var graph = Quantizer.Prepare(ModelFile.Read(KwsHybrid));
        byte[][] reals = [.. Enumerable.Range(0, labels.Length).Select(i => Reals(inputs.AsSpan(490 * i, 490), inputType))];
        var model = Quantizer.Quantize(graph, Calibration.Run(graph, [.. reals.Take(100)], cancellation: TestContext.Current.CancellationToken),
            new QuantizationOptions { InputTypes = [graph.Type(graph.Inputs[0]) with { Element = ElementType.Int8, Quantization = inputType.Quantization }] });
        Assert.Empty(model.Warnings);
        RequireAgreement(model, [.. reals.Take(10)]);
        var (real, integer) = (new Interpreter(graph), new Interpreter(model.Graph));
        var (realRight, integerRight) = (0, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            var p = MemoryMarshal.Cast<byte, float>(real.Run(reals[i])).ToArray();
            var q = MemoryMarshal.Cast<byte, sbyte>(integer.Run(inputs.AsSpan(490 * i, 490))).ToArray();
            if (p.IndexOf(p.Max()) == labels[i]) realRight++;
            if (q.IndexOf(q.Max()) == labels[i]) integerRight++;
        }
        TestContext.Current.SendDiagnosticMessage($"float {realRight}, int8 {integerRight} of {labels.Length}");
        Assert.True(integerRight >= realRight - 5, $"float {realRight}, int8 {integerRight}");
    }

    /// <summary>To the bit with the device's arithmetic; how often it is a step off with training's is told.</summary>
    private static void RequireAgreement(QuantizedModel model, byte[][] examples)
    {
        var elements = AgreementTests.RequireAgreement(model, examples);
        var real = FakeQuantizedRun.Compare(model, examples, RescalingArithmetic.Real, TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage(
            $"{model.Graph.Name}: {elements} elements agree; with real quotients {real.Sum(l => l.Differing)} do not, {real[0].Differing} in layer 0");
    }

    /// <summary>Of an integer model's output, in decibels; examples are floats.</summary>
    private static double SignalToNoise(Graph graph, Graph stored, byte[][] examples)
    {
        var (real, integer) = (new Interpreter(graph), new Interpreter(stored));
        var (signal, noise) = (0.0, 0.0);
        var (input, output) = (stored.Type(stored.Inputs[0]), stored.Type(stored.Outputs[0]));
        foreach (var example in examples)
        {
            real.Reset();
            integer.Reset();
            var expected = MemoryMarshal.Cast<byte, float>(real.Run(example)).ToArray();
            var found = MemoryMarshal.Cast<byte, sbyte>(integer.Run(Stored(example, input))).ToArray();
            for (var i = 0; i < expected.Length; i++)
            {
                signal += expected[i] * expected[i];
                noise += Math.Pow(expected[i] - output.PerTensor.Scale * (found[i] - output.PerTensor.ZeroPoint), 2);
            }
        }
        return 10 * Math.Log10(signal / noise);
    }

    private static byte[] Reals(ReadOnlySpan<byte> stored, TensorType type)
    {
        var reals = new float[stored.Length];
        for (var i = 0; i < reals.Length; i++) reals[i] = type.PerTensor.Scale * ((sbyte)stored[i] - type.PerTensor.ZeroPoint);
        return MemoryMarshal.AsBytes<float>(reals).ToArray();
    }

    private static byte[] Stored(ReadOnlySpan<byte> reals, TensorType type)
    {
        var x = MemoryMarshal.Cast<byte, float>(reals);
        var stored = new byte[x.Length];
        for (var i = 0; i < stored.Length; i++)
            stored[i] = (byte)(sbyte)Math.Clamp(MathF.Round(x[i] / type.PerTensor.Scale, MidpointRounding.AwayFromZero) + type.PerTensor.ZeroPoint, -128, 127);
        return stored;
    }
}
