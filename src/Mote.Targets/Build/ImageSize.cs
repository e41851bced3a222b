namespace Mote.Targets.Build;

/// <summary>What a program takes, in bytes; neither the stack nor the harness's buffers are part of it.</summary>
/// <param name="TextBytes">Code and constants.</param>
/// <param name="DataBytes">Variables with an initial value, which are in flash and in RAM.</param>
/// <param name="BssBytes">Variables that start as zero.</param>
public sealed record ImageSize(long TextBytes, long DataBytes, long BssBytes)
{
    public long FlashBytes => TextBytes + DataBytes;

    public long RamBytes => DataBytes + BssBytes;

    /// <summary>What a model brings to a program: its size less that of the same program without a model.</summary>
    public Footprint Beyond(ImageSize empty) => new(FlashBytes - empty.FlashBytes, RamBytes - empty.RamBytes);
}

/// <summary>What a model takes, in bytes.</summary>
/// <param name="FlashBytes">Code, constants, and the initial values of variables.</param>
/// <param name="RamBytes">Variables; not the stack.</param>
public sealed record Footprint(long FlashBytes, long RamBytes);
