using System.Collections.Immutable;
using Mote.Core.Types;

namespace Mote.Data.Files;

/// <summary>What the numbers of a file are, and so how a device will be given them unless somebody says otherwise.</summary>
public enum SampleKind
{
    /// <summary>Reals in a unit of their own: accelerations, voltages.</summary>
    Measured,

    /// <summary>Sound, full scale at -1 and 1: 16 bits with a step of 1/32768.</summary>
    Sound,

    /// <summary>Brightness from 0 to 1: 8 bits with a step of 1/255, black at -128.</summary>
    Picture,
}

/// <summary>
/// One recording while it is read: what the file says of it, and its samples as a stream of frames. It is read to its end before the
/// next one of the same file is asked for.
/// </summary>
/// <param name="place">Where in its file it is: "" or "#12".</param>
/// <param name="kind">What its numbers are.</param>
/// <param name="frame">Of one frame: [channels] of a signal at one moment, [height, width, colours] of a picture.</param>
/// <param name="rate">Frames a second; null where the file does not say or where there is no time.</param>
/// <param name="facts">What the file says beside the samples, by name: a label, the other columns of its row.</param>
public abstract class Recording(
    string place, SampleKind kind, Shape frame, double? rate, ImmutableArray<KeyValuePair<string, string>> facts)
{
    public string Place => place;

    public SampleKind Kind => kind;

    public Shape Frame => frame;

    public double? Rate => rate;

    public ImmutableArray<KeyValuePair<string, string>> Facts => facts;

    /// <summary>Whether its frames follow each other in time; if not, it is one frame: a picture, a row of values.</summary>
    public bool HasTime { get; init; } = true;

    /// <summary>Reads whole frames into a span whose length is a multiple of the frame's elements.</summary>
    /// <returns>How many frames; fewer than there is room for only at the end, and then 0.</returns>
    /// <exception cref="Mote.Core.Diagnostics.MoteException">MOTE05xx: the file is damaged from here on.</exception>
    public abstract int Read(Span<float> reals);

    /// <summary>All frames of a recording that is known to be small.</summary>
    public float[] ReadAll()
    {
        var reals = new List<float>();
        var buffer = new float[Math.Max(1, 4096 / frame.Elements) * frame.Elements];
        for (int frames; (frames = Read(buffer)) > 0;) reals.AddRange(buffer.AsSpan(0, frames * frame.Elements));
        return [.. reals];
    }
}

/// <summary>A recording whose reader holds it in memory anyway: a picture, a row, a stroke.</summary>
/// <param name="reals">All frames.</param>
internal sealed class RecordingInMemory(
    string place, SampleKind kind, Shape frame, double? rate, ImmutableArray<KeyValuePair<string, string>> facts, float[] reals)
    : Recording(place, kind, frame, rate, facts)
{
    private int _at;

    public override int Read(Span<float> span)
    {
        var count = Math.Min(span.Length, reals.Length - _at) / Frame.Elements;
        reals.AsSpan(_at, count * Frame.Elements).CopyTo(span);
        _at += count * Frame.Elements;
        return count;
    }
}
