using System.CommandLine;
using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Core.Machine;
using Mote.Formats;
using Mote.Mcu;
using Mote.Targets;
using Mote.Workflows;

// Every model on every core under every goal: instructions, flash and RAM, with ratios to what others' programs take.
var models = new Option<string>("--models") { Description = "Folder of folders with model.tflite.", DefaultValueFactory = _ => "../shared/golden/models" };
var only = new Option<string[]>("--only") { Description = "Names of models.", DefaultValueFactory = _ => ["kws_int8", "vww_int8", "resnet_int8", "ad_int8"], AllowMultipleArgumentsPerToken = true };
var targets = new Option<string[]>("--targets") { Description = "Names of targets.", DefaultValueFactory = _ => [.. TargetTable.All.Where(t => !t.IsHost).Select(t => t.Name)], AllowMultipleArgumentsPerToken = true };
var goals = new Option<OptimizeGoal[]>("--goals") { Description = "What to favour.", DefaultValueFactory = _ => Enum.GetValues<OptimizeGoal>(), AllowMultipleArgumentsPerToken = true };
var peers = new Option<string>("--peers") { Description = "Others' figures.", DefaultValueFactory = _ => "bench/mcu/peers.json" };
var command = new RootCommand("Models on emulated microcontrollers, beside others' figures.") { models, only, targets, goals, peers };
command.SetAction((parsed, cancellation) => Task.Run(() =>
{
    try
    {
        var figures = PeerFigure.Read(parsed.GetValue(peers)!);
        Console.WriteLine("| model | core | goal | instructions | others / Mote | est. cycles | flash | others / Mote | RAM | others / Mote | exact |");
        Console.WriteLine("|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var target in parsed.GetValue(targets)!.Select(TargetTable.Find))
            foreach (var name in parsed.GetValue(only)!)
                foreach (var goal in parsed.GetValue(goals)!)
                {
                    var graph = ModelFile.Read(Path.Combine(parsed.GetValue(models)!, name, "model.tflite"));
                    var report = Measure.Run(graph, target, goal, null, 2, null, cancellation);
                    Console.WriteLine($"| {name} | {target.Name} | {report.Optimize} | {Cells("instructions", report.Instructions ?? 0)} "
                        + $"| {report.Cycles?.ToString("N0", CultureInfo.InvariantCulture)} | {Cells("flash", report.FlashBytes)} | {Cells("ram", report.RamBytes)} | {report.Exact} of {report.Examples} |");

                    string Cells(string figure, long value)
                    {
                        var peer = figures.FirstOrDefault(f => (f.Model, f.Target, f.Figure) == (name, target.Name, figure));
                        var ratio = peer is null || value == 0 ? "" : ((double)peer.Value / value).ToString("F2", CultureInfo.InvariantCulture);
                        return $"{value.ToString("N0", CultureInfo.InvariantCulture)} | {ratio}";
                    }
                }
        return 0;
    }
    catch (MoteException e)
    {
        Console.Error.WriteLine(e.Message);
        return 2;
    }
}, cancellation));
return command.Parse(args).Invoke();
