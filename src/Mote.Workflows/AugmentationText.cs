using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Data.Augmentation;

namespace Mote.Workflows;

/// <summary>Augmentations as the command line names them: "shift:1600", "speed:0.9-1.1", "spec:2x8,1x2", with a probability
/// "noise:0-30@0.8".</summary>
public static class AugmentationText
{
    private static readonly (string Name, string Form, Func<double[], Augmentation> Make)[] OnSamples =
    [
        ("shift", "FRAMES", n => new TimeShift((int)n[0])),
        ("noise", "LEASTDB-MOSTDB", n => new WhiteNoise(n[0], n[1], 1e-3)),
        ("gain", "LEASTDB-MOSTDB", n => new Gain(n[0], n[1])),
        ("speed", "LEAST-MOST", n => new Speed(n[0], n[1])),
        ("equalizer", "DB", n => new RandomEqualizer(n[0])),
        ("jitter", "DEVIATION", n => new Jitter(n[0])),
        ("scaling", "DEVIATION", n => new AxisScaling(n[0])),
        ("rotation", "DEGREES", n => new AxisRotation(n[0])),
        ("motion-gain", "LEAST-MOST", n => new MotionGain(n[0], n[1])),
        ("time-warp", "DEVIATION", n => new TimeWarp(n[0])),
        ("magnitude-warp", "DEVIATION", n => new MagnitudeWarp(n[0])),
        ("flip", "", _ => new HorizontalFlip()),
        ("crop", "MARGIN", n => new CropWithPadding((int)n[0])),
        ("cutout", "SIDE", n => new Cutout((int)n[0])),
        ("colour", "STRENGTH", n => new Colour(n[0], n[0], n[0])),
        ("affine", "DEGREES,SCALE,SHEAR,SHIFT", n => new Affine(n[0], n[1], n[2], n[3])),
        ("elastic", "SHIFT,SMOOTHNESS", n => new Elastic(n[0], n[1])),
    ];

    private static readonly (string Name, string Form, Func<double[], Augmentation> Make)[] OnFeatures =
    [
        ("spec", "MASKSxFRAMES,MASKSxBINS", n => new SpecAugment((int)n[0], (int)n[1], (int)n[2], (int)n[3])),
    ];

    /// <summary>What there is, for the help.</summary>
    public static string Forms =>
        string.Join(", ", OnSamples.Concat(OnFeatures).Select(a => a.Form.Length == 0 ? a.Name : $"{a.Name}:{a.Form}"));

    /// <returns>What changes samples, and what changes features.</returns>
    /// <exception cref="MoteException">MOTE0608: there is none of this name, or its numbers are wrong.</exception>
    public static (Augmentation? Samples, Augmentation? Features) Parse(IEnumerable<string> texts)
    {
        var (samples, features) = (new List<Augmentation>(), new List<Augmentation>());
        foreach (var text in texts)
        {
            var (body, probability) = text.Split('@') is [var b, var p] ? (b, Number(p, text)) : (text, 1);
            var (name, numbers) = body.Split(':', 2) is [var n, var rest] ? (n, rest) : (body, "");
            var place = OnFeatures.Any(a => a.Name == name) ? features : samples;
            var made = Make(OnSamples.Concat(OnFeatures).ToArray(), name, numbers, text);
            place.Add(probability < 1 ? new Sometimes(probability, made) : made);
        }
        return (Chain(samples), Chain(features));
    }

    private static AugmentationChain? Chain(List<Augmentation> parts) => parts.Count == 0 ? null : new AugmentationChain(parts.ToArray());

    private static Augmentation Make(
        (string Name, string Form, Func<double[], Augmentation> Make)[] table, string name, string numbers, string text)
    {
        var row = table.FirstOrDefault(a => a.Name == name);
        if (row.Make is null)
            throw new MoteException("MOTE0608", $"--augment {text}", "there is no such augmentation.",
                Spelling.Nearest(name, table.Select(a => a.Name)) is { } near ? $"Did you mean '{near}'?" : $"There are {Forms}.");
        var given = numbers.Length == 0 ? [] : numbers.Split(',', 'x', '-').Select(n => Number(n, text)).ToArray();
        var expected = row.Form.Length == 0 ? 0 : row.Form.Split(',', 'x', '-').Length;
        return given.Length == expected ? row.Make(given)
            : throw new MoteException(
                "MOTE0608", $"--augment {text}", $"{given.Length} numbers are given.", $"It is written {name}:{row.Form}.");
    }

    private static double Number(string text, string whole) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number >= 0
            ? number
            : throw new MoteException("MOTE0608", $"--augment {whole}", $"'{text}' is no number from 0 on.");
}
