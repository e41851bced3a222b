using Mote.Examples;
using Mote.Examples.Bearings;
using Mote.Examples.Tones;

// 'bearings FOLDER' writes recordings of simulated machines, for the demo.
if (args is ["bearings", var recordings])
{
    Console.WriteLine($"{BearingRecordings.Write(recordings)} recordings of simulated machines in {recordings}");
    return;
}

// Regenerates the examples of the repository, or writes them to the folder given.
var folder = args.Length > 0 ? args[0] : Path.Combine(Checkout.Root, "examples");
var tones = Directory.CreateDirectory(Path.Combine(folder, "tones")).FullName;
foreach (var (name, bytes) in ToneExample.Generate())
{
    File.WriteAllBytes(Path.Combine(tones, name), bytes);
    Console.WriteLine($"{bytes.Length,8}  tones/{name}");
}
