using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Mote.Core.Rules;
using Mote.Examples.Tones;
using Mote.Execution;
using Mote.Formats.TfLite;

namespace Mote.Examples.Tests;

/// <summary>The model as a user meets it: read from its file, run on the frames beside it.</summary>
public partial class CommittedModelTests
{
    [Fact]
    public void Accuracy_is_the_one_the_readme_states()
    {
        var labels = Committed.Lines("test_labels.txt").Select(l => int.Parse(l, CultureInfo.InvariantCulture)).ToArray();
        var frames = Committed.Bytes("test_inputs.bin");
        Assert.Equal(labels.Length * Frame.Length, frames.Length);
        var interpreter = new Interpreter(TfLiteReader.Read(Committed.Bytes("model.tflite"), "model.tflite", "tones"));
        var correct = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var scores = interpreter.Run(frames.AsSpan(i * Frame.Length, Frame.Length));
            if (ToneExample.Largest(MemoryMarshal.Cast<byte, sbyte>(scores)) == labels[i]) correct++;
        }

        var readme = string.Join('\n', Committed.Lines("README.md"));
        var percent = (100.0 * correct / labels.Length).ToString("0.0", CultureInfo.InvariantCulture);
        Assert.Contains($"| Accuracy in int8 | {percent} % ({correct} of {labels.Length} test frames) |", readme, StringComparison.Ordinal);
        // Neither useless nor so easy that nothing could go wrong; and quantization costs next to nothing.
        Assert.InRange(correct, 0.93 * labels.Length, 0.99 * labels.Length);
        var inFloat = int.Parse(FloatAccuracy().Match(readme).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(correct, inFloat - 0.01 * labels.Length, inFloat + 0.01 * labels.Length);
    }

    [Fact]
    public void Every_class_has_a_name_and_test_frames()
    {
        var labels = Committed.Lines("test_labels.txt").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(ToneClasses.Names, Committed.Lines("labels.txt"));
        Assert.Equal(Enumerable.Range(0, ToneClasses.Count).Select(c => $"{c}"), labels);
    }

    [Fact]
    public void Model_fits_a_microcontroller_and_exercises_the_compiler()
    {
        var graph = TfLiteReader.Read(Committed.Bytes("model.tflite"), "model.tflite", "tones");
        Assert.True(Costs.Macs(graph) < 2_000_000);
        Assert.Equal(11, graph.Nodes.Select(n => n.Op.GetType()).Distinct().Count());
    }

    [GeneratedRegex(@"Accuracy in float.*\((\d+) of")]
    private static partial Regex FloatAccuracy();
}
