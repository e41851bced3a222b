using System.Diagnostics;
using System.Globalization;
using Mote.Core.Graphs;
using Mote.Execution.Fast;
using Mote.Formats.TfLite;

// Microseconds of CPU that one inference takes: one thread, batch 1.
//   Mote.Inference SECONDS MODEL.tflite...               one line a model: "mote NAME MICROSECONDS"
//   Mote.Inference SECONDS --path Avx2 MODEL.tflite...   the same on another vector path
//   Mote.Inference SECONDS --layers MODEL.tflite...      and how long each node takes
var seconds = double.Parse(args[0], CultureInfo.InvariantCulture);
var path = Array.IndexOf(args, "--path") is >= 0 and var at ? Enum.Parse<VectorPath>(args[at + 1]) : VectorPaths.Best;
var layers = args.Contains("--layers");
foreach (var file in args.Where(a => a.EndsWith(".tflite", StringComparison.Ordinal)))
{
    var name = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))!;
    var plan = new FastPlan(TfLiteReader.Read(File.ReadAllBytes(file), file, name), path);
    var fast = new FastInterpreter(plan);
    var input = new byte[fast.InputBytes];
    new Random(1).NextBytes(input);
    var output = new byte[fast.OutputBytes];
    Measure(Math.Max(seconds, 0.5));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mote {name} {Measure(seconds):F2}"));
    if (layers) PrintLayers(plan.Graph, fast, input);

    // By time of the processor, so that a busy computer does not shorten the warming up, in which the runtime compiles.
    double Measure(double duration)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var inferences = 50L;; inferences += 50)
        {
            for (var i = 0; i < 50; i++) fast.Run(input, output);
            process.Refresh();
            var used = process.TotalProcessorTime - before;
            if (used.TotalSeconds >= duration) return used.TotalMicroseconds / inferences;
        }
    }
}

// The least of many: what a node takes when nothing disturbs it.
static void PrintLayers(Graph graph, FastInterpreter fast, byte[] input)
{
    var least = Enumerable.Repeat(long.MaxValue, graph.Nodes.Length).ToArray();
    for (var round = 0; round < 2000; round++)
    {
        var last = Stopwatch.GetTimestamp();
        fast.Run(input, (node, result, _) =>
        {
            var now = Stopwatch.GetTimestamp();
            if (result == 0) least[node] = Math.Min(least[node], now - last);
            last = Stopwatch.GetTimestamp();
        });
    }
    for (var i = 0; i < least.Length; i++)
    {
        var node = graph.Nodes[i];
        var operands = string.Join(' ', node.Inputs.Where(id => !id.IsNone).Select(id => graph.Type(id).Shape));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {Stopwatch.GetElapsedTime(0, least[i]).TotalMicroseconds,8:F2}  {node.Op.GetType().Name} {operands} -> {graph.Type(node.Output).Shape}"));
    }
}
