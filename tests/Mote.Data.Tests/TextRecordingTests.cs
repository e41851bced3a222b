using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Data.Files;

namespace Mote.Data.Tests;

/// <summary>Tables, strokes, acquisition files, idx and CIFAR.</summary>
public class TextRecordingTests
{
    private static List<(Recording Recording, float[] Reals)> Read(string name, string text, ReadOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        return [.. RecordingFile.Read(folder.Write(name, text), options).Select(r => (r, r.ReadAll()))];
    }

    private static Dictionary<string, string> Facts(Recording recording) => recording.Facts.ToDictionary(f => f.Key, f => f.Value);

    [Fact]
    public void Empty_lines_part_recordings_and_headers_are_seen()
    {
        var read = Read("a.csv", "aX, aY\n1,2\n3,4\n\n5,6\n\n\n7,8\n9,10\n11,12\n\n");
        Assert.Equal([[1, 2, 3, 4], [5, 6], [7, 8, 9, 10, 11, 12]], read.Select(r => r.Reals));
        Assert.Equal(["", "#1", "#2"], read.Select(r => r.Recording.Place));
        Assert.All(read, r => Assert.Equal(2, r.Recording.Frame.Elements));
    }

    [Theory]
    [InlineData("1 2\n 3   4 \n")]
    [InlineData("# a comment\n1;2\n3;4")]
    [InlineData("1\t2\r\n3\t4\r\n")]
    [InlineData("\"1\",\"2\"\n3,\"4\"\n")]
    [InlineData("x,y\n1,2\n3,4\n\nx,y\n")]
    public void Separators_quotes_and_comments(string text) => Assert.Equal([1, 2, 3, 4], Assert.Single(Read("a.txt", text)).Reals);

    [Fact]
    public void A_column_of_times_gives_the_rate()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 90).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i * 0.02:F2},{i},{-i}")));
        var (recording, reals) = Assert.Single(Read("a.csv", "time,x,y\n" + rows));
        Assert.Equal(50, recording.Rate);
        Assert.Equal(180, reals.Length);
        var milliseconds = Assert.Single(Read("a.csv", "timestamp,x\n0,1\n16,2\n32,3\n48,4\n"));
        Assert.Equal(62.5, milliseconds.Recording.Rate);
        Assert.Equal([1, 2, 3, 4], milliseconds.Reals);
    }

    [Fact]
    public void Columns_are_chosen_by_name_or_number()
    {
        Assert.Equal([3, 1, 6, 4], Assert.Single(Read("a.csv", "a,b,c\n1,2,3\n4,5,6\n", new ReadOptions(Columns: ["c", "0"]))).Reals);
        var e = Assert.Throws<MoteException>(() => Read("a.csv", "a,b\n1,2\n", new ReadOptions(Columns: ["z"])));
        Assert.Equal("MOTE0506", e.Diagnostics[0].Code);
    }

    [Fact]
    public void A_row_can_be_an_example_with_facts_before_its_values()
    {
        var read = Read("a.csv", "who,label,x0,x1\nann,N,1,2\nbob,V,3,4\n", new ReadOptions(FirstValue: "x0"));
        Assert.Equal([[1, 2], [3, 4]], read.Select(r => r.Reals));
        Assert.Equal(("bob", "V"), (Facts(read[1].Recording)["who"], Facts(read[1].Recording)["label"]));
        Assert.False(read[0].Recording.HasTime);
    }

    [Theory]
    [InlineData("1,2\n3,x\n", "line 2", "'x'")]
    [InlineData("a,b\n1,2\n3,4,5\n", "line 3", "3 values in a table of 2")]
    [InlineData("1,2\n\n3,nan\n", "line 3", "'nan'")]
    public void What_is_no_number_is_named_with_its_line(string text, string line, string what)
    {
        var e = Assert.Throws<MoteException>(() => Read("a.csv", text));
        Assert.Equal("MOTE0503", e.Diagnostics[0].Code);
        Assert.Contains(line, e.Message, StringComparison.Ordinal);
        Assert.Contains(what, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strokes_are_recordings_of_two_channels()
    {
        var read = Read("a.json", """{"strokes":[{"index":4,"label":"7","strokePoints":[{"x":0.5,"y":-1},{"x":0.25,"y":1}]},{"strokePoints":[]}]}""");
        Assert.Equal([0.5f, -1, 0.25f, 1], read[0].Reals);
        Assert.Equal(("4", "7"), (Facts(read[0].Recording)["stroke"], Facts(read[0].Recording)["label"]));
        Assert.Empty(read[1].Reals);
    }

    private const string Acquisition = """
        {"protected":{"ver":"v1","alg":"none","iat":1},"signature":"00","payload":{"device_name":"ac:87","device_type":"WAND",
        "interval_ms":16,"sensors":[{"name":"accX","units":"m/s2"},{"name":"accY","units":"m/s2"}],"values":[[-9.81,0.5],[1,2],[3,4]]}}
        """;

    [Fact]
    public void Acquisition_files_are_read()
    {
        var (recording, reals) = Assert.Single(Read("idle.1.json", Acquisition));
        Assert.Equal([-9.81f, 0.5f, 1, 2, 3, 4], reals);
        Assert.Equal(62.5, recording.Rate);
        Assert.Equal("WAND", Facts(recording)["device_type"]);
        var sound = Assert.Single(Read("a.json",
            """{"payload":{"interval_ms":0.0625,"sensors":[{"name":"audio","units":"wav"}],"values":[16384,-32768,0]}}"""));
        Assert.Equal([0.5f, -1, 0], sound.Reals);
        Assert.Equal((16000.0, SampleKind.Sound), (sound.Recording.Rate, sound.Recording.Kind));
    }

    [Theory]
    [InlineData("""{"payload":{"interval_ms":1,"sensors":[{"name":"a"},{"name":"b"}],"values":[[1]]}}""", "MOTE0503")]
    [InlineData("""{"payload":{"interval_ms":1,"sensors":[],"values":[]}}""", "MOTE0503")]
    [InlineData("""{"payload":{"interval_ms":1,"sensors":[{"name":"a"}],"values":["Ref-BINARY-i16"]}}""", "MOTE0502")]
    [InlineData("""{"other":1}""", "MOTE0502")]
    [InlineData("""{"strokes":[{"strokePoints":[{"x":1}]}]}""", "MOTE0503")]
    [InlineData("""{"strokes":[""", "MOTE0501")]
    [InlineData("", "MOTE0501")]
    public void Wrong_json_is_refused(string text, string code) =>
        Assert.Equal(code, Assert.Throws<MoteException>(() => Read("a.json", text)).Diagnostics[0].Code);

    /// <summary>The examples of RFC 8949, appendix A, as JSON.</summary>
    [Theory]
    [InlineData("1b000000e8d4a51000", "1000000000000")]
    [InlineData("3903e7", "-1000")]
    [InlineData("3bffffffffffffffff", "-18446744073709551616")]
    [InlineData("f93e00", "1.5")]
    [InlineData("f90001", "5.960464477539063E-08")]
    [InlineData("fa47c35000", "100000")]
    [InlineData("fbc010666666666666", "-4.1")]
    [InlineData("f5", "true")]
    [InlineData("f6", "null")]
    [InlineData("c11a514b67b0", "1363896240")]
    [InlineData("6449455446", "\"IETF\"")]
    [InlineData("62c3bc", "\"\\u00FC\"")]
    [InlineData("83010203", "[1,2,3]")]
    [InlineData("8301820203820405", "[1,[2,3],[4,5]]")]
    [InlineData("a56161614161626142616361436164614461656145", """{"a":"A","b":"B","c":"C","d":"D","e":"E"}""")]
    [InlineData("7f657374726561646d696e67ff", "\"streaming\"")]
    [InlineData("9f018202039f0405ffff", "[1,[2,3],[4,5]]")]
    [InlineData("bf61610161629f0203ffff", """{"a":1,"b":[2,3]}""")]
    public void Cbor_is_what_its_standard_says(string hex, string json) =>
        Assert.Equal(json, System.Text.Encoding.UTF8.GetString(CborToJson.Convert(Convert.FromHexString(hex), "a.cbor")));

    [Theory]
    [InlineData("")]
    [InlineData("9b7fffffffffffffff")]
    [InlineData("5affffffff")]
    [InlineData("a1016161")]
    [InlineData("62ff00")]
    [InlineData("f97c00")]
    [InlineData("ff")]
    [InlineData("0101")]
    [InlineData("9f01")]
    public void Damaged_cbor_is_refused(string hex) => Assert.Equal("MOTE0501",
        Assert.Throws<MoteException>(() => CborToJson.Convert(Convert.FromHexString(hex), "a.cbor")).Diagnostics[0].Code);

    [Fact]
    public void Cbor_nested_without_end_is_refused() => Assert.Throws<MoteException>(() =>
        CborToJson.Convert([.. Enumerable.Repeat((byte)0x81, 1 << 20)], "a.cbor"));

    [Fact]
    public void Idx_takes_its_labels_from_beside_it()
    {
        using var folder = new TemporaryFolder();
        var images = folder.Write("train-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 102]);
        var labels = folder.Write("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 9, 4]);
        var read = RecordingFile.Read(images).Select(r => (r, r.ReadAll())).ToArray();
        Assert.Equal([[0, 1], [0.2f, 0.4f]], read.Select(r => r.Item2));
        Assert.Equal(["9", "4"], read.Select(r => Facts(r.r)["label"]));
        Assert.True(RecordingFile.IsCompanion(labels));
        Assert.False(RecordingFile.IsCompanion(images));
        File.WriteAllBytes(labels, [0, 0, 8, 1, 0, 0, 0, 3, 9, 4, 1]);
        Assert.Throws<MoteException>(() => RecordingFile.Read(images).Count());
    }

    [Fact]
    public void Cifar_keeps_its_colours_in_planes()
    {
        using var folder = new TemporaryFolder();
        var record = new byte[3073];
        (record[0], record[1 + 33], record[1 + 1024 + 33], record[1 + 2048 + 33]) = (7, 255, 51, 102);
        var path = folder.Write("batch.bin", record);
        var (recording, reals) = Assert.Single(RecordingFile.Read(path).Select(r => (r, r.ReadAll())));
        Assert.Equal("7", Facts(recording)["label"]);
        Assert.Equal([1, 0.2f, 0.4f], reals[(33 * 3)..(33 * 3 + 3)]);
        Assert.Throws<MoteException>(() => RecordingFile.Read(folder.Write("other.bin", record[..3000])).Count());
    }
}
