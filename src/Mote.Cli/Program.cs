using Mote.Cli;

return await MoteCommand.InvokeAsync(args);
