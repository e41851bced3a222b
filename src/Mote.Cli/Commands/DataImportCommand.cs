using System.CommandLine;
using Mote.Data.Import;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote data import PATH... --output DATASET</summary>
internal static class DataImportCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("paths")
        {
            Description = "Files, and folders with all that is below them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output", "-o") { Description = "Folder of the dataset.", Required = true };
        var include = Text("--include", "Regular expression: only files whose path matches are read.");
        var format = Text("--format", "Of the files, where their names do not say: wav, csv, npy, idx, cifar, ...");
        var labels = new Option<string>("--labels")
        {
            Description = "Where labels come from: 'folder', 'name' (of the file), 'label' (the file itself), 'none', a table with a "
                + "row a recording, or a regular expression over the path whose first group is the label.",
            DefaultValueFactory = _ => "folder",
        };
        var labelColumn = Text("--label-column", "Column of the table, or other fact, that is the label ('label' if not given).");
        var labelNames = Text("--label-names", "File of class names, one a line, or lines of a number and a name.");
        var classes = Text("--classes", "The classes in the order of their numbers, with commas; recordings of others are left out.");
        var tables = new Option<string[]>("--table")
        {
            Description = "A further table with a row a recording; its rows are found by the columns that are named like facts.",
        };
        var append = Text("--append", "Columns of the last table that are appended to the samples as values, with commas.");
        var missing = Text("--missing", "Stands for an empty cell among the values appended.");
        var groupColumn = Text("--group-column", "Column or other fact that says whose a recording is; a+b for two of them.");
        var groupPattern = Text("--group-pattern", "Regular expression over the path whose first group says whose a recording is.");
        var pathPattern = Text("--path-pattern", "Regular expression over the path whose named groups become facts.");
        var splitColumn = Text("--split-column", "Column or other fact that says what a recording is for.");
        var splitWords = Text("--split-words", "Other words for the splits, and ranges of numbers: DS1=train,70-84=validation.");
        var split = Text("--split", "Percentages for training, validation and test: 70/15/15. What is missing to 100 is left out.");
        var splitBy = new Option<string>("--split-by")
        {
            Description = "What is divided: 'group' (nobody is in two), 'order' (of the recordings in each file), 'time' (each recording).",
            DefaultValueFactory = _ => "group",
        };
        var testGroups = Text("--test-groups", "Regular expression that matches the test groups' names.");
        var validationGroups = Text("--validation-groups", "Regular expression that matches the validation groups' names.");
        var last = new Option<int>("--last-for-validation")
        {
            Description = "So many recordings at the end of training become validation.",
        };
        var events = Text("--events", "Table of labelled stretches of long recordings: columns from, to (in frames), label, and facts.");
        var eventColumns = Text("--event-columns", "Names of its columns, where it has no header.");
        var channels = Text("--channels-pattern",
            "Regular expression: files that differ only in its first group are channels of one recording.");
        var columns = Text("--columns", "Columns of tables that are channels, with commas; all if not given.");
        var rows = Text("--rows", "Every row of a table is an example; its values begin with this column (name or number).");
        var noHeader = Flag("--no-header", "The first row of a table is one of values.");
        var rate = new Option<double?>("--rate") { Description = "Frames a second; recordings of other rates are resampled." };
        var window = Text("--window", "Length of an example: 128, 1s or 20ms. The whole recording if not given.");
        var step = Text("--step", "From one window to the next; side by side if not given.");
        var trainStep = Text("--train-step", "As --step, for training alone.");
        var pad = Flag("--pad", "Fill recordings shorter than a window with zeros at the end.");
        var points = new Option<int?>("--points") { Description = "Stretch or squeeze every recording to so many frames." };
        var shape = Text("--shape", "Of an example, where rows of values are something else: 16x16x1.");
        var multiply = Text("--multiply", "Factor from the file's unit to the one wanted; one number, or one for each channel.");
        var add = Text("--add", "Added after that.");
        var picture = Text("--picture", "Bring pictures of other sizes or colours to this: 96x96x3, or 96x96x1 for grey.");
        var kind = Text("--kind", "Take the samples for 'sound', 'picture' (0 to 1) or 'measured' whatever the format.");
        var keep = Flag("--keep-channels", "Leave the channels of sound apart instead of taking their mean.");
        var scale = new Option<double?>("--scale") { Description = "What one step of the stored 16-bit integers stands for." };
        var skip = Flag("--skip-bad", "Leave out files that cannot be read, and list them.");
        var replace = Flag("--replace", "Put the new dataset in the place of an old one.");
        var json = CommonOptions.Json();
        var command = new Command("import", "Make a dataset of recordings: labels, groups, splits, windows, the device's integers.")
        {
            paths, output, include, format, labels, labelColumn, labelNames, classes, tables, append, missing, groupColumn, groupPattern,
            pathPattern, splitColumn, splitWords, split, splitBy, testGroups, validationGroups, last, events, eventColumns, channels,
            columns, rows, noHeader, rate, window, step, trainStep, pad, points, shape, multiply, add, picture, kind, keep, scale, skip,
            replace, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var request = new DataImportRequest(parsed.GetValue(paths)!, parsed.GetValue(output)!)
            {
                Include = parsed.GetValue(include),
                Format = parsed.GetValue(format),
                Labels = parsed.GetValue(labels)!,
                LabelColumn = parsed.GetValue(labelColumn),
                LabelNames = parsed.GetValue(labelNames),
                Classes = parsed.GetValue(classes),
                Tables = parsed.GetValue(tables) ?? [],
                Append = parsed.GetValue(append),
                Missing = parsed.GetValue(missing),
                GroupColumn = parsed.GetValue(groupColumn),
                GroupPattern = parsed.GetValue(groupPattern),
                PathPattern = parsed.GetValue(pathPattern),
                SplitColumn = parsed.GetValue(splitColumn),
                SplitWords = parsed.GetValue(splitWords),
                Split = parsed.GetValue(split),
                SplitBy = parsed.GetValue(splitBy)!,
                TestGroups = parsed.GetValue(testGroups),
                ValidationGroups = parsed.GetValue(validationGroups),
                LastForValidation = parsed.GetValue(last),
                Events = parsed.GetValue(events),
                EventColumns = parsed.GetValue(eventColumns),
                ChannelsPattern = parsed.GetValue(channels),
                Columns = parsed.GetValue(columns),
                Rows = parsed.GetValue(rows),
                NoHeader = parsed.GetValue(noHeader),
                Rate = parsed.GetValue(rate),
                Window = parsed.GetValue(window),
                Step = parsed.GetValue(step),
                TrainStep = parsed.GetValue(trainStep),
                Pad = parsed.GetValue(pad),
                Points = parsed.GetValue(points),
                Shape = parsed.GetValue(shape),
                Multiply = parsed.GetValue(multiply),
                Add = parsed.GetValue(add),
                Picture = parsed.GetValue(picture),
                Kind = parsed.GetValue(kind),
                KeepChannels = parsed.GetValue(keep),
                Scale = parsed.GetValue(scale),
                SkipBad = parsed.GetValue(skip),
                Replace = parsed.GetValue(replace),
            };
            var report = DataImport.Run(request, Render.Progress("reading files"), cancellation);
            if (parsed.GetValue(json)) Console.Out.Write(DataJson.Print(report));
            else Print(report);
            return 0;
        }, cancellation));
        return command;
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static void Print(ImportReport r)
    {
        Render.Diagnostics(r.Bad);
        Console.WriteLine($"{r.Dataset}: {Render.Number(r.Examples)} examples of {r.Type}");
        Console.WriteLine($"  from     {Render.Number(r.Recordings)} recordings in {Render.Number(r.Files)} files");
        Console.WriteLine($"  classes  {string.Join(", ", r.Classes)}");
        if (r.OtherClasses > 0) Console.WriteLine($"  left out {Render.Number(r.OtherClasses)} recordings of other classes");
        if (r.TooShort > 0) Console.WriteLine($"  left out {Render.Number(r.TooShort)} labelled stretches shorter than a window");
        if (r.Bad.Length > 0) Console.WriteLine($"  left out {Render.Number(r.Bad.Length)} that cannot be used, listed above");
        if (r.Ignored.Length > 0)
        {
            var more = r.Ignored.Length > 8 ? $" and {r.Ignored.Length - 8} more" : "";
            Console.WriteLine($"  not read {string.Join(", ", r.Ignored.Take(8))}{more}");
        }
        Console.WriteLine($"'mote data show {r.Dataset}' shows what is in it.");
    }
}
