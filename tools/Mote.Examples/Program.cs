using Mote.Examples;
using Mote.Examples.Tones;

// Regenerates the examples of the repository, or writes them to the folder given.
var folder = args.Length > 0 ? args[0] : Path.Combine(Checkout.Root, "examples");
var tones = Directory.CreateDirectory(Path.Combine(folder, "tones")).FullName;
foreach (var (name, bytes) in ToneExample.Generate())
{
    File.WriteAllBytes(Path.Combine(tones, name), bytes);
    Console.WriteLine($"{bytes.Length,8}  tones/{name}");
}
