using System.CommandLine;
using Mote.Targets.Tools;

namespace Mote.Cli.Commands;

/// <summary>mote doctor [--install]</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var install = new Option<bool>("--install") { Description = "Install what is missing with apt-get, as root or through sudo." };
        var command = new Command("doctor", "Check the compilers and emulators that targets need.") { install };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            if (parsed.GetValue(install)) Doctor.Install(Console.WriteLine, null, cancellation);
            var table = Render.Table("tool", "Debian package", "for", "found");
            var statuses = Doctor.Check();
            foreach (var s in statuses)
            {
                var targets = string.Join(", ", s.NeededBy.Select(t => t.Name));
                Render.Row(table, s.Tool.Name, s.Tool.Package, targets, s.IsMissing ? "MISSING" : s.Version ?? s.Path ?? "yes");
            }
            Render.Out.Write(table);
            if (statuses.All(s => !s.IsMissing)) return 0;
            Console.WriteLine("'mote doctor --install' installs what is missing.");
            return 1;
        }, cancellation));
        return command;
    }
}
