using System.CommandLine;
using System.Globalization;
using Mote.Targets.Boards;
using Mote.Workflows;
using Mote.Workflows.Fitting;

namespace Mote.Cli.Commands;

/// <summary>mote boards</summary>
internal static class BoardsCommand
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var command = new Command(
            "boards", "List the boards that 'mote fit' knows, with memory and currents; --json says where each figure is from.")
        {
            json,
        };
        command.SetAction(parsed =>
        {
            var reports = BoardTable.All.Select(BoardReport.Of).ToList();
            if (parsed.GetValue(json))
            {
                Console.Out.Write(Json.Print(reports));
                return 0;
            }
            var table = Render.Table("name", "board", "chip", "core", "target", ">MHz", ">flash", ">RAM", ">running, mA", ">asleep, uA");
            foreach (var b in reports)
                Render.Row(table, b.Name, b.Title, b.Chip, b.Core, b.Target ?? "none yet", Text(b.Megahertz), Kilobytes(b.FlashBytes),
                    string.Join('+', b.Ram.Select(m => Kilobytes(m.Bytes))), Text(b.ActiveMilliamps), Text(b.AsleepMicroamps));
            Render.Out.Write(table);
            Console.WriteLine($"{reports.Count} boards; '?': not known.");
            return 0;
        });
        return command;
    }

    private static string Kilobytes(int? bytes) =>
        bytes is { } b ? (b / 1024.0).ToString("0.#", CultureInfo.InvariantCulture) + "k" : "in RAM";

    private static string Text(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "?";
}
