using System.Text.Json;
using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Data;
using Mote.Data.Files;
using Mote.Data.Import;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>mote data import and mote data show, as users run them.</summary>
public sealed class DataCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    private void Walks()
    {
        for (var i = 0; i < 6; i++)
            Write($"in/{(i % 2 == 0 ? "walk" : "rest")}/p{i}_{i}.csv", "time,x,y,z\n" + string.Join('\n', Enumerable.Range(0, 40).Select(k => $"{k / 20.0},{k * i},{-k},1")));
    }

    [Fact]
    public void Recordings_become_a_dataset_that_is_shown()
    {
        Walks();
        var import = MoteProcess.Run("data", "import", At("in"), "-o", At("set"), "--window", "0.5s", "--step", "250ms", "--group-pattern", "(p[0-9])_",
            "--test-groups", "p[01]");
        Assert.Equal((0, ""), (import.ExitCode, import.Error));
        Assert.Contains("42 examples of i16[1,10,3]", import.Output, StringComparison.Ordinal);
        var show = MoteProcess.Run("data", "show", At("set"), "--report", At("set.html"));
        Assert.Equal((0, ""), (show.ExitCode, show.Error));
        Assert.Contains("20 frames a second, 0.5 s each", show.Output, StringComparison.Ordinal);
        Assert.Contains("walk", show.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(MoteProcess.Run("data", "show", At("set"), "--json").Output);
        Assert.Equal(42, json.RootElement.GetProperty("summary").GetProperty("all").GetProperty("examples").GetInt32());
        var page = File.ReadAllText(At("set.html"));
        Assert.Equal(6, page.Split("<figure>").Length - 1);
        foreach (var outside in new[] { "<script", "http:", "https:", "<link" }) Assert.DoesNotContain(outside, page, StringComparison.Ordinal);
        MoteProcess.Run("data", "show", At("set"), "--report", At("again.html"));
        Assert.Equal(page, File.ReadAllText(At("again.html")));
    }

    [Fact]
    public void Names_in_a_page_are_text_whatever_they_are()
    {
        Write("in/<b>&\"/<img src=x onerror=alert(1)>.csv", "1,2\n3,4\n");
        Assert.Equal(0, MoteProcess.Run("data", "import", At("in"), "-o", At("set")).ExitCode);
        Assert.Equal(0, MoteProcess.Run("data", "show", At("set"), "--report", At("set.html")).ExitCode);
        var page = File.ReadAllText(At("set.html"));
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>&", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;&amp;&quot;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_files_are_listed_at_once_and_left_out_when_asked()
    {
        Walks();
        Write("in/walk/bad.csv", "x\n1\ny\n");
        Write("in/walk/worse.wav", "");
        var refused = MoteProcess.Run("data", "import", At("in"), "-o", At("set"));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("bad.csv, line 3", refused.Error, StringComparison.Ordinal);
        Assert.Contains("worse.wav, byte 0", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("set")));
        var skipped = MoteProcess.Run("data", "import", At("in"), "-o", At("set"), "--skip-bad");
        Assert.Equal(0, skipped.ExitCode);
        Assert.Contains("left out 2 that cannot be used", skipped.Output, StringComparison.Ordinal);
        Assert.Contains("bad.csv, line 3", skipped.Error, StringComparison.Ordinal);
        var again = MoteProcess.Run("data", "import", At("in"), "-o", At("set"), "--skip-bad");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("MOTE0508", again.Error, StringComparison.Ordinal);
        Assert.Equal(2, MoteProcess.Run("data", "show", At("nowhere")).ExitCode);
    }

    [Fact]
    public void The_words_of_the_command_line_are_options()
    {
        Write("table.csv", "file,label\n");
        var o = DataImport.Options(new DataImportRequest(["in"], "out")
        {
            Labels = At("table.csv"), GroupPattern = "(p[0-9])", SplitWords = "DS1=train,70-84=Validation", Split = "60/20/20", SplitBy = "time",
            Window = "1.5s", Step = "20ms", TrainStep = "64", Shape = "16x16x1", Multiply = "1,0.5", Add = "-1", Kind = "picture",
            Picture = "96x64x1", Classes = "a, b", Append = "rr", Missing = "0",
        });
        Assert.Equal("label", o.Label);
        Assert.Equal(At("table.csv"), o.Tables[0].Path);
        Assert.Equal(["rr"], o.Tables[0].Values!);
        Assert.Equal(0, o.Tables[0].Missing);
        Assert.Equal("group", o.Group);
        Assert.Equal(Split.Validation, o.Split.Words["70-84"]);
        Assert.Equal(new SplitRatio(SplitBy.Time, 60, 20, 20), o.Split.Ratio);
        Assert.Equal((24000, 320, 64), (o.Window!.Value.At(16000), o.Step!.Value.At(16000), o.TrainStep!.Value.At(16000)));
        Assert.Equal<Shape>([16, 16, 1], o.Shape!.Value);
        Assert.Equal<Shape>([96, 64, 1], o.Picture!.Value);
        Assert.Equal([1, 0.5], o.Multiply);
        Assert.Equal(SampleKind.Picture, o.Kind);
        Assert.Equal(["a", "b"], o.Classes!);
        var pattern = DataImport.Options(new DataImportRequest(["in"], "out") { Labels = "^([a-z]+)_" });
        Assert.Equal(("label", new PathPattern("^([a-z]+)_", "label")), (pattern.Label, pattern.PathPatterns.Single()));
        Assert.Null(DataImport.Options(new DataImportRequest(["in"], "out") { Labels = "none" }).Label);
    }

    [Theory]
    [InlineData("window", "soon")]
    [InlineData("window", "0")]
    [InlineData("window", "1.5")]
    [InlineData("split", "70/15")]
    [InlineData("split", "70/20/20")]
    [InlineData("by", "chance")]
    [InlineData("words", "a=b")]
    [InlineData("shape", "16x0")]
    [InlineData("picture", "96x96x4")]
    [InlineData("multiply", "x")]
    [InlineData("kind", "smell")]
    public void Words_that_say_nothing_are_refused(string option, string word)
    {
        var request = new DataImportRequest(["in"], "out");
        request = option switch
        {
            "window" => request with { Window = word },
            "split" => request with { Split = word },
            "by" => request with { Split = "70/15/15", SplitBy = word },
            "words" => request with { SplitWords = word },
            "shape" => request with { Shape = word },
            "picture" => request with { Picture = word },
            "multiply" => request with { Multiply = word },
            _ => request with { Kind = word },
        };
        var e = Assert.Throws<MoteException>(() => DataImport.Options(request));
        Assert.Equal("MOTE0005", e.Diagnostics[0].Code);
        Assert.Contains(word, e.Message, StringComparison.Ordinal);
    }
}
