using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Data.Files;

namespace Mote.Data.Tests;

/// <summary>Every format reads what NumPy, SciPy and Pillow read.</summary>
public class RecordingFileTests
{
    [Theory]
    [InlineData("u8.wav", 8000, 1)]
    [InlineData("s16.wav", 16000, 1)]
    [InlineData("s16x2.wav", 44100, 2)]
    [InlineData("s24.wav", 48000, 1)]
    [InlineData("s32.wav", 8000, 1)]
    [InlineData("f32.wav", 8000, 1)]
    public void Sound_is_what_SciPy_reads(string name, int rate, int channels)
    {
        var (reals, recording) = StoredRecordings.Read(name);
        Assert.Equal(StoredRecordings.Expected(name), reals);
        Assert.Equal((rate, channels, SampleKind.Sound), ((int)recording.Rate!, recording.Frame.Elements, recording.Kind));
    }

    [Theory]
    [InlineData("f4.npy", 1)]
    [InlineData("f8.npy", 3)]
    [InlineData("big.npy", 3)]
    [InlineData("i2.npy", 3)]
    [InlineData("u1.npy", 3)]
    [InlineData("i8.npy", 1)]
    public void Arrays_are_what_NumPy_reads(string name, int channels)
    {
        var (reals, recording) = StoredRecordings.Read(name);
        Assert.Equal(StoredRecordings.Expected(name), reals);
        Assert.Equal(channels, recording.Frame.Elements);
        Assert.True(recording.HasTime);
    }

    [Theory]
    [InlineData("grey.png", 1)]
    [InlineData("rgb.png", 3)]
    [InlineData("rgba.png", 3)]
    [InlineData("greyalpha.png", 1)]
    [InlineData("one.png", 1)]
    [InlineData("palette.png", 3)]
    [InlineData("wide.png", 1)]
    [InlineData("interlaced.png", 3)]
    [InlineData("grey.pgm", 1)]
    [InlineData("rgb.ppm", 3)]
    [InlineData("text.ppm", 3)]
    public void Pictures_are_what_Pillow_reads(string name, int colours)
    {
        var (reals, recording) = StoredRecordings.Read(name);
        Assert.Equal(StoredRecordings.Expected(name), reals);
        Assert.Equal<Shape>([13, 21, colours], recording.Frame);
        Assert.False(recording.HasTime);
    }

    /// <summary>The standard leaves the transform's rounding open; libjpeg rounds it in integers and its chroma before the colours are made.</summary>
    [Theory]
    [InlineData("grey.jpg", 1, 1)]
    [InlineData("c444.jpg", 3, 3)]
    [InlineData("c422.jpg", 3, 3)]
    [InlineData("c420.jpg", 3, 3)]
    public void Jpeg_is_what_libjpeg_reads_but_for_rounding(string name, int colours, int levels)
    {
        var (reals, recording) = StoredRecordings.Read(name);
        var expected = StoredRecordings.Expected(name);
        Assert.Equal<Shape>([13, 21, colours], recording.Frame);
        Assert.Equal(expected.Length, reals.Length);
        var off = reals.Zip(expected, (a, b) => Math.Abs(a - b) * 255).ToArray();
        Assert.True(off.Max() <= levels + 0.01, $"{off.Max()} levels off");
        Assert.True(off.Average() < 0.5, $"{off.Average()} levels off on average");
    }

    [Theory]
    [InlineData("progressive.jpg", "progressive")]
    [InlineData("fortran.npy", "Fortran")]
    [InlineData("complex.npy", "plain numbers")]
    public void What_is_not_read_says_so(string name, string why)
    {
        var e = Assert.Throws<MoteException>(() => StoredRecordings.Read(name));
        Assert.Equal("MOTE0502", e.Diagnostics[0].Code);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.NotNull(e.Diagnostics[0].Help);
    }

    [Fact]
    public void A_recorder_that_was_switched_off_leaves_what_it_had()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(StoredRecordings.PathOf("s16.wav"));
        foreach (var length in new uint[] { 0, uint.MaxValue })
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(40), length);
            var path = folder.Write("cut.wav", bytes);
            Assert.Equal(StoredRecordings.Expected("s16.wav"), Assert.Single(RecordingFile.Read(path).Select(r => r.ReadAll())));
        }
    }

    [Fact]
    public void A_promise_of_more_samples_than_there_are_is_damage_at_its_byte()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("short.wav", File.ReadAllBytes(StoredRecordings.PathOf("s16.wav"))[..^10]);
        var e = Assert.Throws<MoteException>(() => RecordingFile.Read(path).Select(r => r.ReadAll()).ToArray());
        Assert.Equal("MOTE0501", e.Diagnostics[0].Code);
        Assert.Contains($"byte {44 + 600 - 10}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Packed_files_are_unpacked()
    {
        using var folder = new TemporaryFolder();
        var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(File.ReadAllBytes(StoredRecordings.PathOf("f8.npy")));
        var path = folder.Write("f8.npy.gz", packed.ToArray());
        Assert.Equal(StoredRecordings.Expected("f8.npy"), Assert.Single(RecordingFile.Read(path).Select(r => r.ReadAll())));
    }

    /// <summary>Cut anywhere or with bytes changed, a file is read or refused, and nothing else happens.</summary>
    [Fact]
    public void Damaged_files_are_refused_or_read_but_never_break()
    {
        using var folder = new TemporaryFolder();
        var random = new Mote.Numerics.RandomStream(3);
        var refused = 0;
        foreach (var name in StoredRecordings.Names)
        {
            var whole = File.ReadAllBytes(StoredRecordings.PathOf(name));
            for (var k = 0; k < 120; k++)
            {
                var bytes = k % 3 == 0 ? whole[..random.Next(0, whole.Length)] : (byte[])whole.Clone();
                for (var i = 0; k % 3 != 0 && i < k % 5 + 1; i++)
                    bytes[random.Next(0, k % 2 == 0 ? Math.Min(bytes.Length, 64) : bytes.Length)] = (byte)random.Next(0, 256);
                var path = folder.Write(name, bytes);
                try
                {
                    foreach (var recording in RecordingFile.Read(path)) Assert.All(recording.ReadAll(), r => Assert.True(float.IsFinite(r)));
                }
                catch (MoteException e)
                {
                    refused++;
                    Assert.All(e.Diagnostics, d => Assert.StartsWith("MOTE05", d.Code, StringComparison.Ordinal));
                    Assert.Contains(name, e.Message, StringComparison.Ordinal);
                }
            }
        }
        Assert.True(refused > 500, $"only {refused} refused");
    }
}
