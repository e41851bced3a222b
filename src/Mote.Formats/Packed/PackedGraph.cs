namespace Mote.Formats.Packed;

/// <summary>What reader and writer of packed graphs (.motez; docs/format.md) agree upon.</summary>
internal static class PackedGraph
{
    public const byte Version = 1;

    /// <summary>Bytes that one file may decode to, beside those that it holds as they are: whatever a file says, reading it ends.</summary>
    public const long MostDecoded = 256L << 20;

    public static ReadOnlySpan<byte> Magic => "MOTEZ"u8;
}
