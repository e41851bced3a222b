using System.CommandLine;

namespace Mote.Cli.Commands;

/// <summary>mote data ...</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Recordings: make a dataset of them, look at it.")
    {
        DataImportCommand.Create(),
        DataShowCommand.Create(),
    };
}
