namespace Mote.Examples.Tones;

/// <summary>What the model tells apart: the notes of a C major scale, and their absence.</summary>
public static class ToneClasses
{
    public const int NoTone = 0;

    public static IReadOnlyList<string> Names { get; } = ["no tone", "C4", "D4", "E4", "F4", "G4", "A4", "B4", "C5"];

    public static int Count => Names.Count;

    /// <summary>Semitones above A4 of each note, in the order of the names after "no tone".</summary>
    private static readonly int[] SemitonesAboveA4 = [-9, -7, -5, -4, -2, 0, 2, 3];

    /// <summary>Hertz of a class that is a note.</summary>
    public static double Pitch(int toneClass) => Semitone(SemitonesAboveA4[toneClass - 1]);

    /// <summary>Hertz of the note some semitones above A4 (440 Hz) in equal temperament.</summary>
    public static double Semitone(int aboveA4)
    {
        // 2^(1/12) multiplied out: unlike Math.Pow, the same on every machine.
        const double step = 1.0594630943592953;
        var pitch = 440.0;
        for (; aboveA4 > 0; aboveA4--) pitch *= step;
        for (; aboveA4 < 0; aboveA4++) pitch /= step;
        return pitch;
    }
}
