namespace Mote.Examples.Tests;

/// <summary>The files of examples/tones as they are in the checkout.</summary>
internal static class Committed
{
    public static string Folder { get; } = Path.Combine(Checkout.Root, "examples", "tones");

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static string[] Lines(string name) => File.ReadAllLines(Path.Combine(Folder, name));
}
