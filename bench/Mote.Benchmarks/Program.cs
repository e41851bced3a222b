using System.CommandLine;
using Mote.Benchmarks.Training;

return new RootCommand("Measurements of Mote beside others, on this machine.") { TrainingCommand.Create() }.Parse(args).Invoke();
