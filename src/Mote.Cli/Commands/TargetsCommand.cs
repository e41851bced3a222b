using System.CommandLine;
using Mote.Targets;
using Mote.Targets.Tools;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote targets</summary>
internal static class TargetsCommand
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var command = new Command("targets", "List what models can be compiled for and run on.") { json };
        command.SetAction(parsed =>
        {
            var missing = Doctor.Check().Where(t => t.IsMissing).SelectMany(t => t.NeededBy).Select(t => t.Name).ToHashSet();
            var reports = TargetTable.All.Select(t =>
                new TargetReport(t.Name, t.Summary, t.InstructionSet.ToString(), !missing.Contains(t.Name))).ToList();
            if (parsed.GetValue(json))
            {
                Console.Out.Write(Json.Print(reports));
                return 0;
            }
            var table = Render.Table("target", "what it is", "kernels", "tools");
            Render.Row(table, CommonOptions.Interpreter, "Mote's own interpreter: the definition (run and verify only)", "-", "ready");
            foreach (var r in reports)
                Render.Row(table, r.Name, r.Summary, r.InstructionSet, r.Ready ? "ready" : "missing: see 'mote doctor'");
            Render.Out.Write(table);
            return 0;
        });
        return command;
    }
}
