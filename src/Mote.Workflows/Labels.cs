using System.Globalization;
using System.Runtime.InteropServices;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Formats;

namespace Mote.Workflows;

/// <param name="Right">Examples whose first largest output is the labelled one.</param>
public sealed record LabelScore(int Right, int Examples)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Right} of {Examples} right ({100.0 * Right / Examples:F1} %)");
}

/// <summary>Right answers of a classifier.</summary>
public static class Labels
{
    /// <exception cref="MoteException">MOTE0003: a line is no class number.</exception>
    public static int[] Read(string path)
    {
        var lines = System.Text.Encoding.UTF8.GetString(WholeFile.Read(path))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. lines.Select((line, i) => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var label) ? label
            : throw new MoteException("MOTE0003", $"{path}, line {i + 1}", $"'{line}' is no class number.",
                "Give one number, 0 or more, a line."))];
    }

    /// <summary>The class of each example: the place of the first of its largest outputs.</summary>
    public static int[] Answers(Graph graph, ReadOnlySpan<byte> outputs)
    {
        var type = graph.Type(graph.Outputs[0]);
        var stride = graph.Outputs.Sum(o => graph.Type(o).Bytes);
        var answers = new int[outputs.Length / stride];
        for (var i = 0; i < answers.Length; i++) answers[i] = FirstLargest(type.Element, outputs.Slice(i * stride, type.Bytes));
        return answers;
    }

    /// <exception cref="MoteException">MOTE0003: labels and examples differ in number.</exception>
    public static LabelScore Score(Graph graph, ReadOnlySpan<byte> outputs, int[] labels)
    {
        var answers = Answers(graph, outputs);
        if (answers.Length != labels.Length)
            throw new MoteException("MOTE0003", "--labels", $"there are {labels.Length} labels for {answers.Length} examples.");
        return new LabelScore(answers.Zip(labels).Count(p => p.First == p.Second), answers.Length);
    }

    private static int FirstLargest(ElementType element, ReadOnlySpan<byte> output)
    {
        var best = 0;
        if (element == ElementType.Float32)
        {
            var reals = MemoryMarshal.Cast<byte, float>(output);
            for (var i = 1; i < reals.Length; i++)
                if (reals[i] > reals[best]) best = i;
            return best;
        }
        if (element == ElementType.Int16)
        {
            var wide = MemoryMarshal.Cast<byte, short>(output);
            for (var i = 1; i < wide.Length; i++)
                if (wide[i] > wide[best]) best = i;
            return best;
        }
        var integers = MemoryMarshal.Cast<byte, sbyte>(output);
        for (var i = 1; i < integers.Length; i++)
            if (integers[i] > integers[best]) best = i;
        return best;
    }
}
