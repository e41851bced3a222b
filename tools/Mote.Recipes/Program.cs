using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Data;
using Mote.Recipes;

// Imports the recorded sets: 'SET FOLDER' for one of them, nothing for a table of what all of them hold.
try
{
    if (args is ["train", var recipes, ..])
    {
        // train NAME,NAME SEEDS FOLDER [validation], or train NAME,NAME SEEDS folds K
        var seeds = (args.Length > 2 ? args[2] : "1,2,3").Split(',').Select(ulong.Parse).ToArray();
        if (args is [_, _, _, "folds", var folds])
        {
            foreach (var recipe in Recipes.All.Where(r => recipes == "all" || recipes.Split(',').Contains(r.Name)))
                RecipeRun.RunFolds(recipe, seeds, int.Parse(folds, CultureInfo.InvariantCulture));
            return 0;
        }
        foreach (var recipe in Recipes.All.Where(r => recipes == "all" || recipes.Split(',').Contains(r.Name)))
            RecipeRun.Run(recipe, seeds, args.Length > 3 ? args[3] : null, args.Contains("validation") ? Split.Validation : Split.Test);
        return 0;
    }
    if (args is ["compress" or "results", var compressed, var of, var models, var json])
    {
        // compress NAME,NAME SEEDS FOLDER JSON: FOLDER has what 'train' has written; rows of measured results go to JSON. 'results' measures
        // again what has been compressed before.
        foreach (var seed in of.Split(',').Select(ulong.Parse))
            foreach (var c in Compressions.All.Where(c => compressed.Split(',').Contains(c.Name)))
            {
                if (args[0] == "compress") CompressionRun.Run(c, seed, models);
                CompressionRun.Record(c, seed, models, json);
            }
        return 0;
    }
    if (args is ["precision", var precisions, var drawn, var results, ..])
    {
        // precision NAME,NAME SEEDS FOLDER [THREADS [EPOCHS]]: rows go to FOLDER/low-precision.json, pictures of all rows there beside it. 'none'
        // draws the pictures alone.
        var path = Path.Combine(results, "low-precision.json");
        var threads = args.Length > 4 ? int.Parse(args[4], CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        var epochs = args.Length > 5 ? int.Parse(args[5], CultureInfo.InvariantCulture) : PrecisionRun.Epochs;
        foreach (var seed in drawn.Split(',').Select(ulong.Parse))
            foreach (var p in Precisions.All.Where(p => precisions == "all" || precisions.Split(',').Contains(p.Name)))
                PrecisionResults.Put(path, PrecisionRun.Run(p, seed, threads, epochs));
        PrecisionPlot.Write(PrecisionResults.Read(path), results);
        return 0;
    }
    if (args is ["plain", var plain, var at])
    {
        // plain NAME,NAME FOLDER: as bench/training/torch_accuracy.py repeats it.
        foreach (var recipe in Recipes.All.Where(r => plain.Split(',').Contains(r.Name))) PlainRun.Run(recipe, [1, 2, 3], at);
        return 0;
    }
    if (args is [var name, var folder])
    {
        var report = Sets.Import(name, folder);
        Console.WriteLine($"{report.Dataset}: {report.Examples} examples of {report.Type}");
        return 0;
    }
    foreach (var set in Sets.All)
    {
        var examples = Sets.Load(set.Name);
        var counts = string.Join(", ", Enum.GetValues<Split>().Select(s => $"{examples.Places(s).Length} {s.ToString().ToLowerInvariant()}"));
        Console.WriteLine($"{set.Name,-9} {examples.Type,-44} {counts}; {examples.Classes.Length} classes");
    }
    return 0;
}
catch (MoteException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
