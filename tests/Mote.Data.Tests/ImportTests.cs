using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Data.Files;
using Mote.Data.Import;

namespace Mote.Data.Tests;

/// <summary>Recordings become a dataset: labels, groups, splits, windows, scales, and nothing when something is wrong.</summary>
public class ImportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ExampleSet Import(TemporaryFolder folder, ImportOptions options)
    {
        DatasetImport.Run(options, folder.At("out/set"), replace: true, cancellation: Token);
        return Dataset.Load(folder.At("out/set"));
    }

    private static ImportOptions Recordings(TemporaryFolder folder) => new() { Paths = [folder.At("in")] };

    private static float[] Reals(ExampleSet set, int index)
    {
        var reals = new float[set.Type.Elements];
        set.Read(index, reals);
        return reals;
    }

    private static MoteException Refused(TemporaryFolder folder, ImportOptions options)
    {
        var e = Assert.Throws<MoteException>(() => Import(folder, options));
        Assert.False(Directory.Exists(folder.At("out/set")));
        Assert.False(Directory.Exists(folder.At("out")) && Directory.EnumerateFileSystemEntries(folder.At("out")).Any());
        return e;
    }

    [Fact]
    public void Folders_are_labels_and_sound_keeps_its_integers()
    {
        using var folder = new TemporaryFolder();
        folder.Sound("in/yes/a.wav", 8000, 1, -32768, 32767);
        folder.Sound("in/no/b.wav", 8000, 4, 5, 6);
        folder.Write("in/README.md", "not a recording");
        var set = Import(folder, Recordings(folder));
        Assert.Equal("i16[1,3] q(3.0517578E-05, 0)", set.Type.ToString());
        Assert.Equal(["no", "yes"], set.Classes);
        Assert.Equal([new Example("no/b.wav", 0, "", Split.Train), new Example("yes/a.wav", 1, "", Split.Train)], set.Examples);
        Assert.Equal([1, 0, 0, 128, 255, 127], set.Bytes(1).ToArray());
    }

    [Fact]
    public void Pictures_are_bytes_around_zero()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/a/x.pgm", "P2 2 2 255 0 255 128 1");
        var set = Import(folder, Recordings(folder));
        Assert.Equal("i8[1,2,2,1] q(0.003921569, -128)", set.Type.ToString());
        Assert.Equal([128, 127, 0, 129], set.Bytes(0).ToArray());
        Assert.Equal([0, 1, 128 / 255f, 1 / 255f], Reals(set, 0), (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [Fact]
    public void Pictures_of_other_sizes_and_colours_are_brought_to_one()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/a/x.pgm", "P2 2 2 255 0 255 128 1");
        folder.Write("in/a/y.ppm", "P3 1 1 255 255 255 255");
        Assert.Contains("[1,1,3]", Refused(folder, Recordings(folder)).Message, StringComparison.Ordinal);
        var set = Import(folder, Recordings(folder) with { Picture = [2, 2, 1] });
        Assert.Equal([127, 127, 127, 127], set.Bytes(1).ToArray());
    }

    [Fact]
    public void Windows_slide_and_the_rest_is_left()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/walk/a.csv", string.Join('\n', Enumerable.Range(0, 10).Select(i => $"{i},{-i}")));
        var set = Import(folder, Recordings(folder) with { Window = new(4), Step = new(2), Rate = 10 });
        Assert.Equal("i16[1,4,2] q(1, 0)", set.Type.ToString());
        Assert.Equal(["walk/a.csv@0", "walk/a.csv@2", "walk/a.csv@4", "walk/a.csv@6"], set.Examples.Select(e => e.Id));
        Assert.Equal([4, -4, 5, -5, 6, -6, 7, -7], Reals(set, 2));
        var seconds = Import(folder, Recordings(folder) with { Window = new(0, 0.5), Step = new(0, 0.1), TrainStep = new(0, 0.5), Rate = 10 });
        Assert.Equal(2, seconds.Count);
    }

    [Fact]
    public void A_division_in_time_lets_no_window_cross_a_border()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/a/a.csv", string.Join('\n', Enumerable.Range(0, 100)));
        var set = Import(folder, Recordings(folder) with
        {
            Window = new(8), Step = new(1), Split = new() { Ratio = new(SplitBy.Time, 60, 20, 20) },
        });
        Assert.Equal([53, 13, 13], new[] { Split.Train, Split.Validation, Split.Test }.Select(s => set.Places(s).Length));
        foreach (var i in Enumerable.Range(0, set.Count))
        {
            var (from, to) = set.Examples[i].Split switch { Split.Train => (0, 59), Split.Validation => (60, 79), _ => (80, 99) };
            Assert.All(Reals(set, i), v => Assert.InRange(v, from, to));
        }
    }

    [Fact]
    public void A_division_by_group_puts_nobody_into_two()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 300; i++) folder.Sound($"in/{(i % 2 == 0 ? "a" : "b")}/{i:D3}-p{i % 60}.wav", 8000, (short)i);
        var options = Recordings(folder) with
        {
            PathPatterns = [new("-(p[0-9]+)", "group")], Group = "group", Split = new() { Ratio = new(SplitBy.Group, 60, 20, 20) },
        };
        var set = Import(folder, options);
        Assert.All(set.Examples.GroupBy(e => e.Group), g => Assert.Single(g.Select(e => e.Split).Distinct()));
        Assert.All(Enum.GetValues<Split>(), s => Assert.InRange(set.Places(s).Length, 20, 240));
        // Whoever stays, stays in the same split when others go.
        File.Delete(folder.At("in/a/000-p0.wav"));
        var fewer = Import(folder, options).Examples.ToDictionary(e => e.Id);
        Assert.All(set.Examples.Where(e => e.Id != "a/000-p0.wav"), e => Assert.Equal(e.Split, fewer[e.Id].Split));
    }

    [Fact]
    public void Named_groups_win_over_ratios_and_the_last_of_training_become_validation()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 10; i++) folder.Sound($"in/a/p{i}.wav", 8000, (short)i);
        var set = Import(folder, Recordings(folder) with
        {
            Group = "name", Split = new() { TestGroups = "p[12]", ValidationGroups = "p3", LastForValidation = 2 },
        });
        Assert.Equal(["p1", "p2"], set.Places(Split.Test).Select(i => set.Examples[i].Group));
        Assert.Equal(["p3", "p8", "p9"], set.Places(Split.Validation).Select(i => set.Examples[i].Group));
    }

    [Fact]
    public void Tables_say_more_and_append_values()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/beats.csv", "record,at,label,x0,x1\n7,10,N,1,2\n7,20,V,3,4\n8,10,N,5,6\n");
        folder.Write("rr.csv", "at,record,rr,sex\n10,8,0.5,f\n10,7,0.25,m\n20,7,,m\n");
        var options = Recordings(folder) with
        {
            Reading = new ReadOptions(FirstValue: "x0"), Label = "label", Group = "record+sex", Scale = 0.25, Multiply = [2], Add = [-1],
            Tables = [new FactTableOptions(folder.At("rr.csv"), Values: ["rr"], Missing: 8)],
        };
        var set = Import(folder, options);
        Assert.Equal([[1, 3, 0.25f], [5, 7, 8], [9, 11, 0.5f]], Enumerable.Range(0, 3).Select(i => Reals(set, i)));
        Assert.Equal(["7+m", "7+m", "8+f"], set.Examples.Select(e => e.Group));
        Directory.Delete(folder.At("out"), recursive: true);
        var e = Refused(folder, options with { Tables = [new FactTableOptions(folder.At("rr.csv"), Values: ["rr"])] });
        Assert.Contains("line 4", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_label_stretches_of_joined_files()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/acc_01.txt", string.Join('\n', Enumerable.Range(0, 50).Select(i => $"{i} 0")));
        folder.Write("in/gyro_01.txt", string.Join('\n', Enumerable.Range(0, 50).Select(i => $"{-i}")));
        folder.Write("labels.txt", "1 2 0 9\n1 1 20 31\n1 3 40 42\n2 1 0 1\n");
        folder.Write("names.txt", "1 WALK\n2 SIT\n3 TURN\n");
        var options = Recordings(folder) with
        {
            ChannelsPattern = "^(acc|gyro)_", PathPatterns = [new("_0*(?<experiment>[0-9]+)")], LabelNames = folder.At("names.txt"),
            Events = new(folder.At("labels.txt"), ["experiment", "label", "from", "to"]), Window = new(5), Step = new(5), Scale = 1,
        };
        var set = Import(folder, options);
        Assert.Equal(["WALK", "SIT", "TURN"], set.Classes);
        Assert.Equal(["SIT", "SIT", "WALK", "WALK"], set.Examples.Select(e => set.Classes[e.Label]));
        Assert.Equal([20, 0, -20, 21, 0, -21], Reals(set, 2)[..6]);
        Assert.Equal("i16[1,5,3] q(1, 0)", set.Type.ToString());
        Directory.Delete(folder.At("out"), recursive: true);
        File.WriteAllText(folder.At("labels.txt"), "1 2 45 50\n");
        Assert.Contains("does not lie within", Refused(folder, options).Message, StringComparison.Ordinal);
        folder.Write("in/gyro_01.txt", "1\n2\n");
        Assert.Contains("not as long", Refused(folder, options).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_rates_are_resampled_and_channels_mixed()
    {
        using var folder = new TemporaryFolder();
        File.Copy(StoredRecordings.PathOf("s16x2.wav"), folder.Write("in/a/stereo.wav", ""), overwrite: true);
        var set = Import(folder, Recordings(folder) with { Rate = 22050 });
        Assert.Equal("i16[1,150] q(3.0517578E-05, 0)", set.Type.ToString());
        var kept = Import(folder, Recordings(folder) with { KeepChannels = true });
        Assert.Equal<Shape>([1, 300, 2], kept.Type.Shape);
        var stereo = StoredRecordings.Expected("s16x2.wav");
        Assert.Equal(stereo, Reals(kept, 0));
        var mono = Import(folder, Recordings(folder));
        Assert.Equal(stereo.Chunk(2).Select(c => (c[0] + c[1]) / 2), Reals(mono, 0), (a, b) => Math.Abs(a - b) <= 1 / 65535f);
    }

    [Fact]
    public void A_table_among_the_recordings_is_none_and_folders_tell_equal_names_apart()
    {
        using var folder = new TemporaryFolder();
        folder.Sound("one/a.wav", 8000, 1, 2);
        folder.Sound("two/a.wav", 8000, 3, 4);
        folder.Write("one/table.csv", "file,sex\none/a.wav,f\ntwo/a.wav,m\n");
        var set = Import(folder, new ImportOptions
        {
            Paths = [folder.At("one"), folder.At("two")], Tables = [new(folder.At("one/table.csv"))], Group = "sex",
        });
        Assert.Equal(["one/a.wav", "two/a.wav"], set.Examples.Select(e => e.Id));
        Assert.Equal(["f", "m"], set.Examples.Select(e => e.Group));
        Directory.Delete(folder.At("out"), recursive: true);
        Assert.Equal("MOTE0508", Refused(folder, new ImportOptions { Paths = [folder.At("one/a.wav"), folder.At("two/a.wav")] }).Diagnostics[0].Code);
    }

    [Fact]
    public void Points_lie_on_the_lines_between_frames()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/a/a.csv", "0,10\n2,30\n4,50\n");
        var set = Import(folder, Recordings(folder) with { Points = 5, Scale = 1 });
        Assert.Equal([0, 10, 1, 20, 2, 30, 3, 40, 4, 50], Reals(set, 0));
    }

    [Fact]
    public void All_bad_files_are_named_at_once_and_left_out_only_when_asked()
    {
        using var folder = new TemporaryFolder();
        folder.Sound("in/a/good.wav", 8000, 1, 2, 3);
        folder.Write("in/a/bad.wav", "no sound");
        folder.Write("in/a/worse.csv", "1,2\n3\n");
        folder.Sound("in/a/other.wav", 16000, 1, 2, 3);
        var e = Refused(folder, Recordings(folder) with { Rate = null });
        Assert.Equal(["MOTE0501", "MOTE0503"], e.Diagnostics.Select(d => d.Code));
        var report = DatasetImport.Run(Recordings(folder) with { SkipBad = true }, folder.At("out/set"), cancellation: Token);
        Assert.Equal(3, report.Bad.Length);
        Assert.Equal(1, report.Examples);
        Assert.Contains("16000", report.Bad[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Short_recordings_are_refused_or_filled()
    {
        using var folder = new TemporaryFolder();
        folder.Sound("in/a/a.wav", 8000, 1, 2, 3);
        folder.Sound("in/a/b.wav", 8000, 1, 2);
        var options = Recordings(folder) with { Window = new(3) };
        Assert.Contains("--pad", Refused(folder, options).Message, StringComparison.Ordinal);
        var set = Import(folder, options with { Pad = true });
        Assert.Equal([1, 0, 2, 0, 0, 0], set.Bytes(1).ToArray());
    }

    [Fact]
    public void The_same_recordings_give_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/b/a.csv", "0.5,1\n2.25,3\n");
        folder.Write("in/a/a.csv", "-9,1\n2,3\n");
        byte[][] Once()
        {
            Import(folder, Recordings(folder));
            return [File.ReadAllBytes(folder.At("out/set/dataset.json")), File.ReadAllBytes(folder.At("out/set/samples.bin"))];
        }
        Assert.Equal(Once(), Once());
    }

    [Fact]
    public void What_is_there_already_stays()
    {
        using var folder = new TemporaryFolder();
        folder.Sound("in/a/a.wav", 8000, 1);
        DatasetImport.Run(Recordings(folder), folder.At("set"), cancellation: Token);
        Assert.Equal("MOTE0508", Assert.Throws<MoteException>(() => DatasetImport.Run(Recordings(folder), folder.At("set"), cancellation: Token)).Diagnostics[0].Code);
        folder.Write("in/a/b.wav", "damaged");
        var before = File.ReadAllBytes(folder.At("set/dataset.json"));
        Assert.Throws<MoteException>(() => DatasetImport.Run(Recordings(folder), folder.At("set"), replace: true, cancellation: Token));
        Assert.Equal(before, File.ReadAllBytes(folder.At("set/dataset.json")));
        // A folder with anything else in it is never replaced.
        folder.Write("set/notes.txt", "mine");
        Assert.Equal("MOTE0508", Assert.Throws<MoteException>(() => DatasetImport.Run(
            Recordings(folder) with { SkipBad = true }, folder.At("set"), replace: true, cancellation: Token)).Diagnostics[0].Code);
        Assert.Equal(["in", "set"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void An_interrupted_import_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 5; i++) folder.Sound($"in/a/{i}.wav", 8000, 1);
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => DatasetImport.Run(Recordings(folder), folder.At("set"),
            progress: (done, _) => { if (done == 3) cancellation.Cancel(); }, cancellation: cancellation.Token));
        Assert.Equal(["in"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("""{"version":1,"shape":[1,2000000000,2000000000],"element":"i16","scale":1,"zeroPoint":0,"window":1,"step":1,"trainStep":1,"classes":["a"],"bytes":0,"sha256":"","recordings":[]}""")]
    [InlineData("""{"version":1,"shape":[1,4],"element":"i16","scale":1,"zeroPoint":0,"window":4,"step":0,"trainStep":1,"classes":["a"],"bytes":0,"sha256":"","recordings":[]}""")]
    [InlineData("""{"version":1,"shape":[1,4],"element":"i16","scale":1,"zeroPoint":0,"window":4,"step":1,"trainStep":1,"classes":["a"],"bytes":0,"sha256":"","recordings":[{"id":"x","label":7,"group":"","split":"Train","frames":4,"clipped":0}]}""")]
    [InlineData("""{"version":1,"shape":[1,4],"element":"i16","scale":1,"zeroPoint":0,"window":4,"step":1,"trainStep":1,"classes":["a"],"bytes":0,"sha256":"","recordings":[{"id":"x","label":0,"group":"","split":"Train","frames":2147483647,"clipped":0}]}""")]
    public void A_hostile_description_is_refused(string json)
    {
        using var folder = new TemporaryFolder();
        folder.Write("set/dataset.json", json);
        folder.Write("set/samples.bin", "");
        Assert.Equal("MOTE0507", Assert.Throws<MoteException>(() => Dataset.Load(folder.At("set"))).Diagnostics[0].Code);
    }

    [Fact]
    public void Samples_of_another_dataset_are_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Sound("in/a/a.wav", 8000, 1, 2, 3);
        Import(folder, Recordings(folder));
        folder.Write("out/set/samples.bin", [1, 0, 2, 0, 4, 0]);
        Assert.Equal("MOTE0507", Assert.Throws<MoteException>(() => Dataset.Load(folder.At("out/set"))).Diagnostics[0].Code);
    }

    [Theory]
    [InlineData("[", "MOTE0005")]
    [InlineData("nothing", "MOTE0509")]
    public void Patterns_are_checked(string include, string code)
    {
        using var folder = new TemporaryFolder();
        folder.Sound("in/a/a.wav", 8000, 1);
        Assert.Equal(code, Refused(folder, Recordings(folder) with { Include = include }).Diagnostics[0].Code);
    }
}
