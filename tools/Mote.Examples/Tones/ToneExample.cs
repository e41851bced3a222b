using System.Runtime.InteropServices;
using System.Text;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Examples.Quantizing;
using Mote.Execution;
using Mote.Formats.TfLite;

namespace Mote.Examples.Tones;

/// <summary>Makes the example from nothing: simulate, train, quantize, measure. The same bytes every time.</summary>
public static class ToneExample
{
    public const int TrainingFrames = 3000, TestFrames = 200, CalibrationFrames = 100;

    private const ulong TrainingSeed = 1, TestSeed = 2, WeightSeed = 3;

    /// <returns>The files of examples/tones by name.</returns>
    public static SortedDictionary<string, byte[]> Generate()
    {
        var training = ToneSimulator.Frames(TrainingSeed, TrainingFrames);
        var test = ToneSimulator.Frames(TestSeed, TestFrames);
        var spectra = training.Select(f => (Spectrum.Of(f.Samples), f.Label)).ToList();
        var network = ToneNetwork.Build(ToneTraining.Train(spectra, WeightSeed));
        var quantized = PostTrainingQuantizer.ToInt8(
            network, new Quantization.PerTensor(Frame.Step, 0), training.Take(CalibrationFrames).Select(f => f.Samples));

        var model = TfLiteWriter.Write(quantized, "Which note is playing? Made by tools/Mote.Examples.");
        var figures = new ToneFigures(FloatCorrect(network, test), Int8Correct(quantized, test), test.Length, model.Length);
        return new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["README.md"] = Encoding.UTF8.GetBytes(ToneReadme.Write(quantized, figures)),
            ["labels.txt"] = Lines(ToneClasses.Names),
            ["model.tflite"] = model,
            ["test_inputs.bin"] = [.. test.SelectMany(f => f.Converted()).Select(s => (byte)s)],
            ["test_labels.txt"] = Lines(test.Select(f => $"{f.Label}")),
        };
    }

    private static int FloatCorrect(Graph network, Frame[] frames)
    {
        var interpreter = new Interpreter(network);
        return frames.Count(f => Largest(Reals(interpreter.Run(Bytes<float>(f.Samples)))) == f.Label);
    }

    private static int Int8Correct(Graph network, Frame[] frames)
    {
        var interpreter = new Interpreter(network);
        return frames.Count(f => Largest(MemoryMarshal.Cast<byte, sbyte>(interpreter.Run(Bytes<sbyte>(f.Converted())))) == f.Label);
    }

    /// <summary>The class with the highest score; of equals, the first.</summary>
    public static int Largest<T>(ReadOnlySpan<T> scores)
        where T : IComparable<T>
    {
        var largest = 0;
        for (var c = 1; c < scores.Length; c++)
            if (scores[c].CompareTo(scores[largest]) > 0) largest = c;
        return largest;
    }

    private static ReadOnlySpan<byte> Bytes<T>(T[] elements)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(elements);

    private static float[] Reals(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")));
}
